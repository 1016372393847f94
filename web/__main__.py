"""The command `python -m web settings`: every setting of the site as it stands, and where it came from."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence

from index.errors import BadSetting
from web.settings import Value, read_settings, shown, unknown


def main(argv: list[str] | None = None) -> int:
    """Run the command line; give the exit status: 0, or 2 where a setting cannot be read."""
    options = _parser().parse_args(argv)
    for sentence in unknown(os.environ):
        print(sentence, file=sys.stderr)
    try:
        values = read_settings(os.environ, {})
    except BadSetting as error:
        print(f"{error.code}: {error}", file=sys.stderr)
        return 2
    try:
        if options.json:
            print(json.dumps([_as_json(one) for one in values], ensure_ascii=False, indent=2))
        else:
            _show(values)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read has seen enough (`| head`). Nothing may be flushed into the closed pipe at exit.
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115
    return 0


def _show(values: Sequence[Value]) -> None:
    for one in values:
        default = "" if one.source == "default" else f"; default {one.setting.default or '(empty)'}"
        print(f"{one.setting.variable}={shown(one.text)}  ({one.source}{default})")
        print(f"    {one.setting.what}. It takes {one.setting.kind.takes}.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m web", description="The site of the policy news search.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    settings = commands.add_parser("settings", help="show every setting with its value, its source and its default")
    settings.add_argument("--json", action="store_true", help="print them as JSON")
    return parser


def _as_json(one: Value) -> dict[str, object]:
    return {
        "variable": one.setting.variable,
        "value": shown(one.value) if isinstance(one.value, str) else one.value,
        "source": one.source,
        "default": one.setting.default,
        "takes": one.setting.kind.takes,
        "what": one.setting.what,
    }


if __name__ == "__main__":
    sys.exit(main())
