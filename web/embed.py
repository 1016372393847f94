"""The search box for other sites: its script, its page in a frame, and the page that gives the code to paste."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from flask import Blueprint, Response, abort, current_app, render_template, request, url_for
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from index.errors import BadParameter, InstrumentMissing
from search.dates import date_span
from search.facets import PATH_SEPARATOR
from search.request import MAX_QUERY, Request
from search.results import SearchResult
from web import i18n, links
from web.backend import door

blueprint = Blueprint("embed", __name__)

#: What narrows every search of a box: parameters of a search.
SCOPE = ("source", "category", "instrument", "from", "to")

#: How a box speaks and looks, where that is a choice, and what it does untold.
CHOICES: dict[str, tuple[str, ...]] = {
    "lang": (i18n.SOURCE, i18n.OTHER),
    "theme": ("auto", "light", "dark"),
    "heading": ("2", "3", "4", "5", "6"),
}
DEFAULTS = {"lang": i18n.SOURCE, "theme": "auto", "heading": "3"}

#: What a box may be told beforehand: `data-<name>` on the script, a parameter of the same name on `/nhung`.
PRESETS = (*SCOPE, "lang", "placeholder", "theme", "heading")

#: Letters of a placeholder at most.
MAX_PLACEHOLDER = 100

#: Values that are offered instead of one that cannot be used.
OFFERED = 5

#: Articles that a box shows in place.
SHOWN = 5

#: Seconds that browsers keep the scripts: a mended one must reach the sites that embed it.
MAX_AGE = 600

#: What the script is made of, in order, behind what it says.
PARTS = ("suggest.js", "embed.js")

Problem = Literal["", "unknown", "several", "date", "order", "choice", "long"]


@dataclass(frozen=True, slots=True)
class Offer:
    """A value that may have been meant, and its name for people."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Preset:
    """A preset as it was typed, what is made of it ("" is none), what is wrong with it, what may have been meant."""

    typed: str = ""
    value: str = ""
    problem: Problem = ""
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class Code:
    """The code to paste: the script with its form for readers without scripts, the form alone, the frame."""

    script: str
    form: str
    frame: str


@blueprint.get("/embed.js")
def script() -> Response:
    """Give the script of the search box."""
    if i18n.language() != i18n.SOURCE:
        abort(404)  # the one script speaks both languages
    static = Path(current_app.static_folder or "")
    words = json.dumps(list(map(_words, i18n.NAMES)), ensure_ascii=False)
    parts = [(static / name).read_text(encoding="utf-8") for name in PARTS]
    # "use strict" must come first, which it does in the first part.
    body = "\n".join(("(() => {", parts[0], f"const WORDS = {words};", *parts[1:], "})();\n"))
    response = Response(body, content_type="text/javascript; charset=utf-8")
    response.cache_control.max_age = MAX_AGE
    response.add_etag()
    response.make_conditional(request)
    return response


def _words(language: str) -> dict[str, object]:
    """Give what the box says in a language, and below which path of the site that is spoken."""
    with i18n.speaking(language):
        words: dict[str, object] = json.loads(render_template("embed_words.html"))
    return {"language": language, "path": "" if language == i18n.SOURCE else f"{language}/", **words}


@blueprint.get("/nhung/o")
def frame() -> str:
    """Show the search box and what it found, for a frame on another site.

    A preset that cannot be used is an error, never a wider search.
    """
    typed: MultiDict[str, str] = MultiDict((name, request.args.get(name, "")) for name in ("q", *SCOPE))
    asked, problems = links.read(typed)
    asked = replace(asked, q=asked.q[:MAX_QUERY].strip())
    result: SearchResult | None = None
    if asked.q and not problems:
        try:
            result = door().search(replace(asked, size=SHOWN))
        except BadParameter as problem:
            problems = (problem,)
    kept = {name: request.args.get(name, "").strip() for name in (*SCOPE, "placeholder")}
    return render_template("embed_frame.html", asked=asked, result=result, problems=problems, kept=kept)


@blueprint.get("/nhung/o.js")
def frame_script() -> Response:
    """Give the script by which a page that shows the frame makes it as high as what it holds."""
    response = current_app.send_static_file("frame-host.js")
    response.content_type = "text/javascript; charset=utf-8"
    response.cache_control.max_age = MAX_AGE
    return response


@blueprint.get("/nhung")
def page() -> str:
    """Show the code to paste, for the presets in the address, with a preview; or what is wrong with them."""
    typed = {name: value for name in PRESETS if (value := request.args.get(name, "").strip())}
    presets = check(typed)
    given = {name: preset.value for name, preset in presets.items() if preset.value}
    sound = not any(preset.problem for preset in presets.values())
    return render_template(
        "embed.html",
        typed=typed,
        presets=presets,
        given=given,
        choices=CHOICES,
        defaults=DEFAULTS,
        MAX_PLACEHOLDER=MAX_PLACEHOLDER,
        code=code(given) if sound else None,
        script=i18n.in_language(i18n.SOURCE, url_for("embed.script")),
        host=links.absolute(""),
        framed=bool(current_app.config["FRAME_ANCESTORS"]),
    )


def check(typed: Mapping[str, str]) -> dict[str, Preset]:
    """Check presets that were typed, none of them empty: what narrows against the index, the rest by itself."""
    presets = {name: CHECKS[name](name, typed[name]) if name in typed else Preset() for name in PRESETS}
    if "lang" not in typed and i18n.language() != i18n.SOURCE:
        presets["lang"] = Preset(value=i18n.language())
    first, last = presets["from"].value, presets["to"].value
    if first and last and date_span("from", first)[0] > date_span("to", last)[1]:
        presets["to"] = Preset(last, problem="order")
    return presets


def _listed(name: str, typed: str) -> Preset:
    if any(value.value == typed for value in door().facet_values(Request(), name)):
        return Preset(typed, typed)
    # Names are looked for by their last step: whoever writes a path may have written the way to it otherwise.
    step = typed.rpartition(PATH_SEPARATOR)[2]
    like = door().facet_values(Request(), name, step)[:OFFERED]
    return Preset(typed, problem="unknown", offers=tuple(Offer(value.value, value.value) for value in like))


def _instrument(name: str, typed: str) -> Preset:
    try:
        return Preset(typed, door().instrument(typed).card.key)
    except InstrumentMissing:
        cards = door().search(Request(q=typed, size=1)).instruments
    if len(cards) == 1:
        return Preset(typed, cards[0].key)
    offers = tuple(Offer(card.key, card.label) for card in cards[:OFFERED])
    return Preset(typed, problem="several" if cards else "unknown", offers=offers)


def _date(name: str, typed: str) -> Preset:
    try:
        date_span(name, typed)
    except BadParameter:
        return Preset(typed, problem="date")
    return Preset(typed, typed)


def _choice(name: str, typed: str) -> Preset:
    if typed not in CHOICES[name]:
        return Preset(typed, problem="choice")
    return Preset(typed, "" if typed == DEFAULTS[name] else typed)


def _placeholder(name: str, typed: str) -> Preset:
    return Preset(typed, typed) if len(typed) <= MAX_PLACEHOLDER else Preset(typed, problem="long")


#: How each preset is checked, from its name and what was typed.
CHECKS: dict[str, Callable[[str, str], Preset]] = {
    "source": _listed,
    "category": _listed,
    "instrument": _instrument,
    "from": _date,
    "to": _date,
    "lang": _choice,
    "placeholder": _placeholder,
    "theme": _choice,
    "heading": _choice,
}


def code(given: Mapping[str, str]) -> Code:
    """Write the code to paste for these presets, as HTML text in the language that the box shall speak."""
    language = given.get("lang", i18n.SOURCE)
    scope = {name: given[name] for name in SCOPE if name in given}
    in_frame = {name: given[name] for name in (*SCOPE, "placeholder") if name in given}
    # Addresses are of the page that is asked for; only what is read is said in the language of the box.
    results = _address(language, "pages.search")
    source = _address(i18n.SOURCE, "embed.script")
    shown = _address(language, "embed.frame", in_frame)
    host = _address(i18n.SOURCE, "embed.frame_script")
    with i18n.speaking(language):
        form = _piece("embed_form.html", action=results, scope=scope, given=given)
        # The form is HTML already, its values escaped by the template that wrote it.
        script = _piece("embed_script.html", source=source, given=given, form=Markup(form))  # noqa: S704
        return Code(script, form, _piece("embed_iframe.html", shown=shown, host=host))


def _address(language: str, endpoint: str, parameters: Mapping[str, str] | None = None) -> str:
    return links.absolute(i18n.in_language(language, url_for(endpoint, **(parameters or {}))))  # type: ignore[arg-type]


def _piece(template: str, **values: object) -> str:
    return render_template(template, **values).strip()
