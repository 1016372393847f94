"""The languages of the site: Vietnamese, which the templates are written in, and English, below `/en`.

The site is mounted twice, so every address that is made under `/en` stays there by itself (WSGI's SCRIPT_NAME).
Numbers and dates are written by Babel. Words come from the catalogue in `translations/`: whoever changes a text of a
template or a notice brings it up to date with these commands, and translates what is new in `messages.po` between the
second and the third.

    pybabel extract -F pyproject.toml --add-location=file --sort-output -o /tmp/messages.pot search web
    pybabel update -i /tmp/messages.pot -d web/translations -N --ignore-obsolete --ignore-pot-creation-date
    pybabel compile -d web/translations
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import TYPE_CHECKING, cast
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from babel.support import NullTranslations
from flask import Flask, request
from flask_babel import Babel, force_locale, get_translations
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup
from werkzeug.middleware.dispatcher import DispatcherMiddleware

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

#: The language at the root of the site, and the one below `/en`.
SOURCE, OTHER = "vi", "en"

#: The names that languages have for themselves.
NAMES = {SOURCE: "Tiếng Việt", OTHER: "English"}

TIME_ZONE = "Asia/Ho_Chi_Minh"

#: How a day and a month are written, in Babel's patterns.
DAY = {SOURCE: "dd/MM/yyyy", OTHER: "d MMMM y"}
MONTH = {SOURCE: "MM/yyyy", OTHER: "MMMM y"}
MOMENT = {SOURCE: "HH:mm dd/MM/yyyy", OTHER: "d MMMM y, HH:mm"}

#: Numbers, dates and counts that each process keeps as they are written: a page has dozens, most of them again and
#: again, and Babel takes up to ten microseconds for each.
KEPT = 8192

#: A longer query is not repeated in the link to the other language: only pages of errors ask for it as it came.
MOST_QUERY = 1000

_LANGUAGE = "tin.language"


def language() -> str:
    """Tell the language of the address that is being answered: "vi" or "en"."""
    # A page asks some hundred times, and asking through the proxy itself takes six times as long.
    name: str = request._get_current_object().environ.get(_LANGUAGE, SOURCE)  # type: ignore[attr-defined]
    return name


def other_language(path: str) -> str:
    """Give the address of a page in the other language: `/en/tim-kiem?q=a` for `/tim-kiem?q=a`, and back."""
    root = request.root_path.rstrip("/")
    other = f"{root}/{OTHER}" if language() == SOURCE else root.removesuffix(f"/{OTHER}")
    return other + path.removeprefix(root)


def in_language(name: str, path: str) -> str:
    """Give the address of a page in the language of that name."""
    return path if language() == name else other_language(path)


def asked_path() -> str:
    """Give the address that is being answered, as it came; without its query where that is very long."""
    path = quote(request.root_path.rstrip("/") + request.path)
    query = urlencode(list(request.args.items(multi=True)), safe="/:@")
    return f"{path}?{query}" if 0 < len(query) <= MOST_QUERY else path


def number(value: int) -> str:
    """Write a number with its thousands apart: `2.345`, in English `2,345`."""
    return _number(language(), value)


@lru_cache(maxsize=KEPT)
def _number(language: str, value: int) -> str:
    return format_decimal(value, locale=language)


def day(date: dt.date) -> str:
    """Write a date as `09/04/2019`, in English `9 April 2019`."""
    name = language()
    return _date(name, DAY[name], date)


def month(date: dt.date) -> str:
    """Write a date's month as `04/2019`, in English `April 2019`."""
    name = language()
    return _date(name, MONTH[name], date)


def moment(when: dt.datetime) -> str:
    """Write a moment by the clocks of Vietnam as `08:05 09/04/2019`, in English `9 April 2019, 08:05`."""
    name = language()
    return format_datetime(when, MOMENT[name], ZoneInfo(TIME_ZONE), name)


@lru_cache(maxsize=KEPT)
def _date(language: str, pattern: str, date: dt.date) -> str:
    return format_date(date, pattern, locale=language)


def counted(text: str, count: int, **values: object) -> str:
    """Say how many: `counted("Tìm thấy %(count)s bài", 2345)` is "Tìm thấy 2.345 bài", "Found 2,345 articles".

    Vietnamese has one form for every number, so one text stands for all; the catalogue has the forms of English.
    """
    if not values:
        return _counted(language(), text, count)
    return ngettext(text, text, count) % {"count": number(count), **values}


@lru_cache(maxsize=KEPT)
def _counted(language: str, text: str, count: int) -> str:
    return _catalogue(language).ngettext(text, text, count) % {"count": _number(language, count)}


def gettext(text: str) -> str:
    """Say a text of the catalogue in the language of the page, its places (`%(name)s`) still open."""
    return _catalogue(language()).gettext(text)


def ngettext(one: str, several: str, count: int) -> str:
    """Say a text of the catalogue in the form that the number wants, its places still open."""
    return _catalogue(language()).ngettext(one, several, count)


@pass_eval_context
def _said(context: EvalContext, text: str, **values: object) -> str:
    """Say a text in a template, as Jinja's own `gettext` of the new style does, at a third of the time.

    A result page says a hundred: each whole text is looked up and marked as markup once.
    """
    if not context.autoescape:
        return gettext(text) % values
    return _text(language(), text) % values if values else _whole(language(), text)


@lru_cache(maxsize=KEPT)
def _text(language: str, text: str) -> Markup:
    return Markup(_catalogue(language).gettext(text))  # noqa: S704 - the catalogue is ours


@lru_cache(maxsize=KEPT)
def _whole(language: str, text: str) -> Markup:
    return _text(language, text) % {}


@cache
def _catalogue(language: str) -> NullTranslations:
    with force_locale(language):
        return cast(NullTranslations, get_translations())


@contextmanager
def speaking(name: str) -> Iterator[None]:
    """Say what is said inside in the language of that name. Make no address inside: it would be taken for one of it."""
    environ, kept = request.environ, language()
    environ[_LANGUAGE] = name
    try:
        yield
    finally:
        environ[_LANGUAGE] = kept


def register(app: Flask) -> None:
    """Answer in both languages."""
    app.config["BABEL_DEFAULT_LOCALE"] = SOURCE
    app.config["BABEL_DEFAULT_TIMEZONE"] = TIME_ZONE
    Babel(app, locale_selector=language)
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals.update(gettext=_said, _=_said)
    # What stands on several lines in a template is one line in the catalogue.
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    mounted = app.wsgi_app

    def in_english(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ[_LANGUAGE] = OTHER
        return mounted(environ, start_response)

    app.wsgi_app = DispatcherMiddleware(mounted, {f"/{OTHER}": in_english})  # type: ignore[method-assign]
