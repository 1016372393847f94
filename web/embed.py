"""The search box for other sites: its script, and the page that gives the code to paste."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, current_app, render_template, request
from markupsafe import Markup

blueprint = Blueprint("embed", __name__)

#: What a box may be told beforehand: `data-<name>` on the script, a parameter of the same name on `/nhung`.
PRESETS = ("source", "category", "instrument", "placeholder")

#: Seconds that browsers keep the script: a mended script must reach the sites that embed it.
MAX_AGE = 600


@dataclass(frozen=True, slots=True)
class Code:
    """The code to paste: the script with its form for readers without scripts, and the form alone."""

    script: str
    form: str


@blueprint.get("/embed.js")
def script() -> Response:
    """Give the script of the search box."""
    response = current_app.send_static_file("embed.js")
    response.content_type = "text/javascript; charset=utf-8"
    response.cache_control.max_age = MAX_AGE
    return response


@blueprint.get("/nhung")
def page() -> str:
    """Show the code to paste, for the presets in the address, with a preview."""
    presets = {name: request.args.get(name, "").strip() for name in PRESETS}
    return render_template("embed.html", presets=presets, code=code(presets))


def code(presets: dict[str, str]) -> Code:
    """Write the code to paste, as HTML text; presets that are missing or empty are left out of it."""
    given = {name: presets.get(name, "") for name in PRESETS}
    # The form is HTML already, its values escaped by the template that wrote it.
    form = Markup(render_template("embed_form.html", presets=given).strip())  # noqa: S704
    script = render_template("embed_script.html", presets=given, form=form).strip()
    return Code(script, str(form))
