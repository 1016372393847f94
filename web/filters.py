"""What templates can call: numbers and dates, pieces of text, links."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from flask import Flask, url_for

from search.facets import FACETS, PATH_SEPARATOR
from search.request import SORTS, Request
from web import cited, histogram, i18n, instruments, links, texts, wording


def register(app: Flask) -> None:
    """Give the templates their filters and globals."""
    folder = Path(app.static_folder or "")
    # Stylesheet and script are kept by browsers for a day: their address changes when they do.
    stamps = {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()[:12] for file in folder.iterdir() if file.is_file()
    }

    def static_url(name: str) -> str:
        # One address for both languages, so that it is fetched and kept once.
        return i18n.in_language(i18n.SOURCE, url_for("static", filename=name, v=stamps[name]))

    app.jinja_env.filters.update(
        number=i18n.number,
        day=i18n.day,
        month=i18n.month,
        moment=i18n.moment,
        with_bars=histogram.with_bars,
        name_of=wording.name_of,
        value_label=wording.value_label,
        lines=wording.lines,
        marked=texts.marked,
        paragraphs=texts.paragraphs,
        cited_groups=cited.cited_groups,
        web_address=links.is_web_address,
    )
    given: dict[str, Any] = {
        "counted": i18n.counted,
        "language": i18n.language,
        "in_language": i18n.in_language,
        "other_language": i18n.other_language,
        "asked_path": i18n.asked_path,
        "LANGUAGES": i18n.NAMES,
        "described": wording.described,
        "message": wording.message,
        "static_url": static_url,
        "links": links,
        "instrument_views": instruments,
        "timeline": histogram.timeline,
        "FACETS": FACETS,
        "SORTS": SORTS,
        "PATH_SEPARATOR": PATH_SEPARATOR,
        "DEFAULT_REQUEST": Request(),
        "site_name": app.config["SITE_NAME"],
    }
    app.jinja_env.globals.update(given)
