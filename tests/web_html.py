"""Reading pages as a browser without scripts would: strict parsing, links, and what a form sends."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

import html5lib


def page(html: str) -> Element:
    """Parse a page, failing at the first error that HTML's own parser names, and check what it refers to."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    root: Element = parser.parse(html)
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids)), f"an id stands twice: {sorted(ids)}"
    for element in root.iter():
        for name in ("for", "form", "aria-describedby", "aria-labelledby", "aria-controls"):
            value = element.get(name)
            if value is not None:
                assert set(value.split()) <= set(ids), f"{name}={value!r} points nowhere"
        href = element.get("href", "")
        if href.startswith("#"):
            assert href[1:] in ids, f"{href} points nowhere"
        if element.tag in {"a", "button"}:
            assert element.get("aria-label") or text(element), f"nothing to read on {element.attrib}"
        if element.tag == "img":
            assert element.get("alt") is not None
        assert element.get("style") is None
        assert not [name for name in element.attrib if name.startswith("on")], element.attrib
    levels = [int(e.tag[1]) for e in root.iter() if isinstance(e.tag, str) and e.tag in {"h1", "h2", "h3", "h4"}]
    assert levels.count(1) == 1, f"headings: {levels}"
    labelled = {element.get("for") for element in root.iter("label")}
    for control in controls(root):
        if control.get("type") != "hidden":
            inside = any(control in label.iter() for label in root.iter("label"))
            assert inside or control.get("id") in labelled, f"no label: {control.attrib}"
    return root


def text(element: Element | None) -> str:
    """Give the text of an element with white space drawn together."""
    assert element is not None
    return " ".join("".join(element.itertext()).split())


def with_class(root: Element, name: str) -> list[Element]:
    """Give the elements of a class."""
    return [element for element in root.iter() if name in (element.get("class") or "").split()]


def by_id(root: Element, name: str) -> Element:
    """Give the element of that id."""
    return next(element for element in root.iter() if element.get("id") == name)


def links(root: Element) -> dict[str, str]:
    """Give the address of each link by its text; of two with the same text the first."""
    found: dict[str, str] = {}
    for element in root.iter("a"):
        found.setdefault(text(element), element.get("href", ""))
    return found


def controls(root: Element) -> Iterator[Element]:
    """Give what can be filled in, in order."""
    return (element for element in root.iter() if element.tag in {"input", "select", "textarea"})


def sent(root: Element, form_id: str, **changed: str | list[str]) -> str:
    """Give the address that a form leads to when it is sent, without scripts.

    `changed` fills in fields; for boxes it is the list of all values ticked.
    """
    form = by_id(root, form_id)
    pairs: list[tuple[str, str]] = []
    done = set()
    for control in controls(root):
        if control.get("form") != form_id and control not in form.iter():
            continue
        name = control.get("name", "")
        if name in changed:
            if name not in done:
                value = changed[name]
                pairs += [(name, one) for one in (value if isinstance(value, list) else [value])]
            done.add(name)
        elif control.tag == "select":
            chosen = [option for option in control.iter("option") if option.get("selected") is not None]
            pairs.append((name, (chosen or list(control.iter("option")))[0].get("value", "")))
        elif control.get("type") != "checkbox" or control.get("checked") is not None:
            pairs.append((name, control.get("value", "")))
    assert done == set(changed), f"no such field: {set(changed) - done}"
    return f"{form.get('action')}?{urlencode(pairs)}"
