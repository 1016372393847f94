"""What several test files share: where the real text lies, articles made in a line, a browser and a site for it."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from index.article import Article

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"


# No deadline: machines are noisy. The same examples each time where a change is judged, new ones elsewhere;
# `--hypothesis-profile=thorough` looks for longer.
settings.register_profile("random", deadline=None)
settings.register_profile("judged", deadline=None, derandomize=True)
settings.register_profile("thorough", deadline=None, max_examples=3000)
settings.load_profile("judged" if os.environ.get("CI") else "random")


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


# A browser and a site for each file that asks for them: nothing of them is loaded for the others.


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    import browsing

    with browsing.driven() as running:
        yield running


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    import browsing

    with browsing.launched(playwright) as running:
        yield running


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    import browsing

    with browsing.served() as address:
        yield address
