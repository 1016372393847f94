"""Which pages crawlers may read, and the list of those worth it: articles, instruments and the few that stand still.

The list is an index of files of at most `MOST` addresses each. Articles are parted by month, so that the files of past
months stay as they are; each file is read by itself, so no request sees more than `MOST` articles. The addresses are
the Vietnamese ones: the English pages show the same texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for

from search.inventory import UNDATED
from web import links
from web.backend import door
from web.i18n import OTHER, SOURCE, language

blueprint = Blueprint("sitemap", __name__)

#: Addresses of one file at most; the protocol allows 50,000.
MOST = 10_000

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"

#: The pages that stand still.
PAGES = ("pages.home", "pages.instruments", "pages.about", "coverage.page", "embed.page")

#: How the articles without a date are named in an address.
UNDATED_NAME = "chua-ro-ngay"

_MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)

#: The number of a file in its address, from 1.
_PART = "<int(min=1, max=99999):part>"


@blueprint.before_request
def once() -> None:
    """Give these at the root of the site alone: crawlers ask there, and one list has every page."""
    if language() != SOURCE:
        abort(404)


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Tell crawlers what not to read: searches, and the API."""
    root = request.root_path.rstrip("/")
    text = render_template(
        "robots.txt", roots=(root, f"{root}/{OTHER}"), sitemap=links.absolute(url_for("sitemap.index"))
    )
    response = make_response(text)
    response.content_type = "text/plain; charset=utf-8"
    return response


@blueprint.get("/sitemap.xml")
def index() -> Response:
    """List the files of addresses."""
    held = door().inventory()
    paths = [url_for("sitemap.pages")]
    for month, articles in held.months:
        name = UNDATED_NAME if month == UNDATED else month
        paths += [url_for("sitemap.articles", month=name, part=part) for part in _parts(articles)]
    paths += [url_for("sitemap.instruments", part=part) for part in _parts(held.instruments)]
    return _written("sitemapindex", "sitemap", ((path, "") for path in paths))


@blueprint.get("/sitemap-trang.xml")
def pages() -> Response:
    """List the pages that stand still."""
    return _written("urlset", "url", ((url_for(endpoint), "") for endpoint in PAGES))


@blueprint.get(f"/sitemap-bai-<month>-{_PART}.xml")
def articles(month: str, part: int) -> Response:
    """List articles of a month, or those without a date, each with its date as that of its last change."""
    if month == UNDATED_NAME:
        month = UNDATED
    elif not _MONTH.fullmatch(month):
        abort(404)
    listed = door().published(month, (part - 1) * MOST, MOST)
    return _unless_empty(
        (links.article_url(one.id, one.title), one.date.isoformat() if one.date else "") for one in listed
    )


@blueprint.get(f"/sitemap-van-ban-{_PART}.xml")
def instruments(part: int) -> Response:
    """List instruments, by their keys."""
    keys = door().instrument_keys((part - 1) * MOST, MOST)
    return _unless_empty((links.instrument_url(key), "") for key in keys)


def _parts(count: int) -> range:
    return range(1, -(-count // MOST) + 1)


def _unless_empty(addresses: Iterator[tuple[str, str]]) -> Response:
    listed = list(addresses)
    if not listed:
        abort(404)
    return _written("urlset", "url", listed)


def _written(root: str, each: str, addresses: Iterable[tuple[str, str]]) -> Response:
    """Write a list of paths, each with the day of its last change, "" where it is not known."""
    written = ElementTree.Element(root, xmlns=NAMESPACE)
    for path, changed in addresses:
        one = ElementTree.SubElement(written, each)
        ElementTree.SubElement(one, "loc").text = links.absolute(path)
        if changed:
            ElementTree.SubElement(one, "lastmod").text = changed
    response = make_response(ElementTree.tostring(written, encoding="utf-8", xml_declaration=True))
    response.content_type = "application/xml; charset=utf-8"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
