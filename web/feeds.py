"""Atom feeds of any search and of any instrument, the newest article first (RFC 4287).

An entry is named by a tag URI (RFC 4151) of the article's id, so that it stays the same entry through every new import
and in every feed; nothing of an entry hangs on the search that it was found by. The authority of the tag is the host
of `PUBLIC_URL`, or, where that is not set, the host that was asked for; ports and schemes do not count. Articles
without a date are in no feed, since an entry has to say when it was updated.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode, urlsplit

from feedgen.feed import FeedGenerator
from flask import Blueprint, Response, current_app, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from index.article import Article
from index.document import PATH_SEPARATOR
from search.request import Request
from web import links
from web.backend import door
from web.i18n import language
from web.metadata import summary
from web.plain_words import said
from web.xml_text import xml_text

blueprint = Blueprint("feeds", __name__)

#: Entries of a feed at most.
MOST = 100

#: The year from which tags are counted: the host has to have been the site's own by then.
MINTED = "2026"

#: Vietnam's time. An article has a day and no hour: it is of the day's beginning.
VIETNAM = dt.timezone(dt.timedelta(hours=7))

#: When a feed without an entry was updated.
NEVER = dt.date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: its own path and that of its page, the name that its tag ends in, its articles, the newest first."""

    title: str
    name: str
    path: str
    page: str
    articles: tuple[Article, ...]


@blueprint.get("/tim-kiem.atom")
def search() -> Response:
    """Give the newest articles of a search; raise `BadParameter` for the first parameter that cannot be used."""
    asked, problems = links.read(request.args)
    if problems:
        raise problems[0]
    asked = links.unordered(asked)
    hits = list(door().listing(replace(asked, sort="newest"), MOST).hits)
    names = {one.key: one.label for hit in hits for one in hit.instruments}
    query = urlencode(links.write(asked), safe="/:@")
    return _answer(
        Feed(
            title=said("feed_title", asked, names),
            name=f"tim-kiem?{query}" if query else "tim-kiem",
            path=links.feed_url(asked),
            page=links.search_url(asked),
            articles=_dated(hit.article for hit in hits),
        )
    )


@blueprint.get("/van-ban/<code>/<year>/<number>.atom")
@blueprint.get("/van-ban/<code>/<year>/<number>/<place>.atom")
def instrument(code: str, year: str, number: str, place: str = "") -> BaseResponse:
    """Give the newest articles that cite an instrument; send an address that means another one there."""
    key = links.instrument_key(code, year, number, place)
    card = door().instrument(key).card
    if links.instrument_parts(card.key) != links.instrument_parts(key):
        return redirect(links.instrument_feed_url(card.key), 302)
    citing = Request(filters={"instrument": (card.key,)}, sort="newest")
    return _answer(
        Feed(
            title=said("instrument_feed_title", card.label),
            name=f"van-ban/{quote(card.key, safe=':@')}",
            path=links.instrument_feed_url(card.key),
            page=links.instrument_url(card.key),
            articles=_dated(hit.article for hit in door().listing(citing, MOST).hits),
        )
    )


def _dated(articles: Iterable[Article]) -> tuple[Article, ...]:
    return tuple(article for article in articles if article.date)


def tag(name: str) -> str:
    """Name something of this site for ever; `name` is in the letters of an address."""
    return f"tag:{urlsplit(links.absolute('/')).hostname},{MINTED}:{name}"


def _answer(feed: Feed) -> Response:
    response = make_response(_written(feed))
    response.content_type = "application/atom+xml; charset=utf-8"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _written(feed: Feed) -> bytes:
    made = FeedGenerator()
    made.id(tag(f"{language()}/{feed.name}"))
    made.title(xml_text(feed.title))
    made.link(rel="self", type="application/atom+xml", href=links.absolute(feed.path))
    made.link(rel="alternate", type="text/html", href=links.absolute(feed.page))
    made.icon(links.absolute(url_for("static", filename="icon.svg")))
    made.language("vi")
    made.author(name=xml_text(str(current_app.config["SITE_NAME"])))
    made.generator("")
    made.updated(_moment(feed.articles[0].date or NEVER if feed.articles else NEVER))
    for article in feed.articles:
        entry = made.add_entry(order="append")
        entry.id(tag(f"bai/{quote(article.id, safe='')}"))
        entry.title(xml_text(article.title) or said("untitled"))
        entry.updated(_moment(article.date or NEVER))
        # The page here and no other: feedgen writes no relation at links of entries, so that each is an alternate one.
        entry.link(href=links.absolute(links.article_url(article.id, article.title)))
        about = xml_text(summary(article))
        if about:
            entry.summary(about)
        # The person who wrote, and the body that published.
        for name in filter(None, map(xml_text, (article.author, article.source))):
            entry.author(name=name)
        if article.categories:
            term, label = PATH_SEPARATOR.join(article.categories), article.categories[-1]
            entry.category(term=xml_text(term), label=xml_text(label))
    written: bytes = made.atom_str()
    return written


def _moment(date: dt.date) -> dt.datetime:
    return dt.datetime.combine(date, dt.time(), VIETNAM)
