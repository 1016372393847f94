"""What the API says of itself, against what it does: over the sample articles, whose answers are the examples.

Where an answer was meant to change: `PYTHONPATH=. python tests/test_web_openapi.py` writes the examples anew.
"""

from __future__ import annotations

import contextlib
import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import jsonschema
import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis import Case
from web_fake import FakeSearcher

from index.importers import plan, read_file
from index.indexer import import_articles
from search.engine import open_engine
from search.searcher import Searcher
from web import create_app, links, openapi
from web.openapi_operations import OPERATIONS, Example, Operation
from web.openapi_schemas import SCHEMAS

SAMPLES = Path(__file__).parents[1] / "index" / "samples"

#: What an index has of its own, whatever it holds.
OWN = {"generation": "b3f1c0a9d2e84756", "committed": "2026-11-20T08:15:00+00:00"}


def sample_index(folder: Path) -> str:
    url = f"whoosh:{folder / 'index'}"
    engine = open_engine(url, create=True)
    import_articles((record for file in plan([str(SAMPLES)]) for record in read_file(file, lambda done: None)), engine)
    engine.close()
    return url


@contextlib.contextmanager
def sample_site(folder: Path) -> Iterator[Flask]:
    with Searcher(sample_index(folder), patient=True) as searcher:
        yield create_app(
            {"PUBLIC_URL": "https://tin.example.vn", "RATE_LIMIT": "off", "SUGGEST_RATE_LIMIT": "off"}, searcher
        )


def answers(site: Flask) -> dict[str, dict[str, Any]]:
    """Ask what the examples ask; what an index has of its own is replaced."""
    client = site.test_client()
    found: dict[str, dict[str, Any]] = {}
    for one in OPERATIONS:
        for example in one.examples:
            answer = client.get(f"{openapi.ROOT}{example.address}")
            assert answer.status_code == example.status, example
            body = answer.get_json(force=True)
            found.setdefault(one.name, {})[example.name] = {k: OWN.get(k, v) for k, v in body.items()}
    return {**found, "common": common()}


def common() -> dict[str, Any]:
    limited = create_app({}, FakeSearcher()).test_client()
    for _ in range(60):
        assert limited.get("/api/v1/").status_code == 200
    with tempfile.TemporaryDirectory() as empty, contextlib.chdir(empty):
        missing = create_app({}).test_client().get("/api/v1/search")
    refused = (limited.get("/api/v1/"), missing)
    return {str(answer.status_code): answer.get_json(force=True) for answer in refused}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with sample_site(tmp_path_factory.mktemp("samples")) as sampled:
        yield sampled


@pytest.fixture(scope="module")
def client(site: Flask) -> FlaskClient:
    return site.test_client()


@pytest.fixture(scope="module")
def served(client: FlaskClient) -> dict[str, Any]:
    answer = client.get("/api/v1/openapi.json")
    assert answer.content_type == "application/json"
    body: dict[str, Any] = answer.get_json()
    return body


def test_it_is_openapi_3_1(served: dict[str, Any]) -> None:
    assert served["openapi"].startswith("3.1.")
    OpenAPIV31SpecValidator(served).validate()


def test_every_address_of_the_api_is_described(site: Flask, served: dict[str, Any]) -> None:
    routes = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule.removeprefix("/api/v1")): rule.endpoint.removeprefix("api.")
        for rule in site.url_map.iter_rules()
        if rule.endpoint.startswith("api.") and rule.endpoint not in ("api.missing", "api.description")
    }
    assert {path: each["get"]["operationId"] for path, each in served["paths"].items()} == routes
    assert all(list(each) == ["get"] for each in served["paths"].values())


def test_every_parameter_that_is_read_is_described(served: dict[str, Any]) -> None:
    def names(path: str) -> list[str]:
        parameters = served["paths"][path]["get"]["parameters"]
        assert all(one["description"] and one["schema"] for one in parameters)
        return [one["name"] for one in parameters if one["in"] == "query"]

    assert names("/search") == list(links.PARAMETERS)
    assert names("/facets/{name}") == [*links.PARAMETERS, *links.VALUES_PARAMETERS]
    assert names("/instruments") == list(links.LIST_PARAMETERS)
    assert names("/suggest") == list(links.SUGGEST_PARAMETERS)


def test_every_schema_is_sound_and_used(served: dict[str, Any]) -> None:
    text = json.dumps(served)
    for name, schema in SCHEMAS.items():
        jsonschema.Draft202012Validator.check_schema(schema)
        assert f'"#/components/schemas/{name}"' in text, name


def test_it_tells_where_it_is_served(site: Flask) -> None:
    client = site.test_client()
    for root in ("", "/en"):
        described = client.get(f"{root}/api/v1/openapi.json").get_json()
        assert described["servers"] == [{"url": f"https://tin.example.vn{root}/api/v1"}]
        assert client.get(f"{root}/api/v1").get_json()["openapi"].endswith(f"{root}/api/v1/openapi.json")


def test_every_example_is_true(site: Flask, served: dict[str, Any]) -> None:
    asked = {**answers(site)}
    for path in served["paths"].values():
        one = path["get"]
        printed = {
            name: example["value"]
            for response in one["responses"].values()
            for content in response.get("content", {}).values()
            for name, example in content.get("examples", {}).items()
        }
        assert printed == asked[one["operationId"]], one["operationId"]
        assert any("examples" in c for c in one["responses"]["200"]["content"].values()), one["operationId"]
    for name, status in (("TooManyRequests", "429"), ("ServiceUnavailable", "503")):
        (content,) = served["components"]["responses"][name]["content"].values()
        assert content["example"] == asked["common"][status]


@pytest.mark.parametrize(
    ("one", "example"), [(one, example) for one in OPERATIONS for example in one.examples], ids=lambda it: it.name
)
def test_every_example_fits_its_schema_and_its_parameters(
    served: dict[str, Any], one: Operation, example: Example
) -> None:
    described = served["paths"][one.path]["get"]
    (content,) = described["responses"][str(int(example.status))]["content"].values()
    printed = content["examples"][example.name]
    assert printed["summary"] == f"GET /api/v1{example.address}"
    whole = {**content["schema"], "components": served["components"]}
    jsonschema.Draft202012Validator(whole).validate(printed["value"])
    if example.status == 200:
        given = {
            each["name"]: each["examples"][example.name]["value"]
            for each in described.get("parameters", ())
            if example.name in each.get("examples", {})
        }
        path = one.path.format_map(given)
        query = [(name, given[name]) for name in given if f"{{{name}}}" not in one.path]
        asked = {name: values if isinstance(values, list) else [str(values)] for name, values in query}
        parts = urlsplit(example.address)
        assert (path, asked) == (unquote(parts.path), parse_qs(parts.query))


# What Schemathesis makes of it: requests that fit the description and requests that do not.

SITES: list[Flask] = []


@pytest.fixture
def asked(site: Flask) -> Iterator[None]:
    SITES.append(site)
    yield
    SITES.clear()


def answer(environ: dict[str, Any], start_response: Any) -> Any:
    """Stand for the site, which is made after the description was read."""
    return SITES[0](environ, start_response)


described = schemathesis.openapi.from_dict({**openapi.document(), "servers": [{"url": "http://localhost/api/v1"}]})
described.app = answer


@described.parametrize()
@settings(max_examples=25, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_api_keeps_to_it(case: Case, asked: None) -> None:
    case.call_and_validate()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as new, sample_site(Path(new)) as sampled:
        text = json.dumps(answers(sampled), ensure_ascii=False, indent=1)
        openapi.EXAMPLES.write_text(text + "\n", encoding="utf-8")
