"""The text of an HTML element as a reader sees it: one line a block, hidden parts left out."""

from __future__ import annotations

import re
from contextlib import suppress

import lxml.html
from lxml import etree
from w3lib.encoding import html_body_declared_encoding

from index.cleaning import clean_line
from index.importers.refusal import Refused
from index.importers.streams import byte_order_mark, decoded


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Elements that begin and end a line. The last line names those of trafilatura's own tree.
_BLOCKS = _words(
    "address article aside blockquote body br caption center dd div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr legend li main nav ol option p pre section table tbody td tfoot th thead title tr ul "
    "cell head item lb list quote row"
)
_CELLS = frozenset({"td", "th", "cell"})
_ROWS = frozenset({"tr", "row"})

# Elements that show no text of the page.
_SILENT = _words(
    "script style noscript template iframe object svg math canvas audio video map button input select textarea datalist"
)
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

# Parts round an article. A class or id is taken apart at signs and changes of case: "tin-lien-quan", "relatedNews".
_ROUND_TAGS = frozenset({"nav", "aside", "footer"})
_ROUND_NAMES = re.compile(
    r"(?:^|[-_ ])(?:nav|navbar|menu|breadcrumbs?|share|sharing|social|related|lien-?quan|tin-?khac|other-?news|"
    r"comments?|binh-?luan|tags?|tool-?bar|tools|print|rating|pagination|pager|login|sidebar|banner|ads?|adv|"
    r"quang-?cao|copyright|fb-like|zalo-share-button|see-?more|xem-?them|doc-?them)(?:$|[-_ ])"
)
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def parse_html(data: bytes) -> etree._Element:
    """Parse a page.

    The encoding is that of its byte order mark, else UTF-8, else the older one that the page declares: pages that
    declare an older one are most often in UTF-8 all the same, and bytes that are valid UTF-8 are so by no accident.

    Raises:
        Refused: the bytes are in none of these, or they are no page.
    """
    try:
        text = decoded(data)
    except Refused as refused:
        declared = html_body_declared_encoding(data[:4096])
        if b"\0" in data or byte_order_mark(data)[0] or declared in (None, "utf-8"):
            raise
        with suppress(UnicodeDecodeError, LookupError):
            return _parse(data.decode(declared))
        raise Refused(f"neither UTF-8 nor {declared}, which the page declares") from refused
    return _parse(text)


def _parse(text: str) -> etree._Element:
    # huge_tree: the parser otherwise stops in the middle of a page with a deep or a long element.
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = lxml.html.document_fromstring(text.encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError):
        raise Refused("not a page: there is nothing in it") from None
    return root


def lines_of(root: etree._Element, *, article_only: bool = False, keep_breaks: bool = False) -> list[str]:
    """Return the lines of text of an element, in reading order, cleaned, without empty lines.

    A row of a table is one line, its cells parted by ` | `, unless a cell has several lines of its own: then the
    table is there for the layout, and its cells follow each other. With `article_only` menus, breadcrumbs,
    share buttons, related links and the like inside `root` are left out. With `keep_breaks` a line end in the
    source is one in the text, as in trafilatura's trees.
    """
    lines: list[str] = []
    pieces: list[str] = []
    rows: list[list[int]] = []  # for each open row, where each of its cells begins in `lines`

    def end_line() -> None:
        text = "".join(pieces)
        pieces.clear()
        parts = text.splitlines() if keep_breaks else [text]
        lines.extend(line for part in parts if (line := clean_line(part)))

    walker = etree.iterwalk(root, events=("start", "end"))
    skipped = False
    for event, element in walker:
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if tag in _BLOCKS:
                end_line()
            skipped = _is_hidden(element, tag) or (article_only and element is not root and _is_round(element, tag))
            if skipped:
                walker.skip_subtree()
                continue
            if tag in _ROWS:
                rows.append([])
            elif tag in _CELLS and rows:
                rows[-1].append(len(lines))
            pieces.append(element.text or "")
            continue
        if tag in _BLOCKS:
            end_line()
        if tag in _ROWS and not skipped:
            _join_cells(lines, rows.pop())
        skipped = False
        if element is not root:
            pieces.append(element.tail or "")
    end_line()
    return lines


def _join_cells(lines: list[str], cells: list[int]) -> None:
    """Write the lines of a row, which stand at the end of `lines`, as one, if no cell has more than one."""
    if not cells:
        return
    ends = [*cells[1:], len(lines)]
    if all(end - start <= 1 for start, end in zip(cells, ends, strict=True)):
        lines[cells[0] :] = [" | ".join(lines[cells[0] :])] if lines[cells[0] :] else []


def _is_hidden(element: etree._Element, tag: str) -> bool:
    return tag in _SILENT or "hidden" in element.attrib or bool(_HIDING.search(element.get("style", "")))


def _is_round(element: etree._Element, tag: str) -> bool:
    if tag in _ROUND_TAGS:
        return True
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return names != " " and bool(_ROUND_NAMES.search(_HUMP.sub("-", names).lower()))
