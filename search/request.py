"""What a person asks for, before analysis: the type that URLs, the API and the command line are read into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from search.wording import N_

Sort = Literal["relevance", "newest", "oldest", "citing"]

#: The sort orders and their Vietnamese names.
SORTS: dict[Sort, str] = {
    "relevance": N_("Liên quan nhất"),
    "newest": N_("Mới nhất"),
    "oldest": N_("Cũ nhất"),
    "citing": N_("Dẫn nhiều văn bản nhất"),
}

#: Hits on one page unless asked otherwise, and the most that may be asked for.
PAGE_SIZE = 10
MAX_PAGE_SIZE = 100

#: A query longer than this many characters is cut, with a notice.
MAX_QUERY = 200


@dataclass(frozen=True, slots=True)
class Request:
    """One search as it stands in a URL. All text is as typed.

    `filters` maps a facet's name to the chosen values (OR inside a facet, AND across). `date_from` and
    `date_to` are typed dates:
    `2019`, `04/2019`, `23/01/2019` or ISO; an empty string is no bound. `page` counts from 1. `strict` wants the marks
    just as typed; `literal` takes letters as they are, without reading them as keystrokes of Telex or VNI or as an old
    font. `separate` shows reposts one by one instead of as one hit.
    """

    q: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    date_from: str = ""
    date_to: str = ""
    sort: Sort = "relevance"
    page: int = 1
    size: int = PAGE_SIZE
    strict: bool = False
    literal: bool = False
    separate: bool = False
