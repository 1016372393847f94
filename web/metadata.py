"""What pages tell programs about themselves: JSON-LD in the words of schema.org, OpenGraph for those who pass them on.

Plain values; `templates/outlets.html` writes them.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import Any

from flask import current_app, url_for

from index.article import Article
from index.document import PATH_SEPARATOR, Mention, StoredArticle
from web import links
from web.i18n import language
from web.instruments import number_in

#: Letters of a summary at most.
SUMMARY = 300

#: Instruments that are told of an article at most: one that lists hundreds must not make its page a heavy one.
MOST_CITED = 50

#: The languages of the site as OpenGraph names them.
LOCALES = {"vi": "vi_VN", "en": "en_GB"}


def summary(article: Article, most: int = SUMMARY) -> str:
    """Give the editor's lead, or else how the body begins: one line of at most `most` letters, cut between words."""
    return textwrap.shorten((article.lead or article.body)[: 2 * most], most, placeholder="…")


def cited_as(article: Article) -> str:
    """Give the address that an article is cited by: where it was published, or its page here."""
    if links.is_web_address(article.url):
        return article.url
    return links.absolute(links.article_url(article.id, article.title))


def article_data(stored: StoredArticle) -> dict[str, Any]:
    """Describe an article: NewsArticle, with the instruments that it cites, and the way to it as a BreadcrumbList."""
    article = stored.article
    page = links.absolute(links.article_url(article.id, article.title))
    steps = article.categories
    told = {
        "@type": "NewsArticle",
        "@id": page,
        "mainEntityOfPage": page,
        "headline": article.title,
        "description": summary(article),
        "datePublished": article.date.isoformat() if article.date else None,
        "inLanguage": "vi",
        "articleSection": list(steps),
        "author": {"@type": "Person", "name": article.author} if article.author else None,
        "publisher": {"@type": "Organization", "name": article.source} if article.source else None,
        "isBasedOn": article.url if links.is_web_address(article.url) else None,
        "citation": _legislation(stored.mentions),
    }
    ways = [
        (step, links.search_url(links.filtered_by("category", PATH_SEPARATOR.join(steps[: n + 1]))))
        for n, step in enumerate(steps)
    ]
    return {
        "@context": "https://schema.org",
        "@graph": [{name: value for name, value in told.items() if value}, _trail(ways)],
    }


def breadcrumbs(steps: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Describe the way to a page: names and paths of what is above it, the front page left out."""
    return {"@context": "https://schema.org", **_trail(steps)}


def _trail(steps: Iterable[tuple[str, str]]) -> dict[str, Any]:
    ways = ((str(current_app.config["SITE_NAME"]), url_for("pages.home")), *steps)
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": links.absolute(path)}
            for place, (name, path) in enumerate(ways, 1)
        ],
    }


def _legislation(mentions: Iterable[Mention]) -> list[dict[str, Any]]:
    """Describe each cited instrument once, as the mention tells it whose label says most."""
    told: dict[str, Mention] = {}
    for mention in mentions:
        known = told.get(mention.key)
        if known is None or len(mention.label) > len(known.label):
            told[mention.key] = mention
    described = []
    for mention in list(told.values())[:MOST_CITED]:
        fields = {
            "@type": "Legislation",
            "@id": links.absolute(links.instrument_url(mention.key)),
            "name": mention.label,
            "legislationIdentifier": number_in(mention.label, mention.type),
            "legislationType": mention.type,
            "legislationDate": mention.date.isoformat() if mention.date else None,
        }
        described.append({name: value for name, value in fields.items() if value})
    return described


def open_graph(kind: str, title: str, description: str, path: str, article: Article | None = None) -> dict[str, str]:
    """Give the properties of a page by name, as `og:title`; `kind` is "article" or "website"."""
    given = {
        "og:type": kind,
        "og:title": title,
        "og:description": description,
        "og:url": links.absolute(path),
        "og:site_name": str(current_app.config["SITE_NAME"]),
        "og:locale": LOCALES[language()],
        "article:published_time": article.date.isoformat() if article and article.date else "",
        "article:section": article.categories[-1] if article and article.categories else "",
    }
    return {name: value for name, value in given.items() if value}
