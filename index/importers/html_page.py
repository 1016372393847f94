"""Import a saved page of a portal: one article a file.

Where something stands on a page is asked in this order: the rules for the portal, if it is known (`html_portals`);
what the page says of itself for machines (`html_metadata`); what a reader sees (headings, breadcrumbs, labelled
lines). The text is found by the rules, by the usual names of the element that holds it, or by trafilatura.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import trafilatura
from lxml import etree

from index.article import Article
from index.cleaning import clean_line
from index.importers.dates import leading_date, parse_date
from index.importers.furniture import (
    breadcrumb,
    is_byline,
    is_heading,
    labelled,
    repeats,
    take_tail,
    without_title,
)
from index.importers.html_metadata import Metadata, metadata_of
from index.importers.html_portals import (
    AUTHOR_NAMES,
    BODY_NAMES,
    BREADCRUMB_NAMES,
    LEAD_NAMES,
    RELATED_HEADINGS,
    Portal,
    portal_of,
)
from index.importers.html_text import lines_of, parse_html
from index.importers.records import make_article, plain_name, split_path, without_home
from index.importers.refusal import Refused
from index.importers.streams import ByteStream, read_whole

_LONGEST_TITLE = 500

# A line is a sentence if it has so many words and ends like one, or is a paragraph if it has so many.
_SENTENCE_WORDS, _PARAGRAPH_WORDS = 8, 20
_SENTENCE_END = (".", "!", "?", "…", ":", ";", ".”", '."', "”", '"', ")")

# Less than this in characters, or in proportion to all text, is no article but a list, a form or a front page.
_LEAST_PROSE, _LEAST_SHARE = 80, 0.3

# A date without a label is the article's only between the title and the text: the clock in a portal's head is not.
_HEAD_LINES = 25

# trafilatura takes minutes for tables nested deeper than any page has them.
_DEEPEST = 500

_MOST_NAMED = 50

_SITE_SUFFIX = re.compile(r"(.*\S)\s+(?:[-–—|»]|::)\s+(\S.*)", re.DOTALL)
_SITE_LIKE = re.compile(
    r"(?:cổng|trang (?:tin|thông tin)|báo|tạp chí|đài|sở|ubnd|ủy ban|uỷ ban|bộ|website)\b|[\w-]+(?:\.[\w-]+)+$",
    re.IGNORECASE,
)
_RIGHT_NAMES = frozenset({"alignright", "right", "textright"})
_CAPTION = re.compile(r"\bẢnh\s?:")
_TO_THE_RIGHT = re.compile(r"text-align\s*:\s*right", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Page:
    """A parsed page: its tree, what it says of itself, all its visible lines, its links as `_letters` writes them."""

    root: etree._Element
    portal: Portal | None
    said: Metadata
    lines: list[str]
    links: frozenset[str]


def read_html_page(stream: ByteStream, path: str) -> Iterator[Article]:
    """Yield the article of the page.

    Raises:
        Refused: the bytes are no page, it has no title or no article's text, or its date cannot be.
    """
    data = read_whole(stream)
    root = parse_html(data)
    body = root.find("body")
    page = _Page(
        root=root,
        portal=portal_of(root),
        said=metadata_of(root, data),
        lines=lines_of(body if body is not None else root),
        links=frozenset(_letters(_text(link)) for link in root.iter("a")),
    )
    found = _text_lines(page)
    title = _title(page)
    if not title:
        raise Refused("no title")
    fields: dict[str, str] = {}
    text = _without_tail(page, _without_head(page, found, title, fields), fields)
    head = _head(page, title, text)
    lead = _lead(page, head, text)
    if lead and (at := _place_of(lead, text)) >= 0:
        text = text[:at] + text[at + len(lead) :]
    if not text:
        raise Refused("no article body found")
    for line in head:
        if value := labelled(line):
            fields.setdefault(*value)
    author = _author(page, fields)
    if author and len(text) > 1 and text[-1] == author:
        text = text[:-1]
    yield make_article(
        path=path,
        record="page",
        title=title,
        lead="\n".join(lead),
        body="\n".join(text),
        date=_date(page, head, fields),
        categories=_categories(page, title, fields),
        url=page.said.url,
        source=page.said.site or fields.get("source", ""),
        author=author,
    )


# The text


def _text_lines(page: _Page) -> list[str]:
    """Find the lines of the article's text, perhaps with furniture at both ends."""
    if page.portal:
        for element in _elements(page.root, page.portal.body):
            if lines := lines_of(element):
                return lines
    for lines in _named_bodies(page):
        if _is_article(lines, page.links):
            return lines
    raise Refused("no article body found")


def _named_bodies(page: _Page) -> Iterator[list[str]]:
    """Yield what could be the text, the likeliest first."""
    for element in _elements(page.root, "//*[@itemprop='articleBody']"):
        yield lines_of(element, article_only=True)
    articles = _elements(page.root, "//article")
    named = (articles if len(articles) == 1 else []) + _named(page.root, BODY_NAMES)
    found = [lines_of(element, article_only=True) for element in named]
    prose = [_prose(lines, page.links) for lines in found]
    if found and max(prose) >= 0.4 * _prose(page.lines, page.links):
        # Of elements inside each other, the smallest that still holds the text.
        yield min((lines for lines, size in zip(found, prose, strict=True) if size >= 0.8 * max(prose)), key=_length)
    yield _by_trafilatura(page.root)


def _by_trafilatura(root: etree._Element) -> list[str]:
    if _depth(root) > _DEEPEST:
        raise Refused("no article body found: the page is nested too deeply")
    try:
        found = trafilatura.bare_extraction(copy.deepcopy(root), include_comments=False, include_tables=True)
    except Exception as error:  # it guesses, and on broken pages it sometimes trips
        raise Refused(f"no article body found: {error!r}") from None
    body = getattr(found, "body", None)
    return lines_of(body, keep_breaks=True) if body is not None else []


def _depth(root: etree._Element) -> int:
    depth = deepest = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def _is_article(lines: list[str], links: frozenset[str]) -> bool:
    return _prose(lines, links) >= max(_LEAST_PROSE, _LEAST_SHARE * _length(lines))


def _prose(lines: list[str], links: frozenset[str]) -> int:
    """Count the characters in lines that are sentences and not links as a whole."""
    return sum(len(line) for line in lines if _is_prose(line) and _letters(line) not in links)


def _letters(line: str) -> str:
    """Drop what is no letter at both ends of a line: a link with its date, `- Tiêu đề (09/4)`, gives the link."""
    first = next((at for at, letter in enumerate(line) if letter.isalpha()), len(line))
    last = next((at for at, letter in enumerate(reversed(line)) if letter.isalpha()), 0)
    return line[first : len(line) - last]


def _is_prose(line: str) -> bool:
    words = line.count(" ") + 1
    return words >= _PARAGRAPH_WORDS or (words >= _SENTENCE_WORDS and line.endswith(_SENTENCE_END))


def _length(lines: list[str]) -> int:
    return sum(map(len, lines))


def _without_head(page: _Page, lines: list[str], title: str, fields: dict[str, str]) -> list[str]:
    """Drop what stands above the text in its element: title, breadcrumb, date; labelled values go into `fields`."""
    for at, line in enumerate(lines):
        if found := labelled(line):
            fields.setdefault(*found)
        elif date := leading_date(line):
            fields.setdefault("date", date)
        elif not (repeats(line, title) or is_heading(line) or breadcrumb(line, title) is not None):
            return lines[at:]
    return []


def _without_tail(page: _Page, lines: list[str], fields: dict[str, str]) -> list[str]:
    """Drop what stands below the text in its element: links to other articles, author, source."""
    for at, line in enumerate(lines):
        if at and plain_name(line) in RELATED_HEADINGS and _prose(lines[at:], page.links) < _LEAST_PROSE:
            lines = lines[:at]
            break
    found: dict[str, str] = {}
    kept = take_tail(lines, found, lambda at: _stands_apart(page.root, lines[at]))
    for field, value in found.items():
        fields.setdefault(field, value)
    return kept


def _stands_apart(root: etree._Element, line: str) -> bool:
    """Tell whether a line is set to the right, in bold or italics, or in an element named after the author."""
    return any(_is_apart(element) and _short_text(element) == line for element in root.iter(etree.Element))


def _is_apart(element: etree._Element) -> bool:
    return (
        element.tag in ("strong", "b", "em", "i")
        or element.get("align", "").lower() == "right"
        or _TO_THE_RIGHT.search(element.get("style", "")) is not None
        or bool(_names(element) & (AUTHOR_NAMES | _RIGHT_NAMES))
    )


def _short_text(element: etree._Element) -> str:
    """Return the text of an element, or its beginning if it is longer than a name can be."""
    text = ""
    for piece in element.itertext():
        text += str(piece)
        if len(text) > _LONGEST_TITLE:
            break
    return clean_line(text)


# What stands round it


def _title(page: _Page) -> str:
    heading = _heading(page)
    headline = page.said.title
    if headline and heading and repeats(headline, heading):
        return heading  # the headline is the heading, perhaps cut short
    candidates = (
        page.portal and page.portal.title and _first_text(page.root, page.portal.title),
        headline if page.said.is_article else "",
        heading,
        _without_site(page.said.og_title, page.said.site),
        _without_site(_first_text(page.root, "//head/title|//title"), page.said.site),
    )
    return next((title for title in candidates if title), "")


def _heading(page: _Page) -> str:
    """Return the page's own heading; of several, one that its title repeats. A site's name is none."""
    headings = [
        text
        for element in _elements(page.root, "//*[@itemprop='headline']|//h1[not(ancestor::header[parent::body])]")
        if (text := _text(element)) and not repeats(text, page.said.site)
    ]
    named = plain_name(page.said.og_title + " " + _first_text(page.root, "//head/title"))
    return next((text for text in headings if plain_name(text) in named), headings[0] if headings else "")


def _without_site(title: str, site: str) -> str:
    """Drop the name of the site from the end of a page's title: `… - Cổng thông tin điện tử`."""
    found = _SITE_SUFFIX.fullmatch(title) if len(title) <= _LONGEST_TITLE else None
    if found and (repeats(found[2], site) or _SITE_LIKE.match(found[2])):
        return found[1]
    return "" if site and repeats(title, site) else title


def _head(page: _Page, title: str, body: list[str]) -> list[str]:
    """Return the lines between the title and the text."""
    end = page.lines.index(body[0]) if body and body[0] in page.lines else len(page.lines)
    titles = [at for at, line in enumerate(page.lines[:end]) if repeats(line, title)]
    start = titles[-1] + 1 if titles else max(0, end - 5)
    return page.lines[start : min(end, start + _HEAD_LINES)]


def _lead(page: _Page, head: list[str], body: list[str]) -> list[str]:
    """Return the lines of the lead: in an element of that name, or a sentence that stands alone above the text."""
    xpath = page.portal.lead if page.portal else ""
    elements = _elements(page.root, xpath) if xpath else []
    for element in elements + _named(page.root, LEAD_NAMES):
        lines = lines_of(element)
        # On other articles' leads, in lists beside the text, this element does not stand above the text.
        if lines and _length(lines) < _length(body) and (lines[0] in head or _place_of(lines, body) >= 0):
            return lines
    alone = [
        line for line in head if _is_prose(line) and _letters(line) not in page.links and not _CAPTION.search(line)
    ]
    return alone if len(alone) == 1 else []


def _place_of(lead: list[str], body: list[str]) -> int:
    """Return where the lead stands in the body, which is at its beginning or under a picture's caption; else -1."""
    return next((at for at in range(3) if body[at : at + len(lead)] == lead), -1)


def _date(page: _Page, head: list[str], fields: dict[str, str]) -> str:
    """Return the first date that can be, as written; if there are dates but none can be, the first."""
    labels = [found for found in map(labelled, page.lines) if found]
    candidates = [
        _first_text(page.root, page.portal.date) if page.portal and page.portal.date else "",
        *page.said.dates,
        *_attributes(page.root, "(//h1)[1]/following::time[@datetime][1]/@datetime"),
        fields.get("date", ""),
        *(leading_date(line) for line in head),
        *(value for field, value in labels if field == "date"),
        fields.get("updated", ""),
        *(value for field, value in labels if field == "updated"),
    ]
    written = [candidate for candidate in candidates if candidate]
    return next((date for date in written if _can_be(date)), written[0] if written else "")


def _can_be(written: str) -> bool:
    try:
        parse_date(written)
    except ValueError:
        return False
    return True


def _categories(page: _Page, title: str, fields: dict[str, str]) -> tuple[str, ...]:
    candidates: Iterator[Iterable[str]] = iter(
        (
            [_first_text(page.root, page.portal.category)] if page.portal and page.portal.category else (),
            page.said.breadcrumb,
            *map(
                _steps,
                _named(page.root, BREADCRUMB_NAMES)
                + _elements(page.root, "(//*[translate(@aria-label, 'BREADCUM', 'breadcum')='breadcrumb'])[1]"),
            ),
            *(steps for line in page.lines if (steps := breadcrumb(line, title))),
            page.said.sections,
            split_path(fields.get("category", "")),
        )
    )
    for candidate in candidates:
        path = without_title(without_home(candidate), title)
        if path and repeats(path[0], page.said.site):
            path = path[1:]
        if path:
            return path
    return ()


def _steps(element: etree._Element) -> list[str]:
    """Return the steps of a breadcrumb: its list items, the parts of its line, or its links."""
    items = [text for item in _elements(element, ".//li[not(.//li)]") if (text := _step(_text(item)))]
    if items:
        return items
    lines = lines_of(element)
    steps = [text for line in lines for step in split_path(line) if (text := _step(step))]
    links = [text for link in element.iter("a") if (text := _step(_text(link)))]
    return steps if len(steps) > len(links) else links


def _step(text: str) -> str:
    return text.strip(" >»›/|\\")


def _author(page: _Page, fields: dict[str, str]) -> str:
    """Return the author: as labelled or at the end of the text, in an element of that name, or for machines."""
    if fields.get("author"):
        return fields["author"]
    for element in _named(page.root, AUTHOR_NAMES):
        if is_byline(text := _text(element)):
            return text
    said = page.said.author
    return said if is_byline(said) and not repeats(said, page.said.site) and plain_name(said) != "admin" else ""


# The tree


def _named(root: etree._Element, names: frozenset[str]) -> list[etree._Element]:
    """Return the first elements that have one of these names; real pages have few."""
    found = (element for element in root.iter(etree.Element) if _names(element) & names)
    return list(islice(found, _MOST_NAMED))


def _names(element: etree._Element) -> set[str]:
    """Return the classes and the id of an element without signs and case: `article__Body` gives `articlebody`."""
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return {re.sub(r"[\W_]", "", name).lower() for name in names.split()}


def _elements(root: etree._Element, xpath: str) -> list[etree._Element]:
    found = root.xpath(xpath)
    return [item for item in found if isinstance(item, etree._Element)] if isinstance(found, list) else []


def _attributes(root: etree._Element, xpath: str) -> list[str]:
    found = root.xpath(xpath)
    return [str(item) for item in found if isinstance(item, str)] if isinstance(found, list) else []


def _text(element: etree._Element) -> str:
    return " ".join(lines_of(element))


def _first_text(root: etree._Element, xpath: str) -> str:
    return next((text for element in _elements(root, xpath) if (text := _text(element))), "")
