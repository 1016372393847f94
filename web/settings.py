"""The settings of the site: one row each, read from what `create_app` is given, the environment, the default.

The environment sets each as `TIN_<NAME>` (`TIN_INDEX`). An empty variable is as one that is not set. What cannot be
read is named when the site starts, not when it is first needed; so is a variable `TIN_…` that is no setting.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from index.errors import BadSetting
from search.engine import DEFAULT_URL, ENGINES

PREFIX = "TIN_"

#: Variables that begin so are no settings of the site: the tests read them.
NOT_OURS = "TIN_TEST_"

#: What says "none of them" where an empty list is wanted, since an empty variable means the default.
NONE = "none"

#: What says that something is not done at all.
OFF = "off"

Source = Literal["default", "environment", "given"]


@dataclass(frozen=True, slots=True)
class Kind:
    """What a setting may be.

    `takes` says it, as the end of "TIN_X takes …"; `read` makes a value of a text and raises `ValueError` for another.
    """

    takes: str
    read: Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. `default` is the text that the environment would have to hold for it."""

    name: str
    default: str
    kind: Kind
    what: str

    @property
    def variable(self) -> str:
        """The variable of the environment that sets it."""
        return PREFIX + self.name


@dataclass(frozen=True, slots=True)
class Value:
    """A setting as it stands: its text, what was read from it, and where it came from."""

    setting: Setting
    text: str
    value: Any
    source: Source


def whole(takes: str, *, empty: bool = False) -> Kind:
    """Take a whole number from 0 on; where it may be `empty`, that is None."""

    def read(text: str) -> int | None:
        if empty and not text:
            return None
        number = int(text)
        if number < 0:
            raise ValueError
        return number

    return Kind(takes, read)


def fraction(takes: str) -> Kind:
    """Take a number from 0 to 1."""

    def read(text: str) -> float:
        number = float(text)
        if not 0 <= number <= 1:
            raise ValueError
        return number

    return Kind(takes, read)


def choice(*words: str) -> Kind:
    """Take one of a few words."""

    def read(text: str) -> str:
        if text not in words:
            raise ValueError
        return text

    return Kind(f"one of: {', '.join(words)}", read)


def _switch(text: str) -> bool:
    if text.lower() in ("1", "true", "yes", "on"):
        return True
    if text.lower() in ("0", "false", "no", "off"):
        return False
    raise ValueError


def _words(text: str) -> tuple[str, ...]:
    words = tuple(re.findall(r"[^\s,]+", text))
    return () if words == (NONE,) else words


def _index_url(text: str) -> str:
    scheme, colon, _ = text.partition(":")
    if not colon or scheme not in ENGINES:
        raise ValueError
    return text


def _site(text: str) -> str:
    if text and not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", text):
        raise ValueError
    return text


def _rate(text: str) -> str:
    if text == OFF:
        return ""
    if not re.fullmatch(r"[1-9][0-9]{0,8} per (second|minute|hour|day)", text):
        raise ValueError
    return text


def _store(text: str) -> str:
    if not re.fullmatch(r"[a-z+]+://[^\s]*", text):
        raise ValueError
    return text


#: A site that may read or frame what is served here: a host behind http or https, with a port or without.
_SITE_OF_OTHERS = r"https?://{}[A-Za-z0-9.-]+(:[0-9]+)?"


def _origins(text: str) -> tuple[str, ...]:
    words = _words(text)
    if not all(word == "*" or re.fullmatch(_SITE_OF_OTHERS.format(""), word) for word in words):
        raise ValueError
    return ("*",) if "*" in words else words


def _ancestors(text: str) -> tuple[str, ...]:
    words = _words(text)
    if not all(word in ("*", "'self'") or re.fullmatch(_SITE_OF_OTHERS.format(r"(\*\.)?"), word) for word in words):
        raise ValueError
    return words


#: Any text.
TEXT = Kind("text", str)

#: Yes or no.
SWITCH = Kind("1 or 0 (also true, yes, on; false, no, off)", _switch)

#: The URL of an index.
INDEX_URL = Kind(
    f"the URL of an index, as {DEFAULT_URL}; it begins with {' or '.join(f'{s}:' for s in ENGINES)}", _index_url
)

#: The address of a site, or nothing.
SITE = Kind("an address as https://tin.example.vn, without parameters", _site)

#: How often something may be asked.
RATE = Kind(f"a rate as '60 per minute' (or second, hour, day), or {OFF!r}", _rate)

#: Where rates are counted.
STORE = Kind("the address of a store, as memory:// or redis://127.0.0.1:6379", _store)

#: Sites whose scripts may read answers.
ORIGINS = Kind(f"'*', {NONE!r}, or sites as https://example.gov.vn, parted by spaces or commas", _origins)

#: Sites that may show pages in a frame.
ANCESTORS = Kind(
    f"{NONE!r}, or sites as https://example.gov.vn or https://*.example.gov.vn, parted by spaces or commas; '*' is any",
    _ancestors,
)

#: Every setting: name, default, what it takes, what it is for.
SETTINGS: tuple[Setting, ...] = (
    Setting("INDEX", DEFAULT_URL, INDEX_URL, "the index that is searched"),
    Setting(
        "RECENCY",
        "0",
        fraction("a number from 0 to 1"),
        "how much recent articles are preferred in the order by relevance: at 0.2 the newest is worth a fifth more",
    ),
    Setting(
        "CACHE_MB",
        "",
        whole("a number of megabytes, 0 or more", empty=True),
        "megabytes of posting lists that each process keeps ready; empty goes by the size of the index, 0 keeps none",
    ),
    Setting("SITE_NAME", "Tin chính sách", TEXT, "the name on every page"),
    Setting("PUBLIC_URL", "", SITE, "the site's own address where a proxy hides it; empty asks the request"),
    Setting(
        "SEND_FILE_MAX_AGE_DEFAULT",
        "86400",
        whole("a number of seconds, 0 or more"),
        "seconds that browsers keep stylesheet and script, whose addresses change with their content",
    ),
    Setting("LOG", "off", choice("json", "off"), "json writes a line to standard output for every request"),
    Setting("LOG_QUERIES", "0", SWITCH, "1 writes what was searched for into that line"),
    Setting("METRICS", "1", SWITCH, "0 switches /metrics off"),
    Setting("CORS_ORIGINS", "*", ORIGINS, "sites whose scripts may read the API; feeds and tables may be read by all"),
    Setting(
        "FRAME_ANCESTORS", NONE, ANCESTORS, "sites that may show the pages under /nhung in a frame; no other page may"
    ),
    Setting("RATE_LIMIT", "60 per minute", RATE, "how often one address may ask the API"),
    Setting("SUGGEST_RATE_LIMIT", "300 per minute", RATE, "how often one address may ask for suggestions"),
    Setting(
        "RATE_STORAGE",
        "memory://",
        STORE,
        "where rates are counted; memory:// counts in each process by itself, so several workers need one they share",
    ),
    Setting(
        "PROXIES", "0", whole("a number of proxies, 0 or more"), "proxies in front, whose X-Forwarded-For is believed"
    ),
)

#: The default of each setting as text, by name.
DEFAULTS: Mapping[str, str] = {setting.name: setting.default for setting in SETTINGS}


def read_settings(environ: Mapping[str, str], given: Mapping[str, Any]) -> tuple[Value, ...]:
    """Read every setting: what is given comes before the environment, and that before the default.

    A given value may be a text, as in the environment, or what would be read from one. Raises `BadSetting`.
    """
    return tuple(_read(setting, environ, given) for setting in SETTINGS)


def unknown(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Say, a sentence each, which variables of the environment look like settings and are none."""
    known = [setting.name for setting in SETTINGS]
    sentences = []
    for variable in sorted(environ):
        name = variable.removeprefix(PREFIX)
        if variable.startswith(PREFIX) and not variable.startswith(NOT_OURS) and name not in known:
            close = difflib.get_close_matches(name, known, 1)
            hint = f"Is {PREFIX}{close[0]} meant?" if close else "`python -m web settings` lists those that are."
            sentences.append(f"{variable} is no setting and is left aside. {hint}")
    return tuple(sentences)


def shown(text: str) -> str:
    """Give the text of a setting as it may be shown: without the name and password that an address may hold."""
    return re.sub(r"//[^/@\s]*@", "//…@", text)


def _read(setting: Setting, environ: Mapping[str, str], given: Mapping[str, Any]) -> Value:
    source: Source
    if setting.name in given:
        text, source = _as_text(given[setting.name]), "given"
    elif environ.get(setting.variable, "").strip():
        text, source = environ[setting.variable].strip(), "environment"
    else:
        text, source = setting.default, "default"
    try:
        return Value(setting, text, setting.kind.read(text), source)
    except ValueError:
        raise BadSetting(f"{setting.variable} is {shown(text)!r}. It takes {setting.kind.takes}.") from None


def _as_text(value: object) -> str:
    if value is None:
        return ""
    return " ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
