"""What templates can call: numbers and dates as Vietnamese writes them, pieces of text, links."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path
from typing import Any

from flask import Flask, url_for

from search.facets import FACETS, PATH_SEPARATOR
from search.request import SORTS, Request
from web import cited, instruments, links, texts, tree


def number(value: int) -> str:
    """Write a number with a dot between thousands: `2.345`."""
    return f"{value:,}".replace(",", ".")


def day(date: dt.date) -> str:
    """Write a date as `09/04/2019`."""
    return f"{date:%d/%m}/{date.year:04}"


def month(date: dt.date) -> str:
    """Write a date's month as `04/2019`."""
    return f"{date.month:02}/{date.year:04}"


def register(app: Flask) -> None:
    """Give the templates their filters and globals."""
    folder = Path(app.static_folder or "")
    # Stylesheet and script are kept by browsers for a day: their address changes when they do.
    stamps = {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()[:12] for file in folder.iterdir() if file.is_file()
    }

    def static_url(name: str) -> str:
        return url_for("static", filename=name, v=stamps[name])

    app.jinja_env.filters.update(
        number=number,
        day=day,
        month=month,
        marked=texts.marked,
        paragraphs=texts.paragraphs,
        cited_groups=cited.cited_groups,
        branches=tree.branches,
        lines=tree.lines,
        web_address=links.is_web_address,
    )
    given: dict[str, Any] = {
        "static_url": static_url,
        "links": links,
        "instrument_views": instruments,
        "FACETS": FACETS,
        "SORTS": SORTS,
        "PATH_SEPARATOR": PATH_SEPARATOR,
        "DEFAULT_REQUEST": Request(),
        "site_name": app.config["SITE_NAME"],
    }
    app.jinja_env.globals.update(given)
