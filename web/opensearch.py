"""The site as a search engine of a browser: its description (OpenSearch 1.1), and what it suggests there."""

from __future__ import annotations

from xml.etree import ElementTree

from flask import Blueprint, Response, current_app, jsonify, make_response, request, url_for

from web import links
from web.backend import door
from web.i18n import language
from web.plain_words import said
from web.xml_text import xml_text

blueprint = Blueprint("opensearch", __name__)

#: The namespace, which is a name and no address: with https it would be another one.
NAMESPACE = "http://a9.com/-/spec/opensearch/1.1/"

#: Letters that a short name and a long name may have.
SHORT_NAME, LONG_NAME = 16, 48

SUGGESTIONS = "application/x-suggestions+json"


@blueprint.get("/opensearch.xml")
def description() -> Response:
    """Describe the search in the language of the address."""
    name = xml_text(str(current_app.config["SITE_NAME"]))
    page, suggestions, feed = (
        f"{links.absolute(url_for(endpoint))}?q={{searchTerms}}"
        for endpoint in ("pages.search", "opensearch.suggest", "feeds.search")
    )
    root = ElementTree.Element("OpenSearchDescription", xmlns=NAMESPACE)
    for tag, text in (
        ("ShortName", short_name(name)),
        ("LongName", name[:LONG_NAME].strip()),
        ("Description", said("search_engine")),
        ("Language", language()),
        ("InputEncoding", "UTF-8"),
        ("OutputEncoding", "UTF-8"),
    ):
        ElementTree.SubElement(root, tag).text = text
    image = ElementTree.SubElement(root, "Image", width="16", height="16", type="image/svg+xml")
    image.text = links.absolute(url_for("static", filename="icon.svg"))
    for attributes in (
        {"type": "text/html", "template": page},
        {"type": SUGGESTIONS, "rel": "suggestions", "template": suggestions},
        {"type": "application/atom+xml", "template": feed},
        {
            "type": "application/opensearchdescription+xml",
            "rel": "self",
            "template": links.absolute(url_for("opensearch.description")),
        },
    ):
        ElementTree.SubElement(root, "Url", attributes)
    response = make_response(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))
    response.content_type = "application/opensearchdescription+xml; charset=utf-8"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def short_name(name: str) -> str:
    """Cut a name to what a browser shows: whole words as far as they go."""
    if len(name) <= SHORT_NAME:
        return name
    return name[: SHORT_NAME + 1].rpartition(" ")[0].strip() or name[:SHORT_NAME]


@blueprint.get("/opensearch/suggest")
def suggest() -> Response:
    """Suggest what `q` may become: [what was typed, [texts], [what each is], [addresses]]; raise `BadParameter`."""
    asked, problems = links.read_suggest(request.args)
    if problems:
        raise problems[0]
    found = door().suggest(asked.typed, asked.limit)
    response = jsonify([
        asked.typed,
        [one.text for one in found],
        [said("suggestion", one.kind, one.count) for one in found],
        [links.absolute(links.suggestion_url(one.kind, one.value, one.text)) for one in found],
    ])  # fmt: skip
    response.content_type = SUGGESTIONS
    response.headers["X-Robots-Tag"] = "noindex"
    return response
