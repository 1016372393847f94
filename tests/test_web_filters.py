from __future__ import annotations

import re
from pathlib import Path

import pytest
import web_html
from flask.testing import FlaskClient
from web_fake import FakeSearcher

from web import create_app, filters


@pytest.fixture
def client() -> FlaskClient:
    return create_app({}, FakeSearcher()).test_client()


def test_a_static_file_has_one_address_in_both_languages(client: FlaskClient) -> None:
    def fetched(path: str) -> list[str]:
        root = web_html.page(client.get(path).text)
        files = [*(e.get("src", "") for e in root.iter() if e.tag in ("img", "script") and e.get("src"))]
        return files + [e.get("href", "") for e in root.iter("link") if e.get("rel") in ("icon", "stylesheet")]

    assert fetched("/") == fetched("/en/")
    assert all(re.fullmatch(r"/static/[\w.-]+\?v=[0-9a-f]{12}", path) for path in fetched("/en/"))


def test_what_templates_call_is_there() -> None:
    env = create_app({}, FakeSearcher()).jinja_env
    folder = Path(filters.__file__).parent / "templates"
    for file in folder.iterdir():
        env.get_template(file.name)  # an unknown filter is an error when a template is compiled
