"""The description of the API in OpenAPI 3.1, made of the tables that the API itself is made of.

What is described is held against what is answered by the tests: every answer against its schema, every example against
the sample articles (`tests/test_web_openapi.py`, which also writes the file of examples anew).
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from web.openapi_operations import COMMON, NOTHING, OPERATIONS, PATH, Example, Operation, Parameter
from web.openapi_schemas import SCHEMAS, Schema, ref

#: The version of the API.
VERSION = "1.0.0"

#: Where the API begins, and the answers to the examples: by the name of the operation, by that of the example.
ROOT = "/api/v1"
EXAMPLES = Path(__file__).with_name("openapi_examples.json")

JSON, PROBLEM = "application/json", "application/problem+json"

_STRING: Schema = {"schema": {"type": "string"}}
_INTEGER: Schema = {"schema": {"type": "integer"}}

HEADERS: dict[str, Schema] = {
    "ETag": {"description": "Give it back as If-None-Match to be told whether the answer is still good.", **_STRING},
    "Cache-Control": {"description": "Whether the answer may be used again without asking.", **_STRING},
    "Retry-After": {"description": "How many seconds to wait before asking again.", **_INTEGER},
    "X-RateLimit-Limit": {"description": "How much may be asked in a period.", **_INTEGER},
    "X-RateLimit-Remaining": {"description": "How much of it is left.", **_INTEGER},
    "X-RateLimit-Reset": {"description": "When the period ends, in seconds of Unix time.", **_INTEGER},
}

_KEPT = ("ETag", "Cache-Control")
_COUNTED = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")

DESCRIPTION = """\
The same collection, parameters and rows as the pages of the site, for programs. Only GET and HEAD; no key, no cookie.

An address holds the whole question. Each name is given once, facets as often as there are values: values of one facet
are alternatives, facets narrow each other. An empty value is as none. A name that is not described here is refused.

Errors are `application/problem+json`, and name the parameter that cannot be used. Answers carry an ETag that changes
when the collection does: asking again with If-None-Match costs no search."""


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """Give the description, without the server, which depends on the address that it is asked at."""
    answers: dict[str, dict[str, Any]] = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Tin chính sách",
            "summary": "Vietnamese policy news, searched by words, dates, categories and cited instruments.",
            "description": DESCRIPTION,
            "version": VERSION,
            "license": {"name": "GPL-3.0-or-later", "identifier": "GPL-3.0-or-later"},
        },
        "tags": [{"name": tag} for tag in dict.fromkeys(one.tag for one in OPERATIONS)],
        "paths": {one.path: {"get": _operation(one, answers[one.name])} for one in OPERATIONS},
        "components": {
            "schemas": SCHEMAS,
            "headers": HEADERS,
            "responses": {
                status.phrase.replace(" ", ""): {
                    "description": description,
                    "headers": _headers("Retry-After"),
                    "content": {PROBLEM: {"schema": ref("Problem"), "example": answers["common"][str(int(status))]}},
                }
                for status, description in COMMON.items()
            },
        },
    }


def _operation(one: Operation, answers: dict[str, Any]) -> dict[str, Any]:
    statuses = {HTTPStatus.OK: "The answer.", HTTPStatus.BAD_REQUEST: "A parameter cannot be used."}
    if one.missing:
        statuses[HTTPStatus.NOT_FOUND] = one.missing
    responses: dict[str, Any] = {
        str(int(status)): _response(one, status, description, answers) for status, description in statuses.items()
    }
    responses["304"] = {"description": "The answer is still the one whose ETag was given.", "headers": _headers("ETag")}
    for status in COMMON:
        responses[str(int(status))] = {"$ref": f"#/components/responses/{status.phrase.replace(' ', '')}"}
    in_path = {name: PATH[name] for name in re.findall(r"\{(\w+)\}", one.path)}
    return {
        "operationId": one.name,
        "tags": [one.tag],
        "summary": one.summary,
        **({"parameters": [
            *(_parameter(name, it, "path", one) for name, it in in_path.items()),
            *(_parameter(name, it, "query", one) for name, it in one.takes.items()),
        ]} if in_path or one.takes != NOTHING else {}),
        "responses": dict(sorted(responses.items())),
    }  # fmt: skip


def _response(one: Operation, status: HTTPStatus, description: str, answers: dict[str, Any]) -> dict[str, Any]:
    good = status == HTTPStatus.OK
    examples = {
        example.name: {"summary": f"GET {ROOT}{example.address}", "value": answers[example.name]}
        for example in one.examples
        if example.status == status
    }
    return {
        "description": description,
        "headers": _headers(*(_KEPT if good else ()), *_COUNTED),
        "content": {
            JSON if good else PROBLEM: {
                "schema": ref(one.answer if good else "Problem"),
                **({"examples": examples} if examples else {}),
            }
        },
    }


def _headers(*names: str) -> dict[str, Schema]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _parameter(name: str, it: Parameter, place: str, one: Operation) -> dict[str, Any]:
    given = {
        example.name: {"value": value}
        for example in one.examples
        if example.status == HTTPStatus.OK and (value := value_in(example, one, name, it)) is not None
    }
    return {
        "name": name,
        "in": place,
        "required": place == "path",
        "description": it.description,
        "schema": it.schema,
        **({"style": "form", "explode": True} if it.schema.get("type") == "array" else {}),
        **({"examples": given} if given else {}),
    }


def value_in(example: Example, one: Operation, name: str, it: Parameter) -> Any:
    """Give the value that a parameter has in the address of an example, None where it is not given there."""
    parts = urlsplit(example.address)
    pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", one.path)
    found = re.fullmatch(pattern, parts.path)
    if found and name in found.groupdict():
        return unquote(found[name])
    values = parse_qs(parts.query).get(name)
    if values is None or it.schema["type"] == "array":
        return values
    return int(values[0]) if "integer" in it.schema["type"] else values[0]
