"""What several test files share: where the real text lies, and articles made in a line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from index.article import Article

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"


def shared(path: str) -> Path:
    """Give a path of the real text beside the project; skip the test, by name, where it is absent."""
    found = SHARED / path
    if not found.exists():
        pytest.skip(f"needs the shared text {path}, which is not here")
    return found


def article(
    article_id: str,
    title: str = "Tin thử",
    body: str = "Nội dung thử.",
    *,
    lead: str = "",
    date: str = "",
    categories: tuple[str, ...] = (),
    source: str = "",
    author: str = "",
    url: str = "",
) -> Article:
    """Make an article in a line; the date as ISO."""
    day = dt.date.fromisoformat(date) if date else None
    return Article(article_id, title, body, lead, day, categories, source, author, url)
