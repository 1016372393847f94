from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[1] / "web" / "static"
SHEET = (STATIC / "site.css").read_text(encoding="utf-8")

#: Text or its background, and what it stands on: pairs that meet on a page, with the contrast they need
#: (WCAG 2.1, 1.4.3 and 1.4.11).
PAIRS = [
    *[
        (text, ground, 4.5)
        for text in ("ink", "soft", "accent", "accent-deep")
        for ground in ("paper", "band", "surface")
    ],
    ("visited", "paper", 4.5),
    ("on-accent", "accent", 4.5),
    ("on-accent", "accent-deep", 4.5),
    ("accent-deep", "tint", 4.5),
    ("soft", "tint", 4.5),
    ("ink", "tint", 4.5),
    ("ink", "warn-tint", 4.5),
    ("on-mark", "mark", 4.5),
    ("edge", "surface", 3),
    ("edge", "paper", 3),
    ("warn", "surface", 3),
]


def colours(theme: str) -> dict[str, str]:
    """Read the colours of a theme; the dark one renames those of the light one."""
    blocks = re.findall(r":root \{(.*?)\}", SHEET, re.S)
    light, dark = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]+);", block)) for block in blocks[:2])
    return light if theme == "light" else {**light, **dark}


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground", "least"), PAIRS)
def test_contrast(theme: str, text: str, ground: str, least: float) -> None:
    named = colours(theme)
    one, other = sorted((luminance(named[text]), luminance(named[ground])))
    assert (other + 0.05) / (one + 0.05) >= least


def test_both_themes_name_the_same_colours() -> None:
    blocks = re.findall(r":root \{(.*?)\}", SHEET, re.S)[:2]
    light, dark = ({n for n, _ in re.findall(r"--([\w-]+): (#[0-9a-f]+);", block)} for block in blocks)
    assert light == dark


def test_colours_are_named_once() -> None:
    rules = re.sub(r":root \{.*?\}", "", SHEET, flags=re.S)
    assert not re.findall(r":[^;{]*#[0-9a-f]{3,6}", rules)


#: What a page of the site loads. The search box for other sites and what its frame needs are measured by themselves.
OF_PAGES = ("site.css", "site.js", "suggest.js")


def test_style_and_scripts_are_small_and_load_nothing() -> None:
    assert [path.name for path in STATIC.iterdir() if path.suffix == ".css"] == ["site.css"]
    assert sum(len(gzip.compress((STATIC / name).read_bytes())) for name in OF_PAGES) <= 30_000
    assert "url(" not in SHEET
    assert "@import" not in SHEET
