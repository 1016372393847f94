"""Plain words for what is no page: titles of feeds, headings of tables. They stand in a template like all others."""

from __future__ import annotations

from flask import get_template_attribute


def said(name: str, *given: object) -> str:
    """Give what a macro of `outlets.txt` says in the language of the address: text that is escaped nowhere."""
    text: str = get_template_attribute("outlets.txt", name)(*given)
    return text.strip()
