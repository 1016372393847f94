"""Text that may stand in XML."""

from __future__ import annotations

import re

#: What XML 1.0 has no place for, not even escaped (section 2.2, Char): control characters, U+FFFE, U+FFFF, surrogates.
_NO_CHARACTERS = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """Leave out what may not stand in XML; whoever writes the XML escapes the rest."""
    return _NO_CHARACTERS.sub("", text)
