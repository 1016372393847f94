"""The settings: what each takes, which source counts, what is said of those that cannot be read, the command."""

from __future__ import annotations

import json
import logging
import re
from typing import Any

import pytest
from web_fake import FakeSearcher

from index.errors import BadSetting
from web import create_app
from web.__main__ import main
from web.settings import DEFAULTS, SETTINGS, Setting, read_settings, shown, unknown


def read(environ: dict[str, str] | None = None, **given: Any) -> dict[str, Any]:
    return {one.setting.name: one.value for one in read_settings(environ or {}, given)}


def sources(environ: dict[str, str], **given: Any) -> dict[str, str]:
    return {one.setting.name: one.source for one in read_settings(environ, given)}


READ = [
    ("TIN_INDEX", "whoosh:/srv/news", "whoosh:/srv/news"),
    ("TIN_INDEX", "memory:a", "memory:a"),
    ("TIN_RECENCY", "0.2", 0.2),
    ("TIN_RECENCY", "1", 1.0),
    ("TIN_CACHE_MB", "0", 0),
    ("TIN_CACHE_MB", " 64 ", 64),
    ("TIN_CACHE_MB", "", None),
    ("TIN_SITE_NAME", "Kho tin thử", "Kho tin thử"),
    ("TIN_SITE_NAME", "2026", "2026"),
    ("TIN_SITE_NAME", "[1, 2]", "[1, 2]"),
    ("TIN_PUBLIC_URL", "https://tin.example.vn", "https://tin.example.vn"),
    ("TIN_PUBLIC_URL", "https://example.vn/tin/", "https://example.vn/tin/"),
    ("TIN_LOG", "json", "json"),
    *(("TIN_LOG_QUERIES", text, True) for text in ("1", "true", "YES", "on")),
    *(("TIN_LOG_QUERIES", text, False) for text in ("0", "false", "No", "off")),
    ("TIN_CORS_ORIGINS", "none", ()),
    ("TIN_CORS_ORIGINS", "https://a.example, https://b.example:8080", ("https://a.example", "https://b.example:8080")),
    ("TIN_CORS_ORIGINS", "https://a.example *", ("*",)),
    ("TIN_FRAME_ANCESTORS", "https://*.example.vn", ("https://*.example.vn",)),
    ("TIN_RATE_LIMIT", "5 per second", "5 per second"),
    ("TIN_RATE_LIMIT", "off", ""),
    ("TIN_PROXIES", "1", 1),
]


@pytest.mark.parametrize(("variable", "text", "value"), READ)
def test_a_variable_is_read(variable: str, text: str, value: object) -> None:
    found = read({variable: text})[variable.removeprefix("TIN_")]
    assert found == value
    assert type(found) is type(value)


BAD = [
    ("TIN_INDEX", "var/news"),
    ("TIN_INDEX", "elastic:http://localhost"),
    ("TIN_RECENCY", "viel"),
    ("TIN_RECENCY", "1.5"),
    ("TIN_RECENCY", "nan"),
    ("TIN_CACHE_MB", "-1"),
    ("TIN_CACHE_MB", "1.5"),
    ("TIN_CACHE_MB", "64 MB"),
    ("TIN_PUBLIC_URL", "tin.example.vn"),
    ("TIN_PUBLIC_URL", "javascript:alert(1)"),
    ("TIN_PUBLIC_URL", "https://tin.example.vn/?a=1"),
    ("TIN_SEND_FILE_MAX_AGE_DEFAULT", "a day"),
    ("TIN_LOG", "xml"),
    ("TIN_LOG_QUERIES", "maybe"),
    ("TIN_METRICS", "2"),
    ("TIN_CORS_ORIGINS", "https://a.example/path"),
    ("TIN_FRAME_ANCESTORS", "https://a.example; script-src *"),
    ("TIN_RATE_LIMIT", "often"),
    ("TIN_RATE_STORAGE", "redis"),
    ("TIN_PROXIES", "-1"),
]


@pytest.mark.parametrize(("variable", "text"), BAD)
def test_what_cannot_be_read_is_named_when_the_site_starts(
    variable: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, text)
    with pytest.raises(BadSetting, match=rf"^{variable} is .*{re.escape(repr(text))}\. It takes .+\.$"):
        create_app({}, FakeSearcher())
    monkeypatch.delenv(variable)
    with pytest.raises(BadSetting, match=f"^{variable} is "):
        create_app({variable.removeprefix("TIN_"): text}, FakeSearcher())


def test_every_kind_of_setting_has_a_bad_specimen_but_text() -> None:
    checked = {variable.removeprefix("TIN_") for variable, _ in BAD}
    kinds = {setting.kind.takes for setting in SETTINGS if setting.name in checked}
    assert {setting.kind.takes for setting in SETTINGS} - kinds == {"text"}


def test_what_is_given_comes_before_the_environment_and_that_before_the_default() -> None:
    assert read()["SITE_NAME"] == "Tin chính sách"
    assert sources({})["SITE_NAME"] == "default"
    environ = {"TIN_SITE_NAME": "Kho"}
    assert read(environ)["SITE_NAME"] == "Kho"
    assert sources(environ)["SITE_NAME"] == "environment"
    assert read(environ, SITE_NAME="Khác")["SITE_NAME"] == "Khác"
    assert sources(environ, SITE_NAME="Khác")["SITE_NAME"] == "given"


def test_an_empty_variable_is_as_one_that_is_not_set() -> None:
    for setting in SETTINGS:
        for text in ("", "  "):
            assert sources({setting.variable: text})[setting.name] == "default"


GIVEN = [
    ("CACHE_MB", 64, 64),
    ("CACHE_MB", None, None),
    ("RECENCY", 0.2, 0.2),
    ("METRICS", False, False),
    ("SITE_NAME", "", ""),
    ("CORS_ORIGINS", ["https://a.example", "https://b.example"], ("https://a.example", "https://b.example")),
    ("CORS_ORIGINS", (), ()),
    ("SEND_FILE_MAX_AGE_DEFAULT", 0, 0),
]


@pytest.mark.parametrize(("name", "given", "value"), GIVEN)
def test_what_is_given_may_be_a_value_already(name: str, given: object, value: object) -> None:
    assert read(**{name: given})[name] == value


def test_other_settings_of_flask_are_kept() -> None:
    assert create_app({"TESTING": True}, FakeSearcher()).config["TESTING"] is True


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda row: row.name)
def test_a_row_is_complete(setting: Setting) -> None:
    assert re.fullmatch(r"[A-Z_]+", setting.name)
    setting.kind.read(setting.default)  # every default can be read
    for sentence in (setting.what, setting.kind.takes):
        assert sentence == sentence.strip(" .")
        assert sentence
    assert [one.name for one in SETTINGS].count(setting.name) == 1
    assert DEFAULTS[setting.name] == setting.default


def test_a_password_is_not_shown() -> None:
    assert shown("redis://me:secret@host:6379/1") == "redis://…@host:6379/1"
    assert shown("whoosh:var/news") == "whoosh:var/news"
    with pytest.raises(BadSetting) as raised:
        read({"TIN_INDEX": "elastic://me:secret@host"})
    assert "secret" not in str(raised.value)


def test_a_variable_that_is_no_setting_is_named() -> None:
    environ = {"TIN_CACHEMB": "1", "TIN_COLOUR": "red", "TIN_INDEX": "memory:a", "TIN_TEST_ALL": "1", "TINY": "1"}
    close, far = unknown(environ)
    assert close.startswith("TIN_CACHEMB is no setting")
    assert close.endswith("Is TIN_CACHE_MB meant?")
    assert far.startswith("TIN_COLOUR is no setting")
    assert "python -m web settings" in far


def test_the_site_warns_of_it_and_starts(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setenv("TIN_SITENAME", "Kho")
    app = create_app({}, FakeSearcher())
    assert [(r.levelno, r.getMessage().split()[0]) for r in caplog.records] == [(logging.WARNING, "TIN_SITENAME")]
    assert app.config["SITE_NAME"] == DEFAULTS["SITE_NAME"]


# The command


def test_the_command_shows_every_setting(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("TIN_INDEX", "whoosh://me:secret@host/news")
    monkeypatch.setenv("TIN_CACHEMB", "1")
    assert main(["settings"]) == 0
    printed, warned = capsys.readouterr()
    lines = printed.splitlines()
    assert [line.split("=")[0] for line in lines[::2]] == [setting.variable for setting in SETTINGS]
    assert lines[0] == "TIN_INDEX=whoosh://…@host/news  (environment; default whoosh:var/news)"
    assert "TIN_SITE_NAME=Tin chính sách  (default)" in lines
    assert all(setting.what in printed for setting in SETTINGS)
    assert "secret" not in printed
    assert warned.startswith("TIN_CACHEMB is no setting")


def test_the_command_prints_json(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("TIN_CACHE_MB", "64")
    monkeypatch.setenv("TIN_RATE_STORAGE", "redis://me:secret@host")
    assert main(["settings", "--json"]) == 0
    printed = capsys.readouterr().out
    rows = {row["variable"]: row for row in json.loads(printed)}
    assert list(rows) == [setting.variable for setting in SETTINGS]
    cache = rows["TIN_CACHE_MB"]
    assert (cache["value"], cache["source"], cache["default"]) == (64, "environment", "")
    assert rows["TIN_METRICS"]["value"] is True
    assert "secret" not in printed


def test_the_command_names_what_cannot_be_read(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TIN_RECENCY", "viel")
    assert main(["settings"]) == 2
    printed, error = capsys.readouterr()
    assert printed == ""
    assert error == "bad-setting: TIN_RECENCY is 'viel'. It takes a number from 0 to 1.\n"
