"""What a page says about itself for machines: JSON-LD, OpenGraph and other meta elements, microdata, links."""

from __future__ import annotations

import html
import json
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from index.cleaning import clean_line
from index.importers.identity import web_address

# Browsers write into a page that they save where it came from.
_SAVED_FROM = re.compile(rb"<!--\s*(?:saved from url=\(\d+\)|Page saved with SingleFile\s+url:\s*)(\S+)")

# Types of schema.org that are one article, by the end of their names: NewsArticle, ReportageNewsArticle, BlogPosting.
_ARTICLE = ("Article", "BlogPosting", "Report", "GovernmentService", "Legislation")


@dataclass(frozen=True, slots=True)
class Metadata:
    """The statements of a page about itself, cleaned; `""` or `()` where it makes none.

    `dates` are candidates, the best first, as written. `is_article` is true if the page says that it is one.
    """

    title: str = ""
    og_title: str = ""
    dates: tuple[str, ...] = ()
    author: str = ""
    site: str = ""
    sections: tuple[str, ...] = ()
    breadcrumb: tuple[str, ...] = ()
    url: str = ""
    is_article: bool = False


def metadata_of(root: etree._Element, source: bytes) -> Metadata:
    """Collect what a page says about itself; `source` is its bytes, for what parsing drops."""
    things = list(_things(root))
    article = next((thing for thing in things if _is_article(thing)), {})
    crumbs = next((thing for thing in things if "BreadcrumbList" in _types(thing)), {})
    publisher = _name(article.get("publisher"))
    return Metadata(
        title=_text(article.get("headline")) or _text(article.get("name")),
        og_title=_meta(root, "og:title", "twitter:title"),
        dates=tuple(
            date
            for date in (
                _text(article.get("datePublished")),
                _meta(root, "article:published_time", "pubdate", "publishdate", "og:article:published_time"),
                _meta(root, "datePublished", "DC.date.issued", "DC.date.created", "date"),
                *_strings(root, "//*[@itemprop='datePublished']/@content|//*[@itemprop='datePublished']/@datetime"),
                _text(article.get("dateCreated")),
            )
            if date
        ),
        author=_name(article.get("author")) or _meta(root, "author", "article:author", "DC.Creator"),
        site=_meta(root, "og:site_name") or publisher or _meta(root, "DC.Publisher"),
        sections=_sections(article.get("articleSection")) or tuple(filter(None, [_meta(root, "article:section")])),
        breadcrumb=_breadcrumb(crumbs) or _microdata_breadcrumb(root),
        url=_address(root, article, source),
        is_article=bool(article) or _meta(root, "og:type").lower() == "article",
    )


def _things(root: etree._Element) -> Iterator[dict[str, object]]:
    """Yield every object described in the page's JSON-LD, at any depth; broken scripts are passed over."""
    for script in root.iter("script"):
        if "ld+json" not in script.get("type", "").lower():
            continue
        try:
            waiting: deque[object] = deque([json.loads((script.text or "").strip().rstrip(";"), strict=False)])
        except (ValueError, RecursionError):
            continue
        while waiting:
            thing = waiting.popleft()
            if isinstance(thing, list):
                waiting.extend(thing)
            elif isinstance(thing, dict):
                yield thing
                waiting.extend(value for value in thing.values() if isinstance(value, list | dict))


def _types(thing: dict[str, object]) -> list[str]:
    kind = thing.get("@type")
    return [name for name in (kind if isinstance(kind, list) else [kind]) if isinstance(name, str)]


def _is_article(thing: dict[str, object]) -> bool:
    return any(name.endswith(_ARTICLE) for name in _types(thing))


def _text(value: object) -> str:
    """Clean a value that should be a text; JSON-LD often escapes it as if it were HTML."""
    return clean_line(html.unescape(value)) if isinstance(value, str) else ""


def _name(value: object) -> str:
    """Return the name of a person or organisation, or of the first of several."""
    if isinstance(value, list):
        return next((name for name in map(_name, value) if name), "")
    if isinstance(value, dict):
        return _text(value.get("name"))
    return _text(value)


def _sections(value: object) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    # A list is of sections side by side, not of steps in a path: only the first is kept.
    return next(((text,) for text in map(_text, values) if text), ())


def _breadcrumb(crumbs: dict[str, object]) -> tuple[str, ...]:
    items = crumbs.get("itemListElement")
    steps = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    steps.sort(key=_position)
    names = (_text(step.get("name")) or _name(step.get("item")) for step in steps)
    return tuple(name for name in names if name and not web_address(name))


def _position(step: dict[str, object]) -> int:
    try:
        return int(str(step.get("position", 0)))
    except ValueError:
        return 0


def _microdata_breadcrumb(root: etree._Element) -> tuple[str, ...]:
    first = "(//*[contains(@itemtype, 'schema.org/BreadcrumbList')])[1]"
    return tuple(_strings(root, f"{first}//*[@itemprop='itemListElement']//*[@itemprop='name']"))


def _address(root: etree._Element, article: dict[str, object], source: bytes) -> str:
    """Return the page's own address: the first of all its statements that is an absolute one."""
    saved = _SAVED_FROM.search(source[:4096])
    main = article.get("mainEntityOfPage")
    candidates = [
        *_strings(root, "//link[translate(@rel, 'CANOIL', 'canoil')='canonical']/@href"),
        _meta(root, "og:url"),
        _text(main.get("@id")) or _text(main.get("url")) if isinstance(main, dict) else _text(main),
        _text(article.get("url")),
        _text(article.get("@id")),
        saved[1].decode("utf-8", "replace") if saved else "",
    ]
    return next((address for address in candidates if _is_page(address)), "")


def _is_page(address: str) -> bool:
    parts = web_address(address)
    return parts is not None and (parts.path not in ("", "/") or bool(parts.query))


def _meta(root: etree._Element, *names: str) -> str:
    """Return the content of the first meta element with one of these names, in the order of the names."""
    wanted = {name.lower(): "" for name in names}
    for element in root.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("itemprop") or "").lower()
        if name in wanted and not wanted[name]:
            wanted[name] = clean_line(element.get("content", ""))
    return next((content for content in wanted.values() if content), "")


def _strings(root: etree._Element, xpath: str) -> list[str]:
    """Return the cleaned texts of what an XPath finds: attributes, or elements with all in them."""
    found = root.xpath(xpath)
    texts = [
        str(item) if isinstance(item, str) else "".join(map(str, item.itertext()))
        for item in (found if isinstance(found, list) else [])
        if isinstance(item, str | etree._Element)
    ]
    return [text for text in map(clean_line, texts) if text]
