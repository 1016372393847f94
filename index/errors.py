"""The one tree of errors. Each message is a sentence that says what happened and what to do.

`code` is stable and machine-readable: it stands in the JSON error body, and pages use it to choose their
Vietnamese sentence.
"""

from __future__ import annotations

from typing import ClassVar


class PolicySearchError(Exception):
    """Root of every error that this project raises on purpose."""

    code: ClassVar[str] = "error"


class SourceMissing(PolicySearchError):
    """A file or folder named for import does not exist."""

    code = "source-missing"


class WorkerDied(PolicySearchError):
    """A process that built documents for an import ended before its work."""

    code = "worker-died"


class BadSetting(PolicySearchError):
    """A setting, index URL or option cannot be used as it stands."""

    code = "bad-setting"


class BadParameter(PolicySearchError):
    """A search parameter (facet, date, sort, page) is unknown or malformed; `name` tells which."""

    code = "bad-parameter"

    def __init__(self, name: str, message: str) -> None:
        """Keep the parameter's name beside the sentence."""
        super().__init__(message)
        self.name = name


class ArticleMissing(PolicySearchError):
    """No article has the id that was asked for."""

    code = "article-missing"


class InstrumentMissing(PolicySearchError):
    """No article of the index cites the instrument that was asked for."""

    code = "instrument-missing"


class PageMissing(PolicySearchError):
    """The result has fewer pages than the one that was asked for; `pages` tells how many."""

    code = "page-missing"

    def __init__(self, page: int, pages: int) -> None:
        """Keep both numbers beside the sentence."""
        super().__init__(f"There is no page {page}; the result has {pages}. Go back to page 1.")
        self.page = page
        self.pages = pages


class EngineError(PolicySearchError):
    """The engine could not do what was asked. Never shown as an empty result."""

    code = "engine-error"


class IndexMissing(EngineError):
    """There is no index at the URL given."""

    code = "index-missing"


class StaleIndex(EngineError):
    """The index was made by another analysis or format than the one running now."""

    code = "stale-index"


class EngineBusy(EngineError):
    """Another process is writing to the index."""

    code = "engine-busy"
