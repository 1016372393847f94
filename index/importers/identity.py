"""Which article a record is: an id that stays the same when the record is imported again."""

from __future__ import annotations

import os
from hashlib import blake2b
from pathlib import Path
from urllib.parse import SplitResult, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

#: Query parameters that say where a visitor came from, not what the page is; those that begin with `utm_` as well.
TRACKING = frozenset({
    "fbclid", "gclid", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "igshid", "mc_cid", "mc_eid", "_ga", "_gl",
    "zarsrc", "zalo", "zaloid", "zclid", "gidzl", "ref_src", "spm",
})  # fmt: skip

# As `http` and `https` are one, so are their ports.
_DEFAULT_PORTS = (None, 80, 443)

# Browsers drop these at both ends of an address.
_AROUND = "".join(map(chr, range(0x21)))


def article_id(url: str, path: str, record: str) -> str:
    """Return 16 hexadecimal characters for an article.

    They come from the canonical URL where there is one; else from the file's name (see `source_name`) and what
    tells its records apart: the record's own id or its line.
    """
    canonical = canonical_url(url)
    # The leading word keeps the two kinds of names, and a path from running into a record, apart.
    name = f"url\n{canonical}" if canonical else f"file\n{len(path)}\n{path}\n{record}"
    return blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def canonical_url(url: str) -> str:
    """Return the one way of writing a page's address, or `""` where `url` is no address of a page.

    `http` and `https` are one, the host is in lower case (`www.` is kept), the default port, user names, the
    fragment and tracking parameters are dropped, query parameters are sorted. An address without a path or query
    is a site, not a page: many pages wrongly give it as their own, and they would all become one article.

    >>> canonical_url("HTTP://WWW.Example.gov.vn:80/tin?b=2&a=1&utm_source=zalo#top")
    'https://www.example.gov.vn/tin?a=1&b=2'
    """
    parts = web_address(url)
    if parts is None:
        return ""
    query = "&".join(pair for pair in parts.query.split("&") if not _is_tracking(pair.partition("=")[0]))
    host = parts.hostname or ""
    if ":" in host:
        host = f"[{host}]"
    if parts.port not in _DEFAULT_PORTS:
        host = f"{host}:{parts.port}"
    try:
        canonical = canonicalize_url(urlunsplit(("https", host, parts.path, query, "")))
        is_site = urlsplit(canonical)[2:4] in (("", ""), ("/", ""))
    except (ValueError, UnicodeError):
        return ""
    return "" if is_site else canonical


def web_address(url: str) -> SplitResult | None:
    """Take an address apart, or return None where it is no absolute `http` or `https` address with a host."""
    try:
        parts = urlsplit(url.strip(_AROUND))
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        return None
    return parts if usable else None


def _is_tracking(name: str) -> bool:
    name = name.lower()
    return name.startswith("utm_") or name in TRACKING


def source_name(path: Path) -> str:
    """Return the name of a file that two copies of a project share.

    It is the path relative to the current directory where the file lies inside it, with `/` between the parts, and
    the absolute path otherwise. Two files never have the same name.
    """
    absolute = Path(os.path.abspath(path))
    try:
        return absolute.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return absolute.as_posix()
