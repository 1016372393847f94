"""Identity: the same page has one id however its address is written; two files never share one."""

from __future__ import annotations

import string
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.importers.identity import article_id, canonical_url, source_name, web_address

CANONICAL = "https://www.example.gov.vn/tin/bai-1?a=1&b=2"


@pytest.mark.parametrize(
    "written",
    [
        CANONICAL,
        "http://www.example.gov.vn/tin/bai-1?a=1&b=2",
        "HTTP://WWW.EXAMPLE.gov.vn/tin/bai-1?b=2&a=1",
        "http://www.example.gov.vn:80/tin/bai-1?a=1&b=2",
        "https://www.example.gov.vn:443/tin/bai-1?a=1&b=2",
        "https://www.example.gov.vn/tin/bai-1?a=1&b=2#binh-luan",
        "https://www.example.gov.vn/tin/bai-1?utm_source=zalo&a=1&UTM_Medium=x&b=2&fbclid=abc&zarsrc=30",
        " \t https://www.example.gov.vn/tin/bai-1?a=1&b=2\r\n",
        "http://www.example.gov.vn:443/tin/bai-1?a=1&b=2",
        "https://ai:do@www.example.gov.vn/tin/bai-1?a=1&b=2",
    ],
)
def test_one_page_has_one_address(written: str) -> None:
    assert canonical_url(written) == CANONICAL
    assert article_id(written, "a.jsonl", "line=1") == article_id(CANONICAL, "b.html", "page")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.vn/a", "https://www.example.vn/a"),
        ("https://example.vn/a", "https://example.vn/b"),
        ("https://example.vn/a", "https://example.vn/A"),
        ("https://example.vn/a", "https://example.vn:8080/a"),
        ("https://example.vn/a?id=1", "https://example.vn/a?id=2"),
        ("https://example.vn/a", "https://example.vn.com/a"),
    ],
)
def test_other_pages_have_other_addresses(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)
    assert article_id(one, "x", "page") != article_id(other, "x", "page")


@pytest.mark.parametrize(
    "written",
    [
        "",
        "trang chủ",
        "/tin/bai-1",
        "//example.vn/bai-1",
        "ftp://example.vn/bai-1",
        "javascript:alert(1)",
        "https://",
        "https:///bai-1",
        "http://[::1",
        "http://example.vn:abc/bai-1",
        "http://example.vn:99999/bai-1",
        # A site, which many pages give as their own address.
        "https://example.vn",
        "https://example.vn/",
        "https://example.vn/?utm_source=x",
    ],
)
def test_what_is_no_page_gives_no_address(written: str) -> None:
    assert canonical_url(written) == ""
    assert article_id(written, "a", "line=1") != article_id(written, "a", "line=2")


def test_letters_and_their_escapes_are_one_address() -> None:
    assert canonical_url("https://example.vn/tin-tức?q=ủy ban") == canonical_url(
        f"https://example.vn/{quote('tin-tức')}?q={quote('ủy ban')}"
    )


def test_an_ipv6_host_keeps_its_brackets() -> None:
    assert canonical_url("http://[::1]:8000/a") == "https://[::1]:8000/a"


printed = st.text(st.characters(categories=("L", "M", "N", "P", "S")))
urls = st.builds(
    "{}://{}{}/{}{}".format,
    st.sampled_from(["http", "https", "HTTP"]),
    st.sampled_from(["example.vn", "www.Example.VN", "sở.example.vn", "1.2.3.4"]),
    st.sampled_from(["", ":80", ":443", ":8080"]),
    printed,
    st.one_of(st.just(""), printed.map("?{}".format), printed.map("?utm_x=1&{}".format)),
)


@given(st.one_of(urls, st.text()))
def test_the_canonical_address_is_its_own(url: str) -> None:
    canonical = canonical_url(url)
    assert canonical_url(canonical) == canonical
    assert canonical == "" or web_address(canonical) is not None


@given(urls, st.text(st.sampled_from(string.ascii_letters)))
def test_tracking_makes_no_difference(url: str, value: str) -> None:
    address = url.partition("#")[0]
    tracked = f"{address}{'&' if '?' in address else '?'}utm_campaign={value}"
    assert canonical_url(tracked) == canonical_url(address)


@given(st.text(), st.text(), st.text(), st.text())
def test_two_records_never_share_an_id(path: str, record: str, other_path: str, other_record: str) -> None:
    ours, theirs = article_id("", path, record), article_id("", other_path, other_record)
    assert (ours == theirs) == ((path, record) == (other_path, other_record))
    assert len(ours) == 16
    assert set(ours) <= set(string.hexdigits.lower())


def test_ids_do_not_change_from_release_to_release() -> None:
    assert article_id("https://example.vn/a", "x", "page") == "b2dcd060b160b9e2"
    assert article_id("", "tin/a.jsonl", "line=1") == "0c4800a3e6db2c71"


def test_a_file_inside_the_current_folder_is_named_from_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for clone in ("one", "two"):
        folder = tmp_path / clone / "tin"
        folder.mkdir(parents=True)
        monkeypatch.chdir(folder.parent)
        assert source_name(Path("tin/a.txt")) == "tin/a.txt"
        assert source_name(Path("./tin/../tin/a.txt")) == "tin/a.txt"
        assert source_name(folder / "a.txt") == "tin/a.txt"


def test_a_file_elsewhere_is_named_in_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    assert source_name(Path("../a.txt")) == (tmp_path / "a.txt").as_posix()
    assert source_name(tmp_path / "hereafter" / "a.txt") == (tmp_path / "hereafter" / "a.txt").as_posix()


name_parts = st.lists(st.sampled_from(["a", "b", "..", ".", "here", "x y"]), min_size=1, max_size=5)


@given(name_parts, name_parts)
def test_two_files_never_share_a_name(one: list[str], other: list[str]) -> None:
    first, second = Path(*one), Path(*other)
    same = Path.cwd().joinpath(first).resolve() == Path.cwd().joinpath(second).resolve()
    assert (source_name(first) == source_name(second)) == same
