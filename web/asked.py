"""What came in an address, without the characters that no page may hold (control characters: HTML 13.2.3.5)."""

from __future__ import annotations

import re

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.utils import cached_property

#: Control characters but for tabs and line ends, and what is no character at all.
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")


class CleanRequest(Request):
    """A request whose parameters may be written into a page: `/tim-kiem?q=a%00b` asks for "a b"."""

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """Give the parameters of the address, each control character a blank; of the API's as they came.

        JSON may hold any character, and the API refuses what it cannot use instead of mending it.
        """
        if self.path.startswith("/api/"):
            return super().args
        pairs = super().args.items(multi=True)
        return ImmutableMultiDict([(_CONTROL.sub(" ", name), _CONTROL.sub(" ", value)) for name, value in pairs])
