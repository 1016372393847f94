"""The figures of the coverage page add up to the index."""

from __future__ import annotations

import web_fake
import web_html
from web_fake import FakeSearcher

from web import create_app


def test_every_table_adds_up_to_all_articles() -> None:
    client = create_app({}, FakeSearcher(web_fake.AMBIGUOUS)).test_client()
    page = web_html.page(client.get("/gioi-thieu/pham-vi").text)
    held = len(web_fake.AMBIGUOUS)
    tables = [table for table in page.iter("table") if "years" in (table.get("class") or "")]
    assert len(tables) == 3
    for table in tables:
        counts = [int(web_html.text(cell).replace(".", "")) for cell in web_html.with_class(table, "counted")]
        assert sum(counts) == held
    assert str(held) in web_html.text(web_html.with_class(page, "sheet")[0])


def test_what_has_no_date_or_source_is_told() -> None:
    client = create_app({}, FakeSearcher(web_fake.ARTICLES)).test_client()
    page = web_html.page(client.get("/gioi-thieu/pham-vi").text)
    rows = [[web_html.text(cell) for cell in row] for row in page.iter("tr")]
    undated = sum(article.date is None for article in web_fake.ARTICLES)
    unnamed = sum(not article.source for article in web_fake.ARTICLES)
    assert undated
    assert unnamed
    assert ["Không rõ ngày", str(undated)] in rows
    assert ["Không ghi nguồn", str(unnamed)] in rows
