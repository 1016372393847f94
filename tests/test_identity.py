"""Identity across a collection: filled in only where exactly one candidate fits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.identity import same_instruments


@pytest.mark.parametrize(
    ("keys", "same"),
    [
        (["qdttg:2351:?", "qdttg:2351:2010"], {"qdttg:2351:?": "qdttg:2351:2010"}),
        (["qdttg:2351:?", "qdttg:2351:2010", "qdttg:2351:2015"], {}),
        (["qdttg:2351:?", "qdttg:235:2010"], {}),
        (["khubnd:202:2019", "khubnd:202:2019@gia-lai"], {"khubnd:202:2019": "khubnd:202:2019@gia-lai"}),
        (["khubnd:202:2019", "khubnd:202:2019@gia-lai", "khubnd:202:2019@lao-cai"], {}),
        (["khubnd:202:2019@gia-lai", "khubnd:202:2019@lao-cai"], {}),
        (["khubnd:202:?@gia-lai", "khubnd:202:2019@gia-lai"], {"khubnd:202:?@gia-lai": "khubnd:202:2019@gia-lai"}),
        (["khubnd:202:?@gia-lai", "khubnd:202:2019@lao-cai"], {}),
        (["khubnd:202:?@gia-lai", "khubnd:202:2019"], {}),
        (["khubnd:202:?", "khubnd:202:2019@gia-lai"], {"khubnd:202:?": "khubnd:202:2019@gia-lai"}),
        (["khubnd:202:2018", "khubnd:202:2019@gia-lai"], {}),
        (["khubnd:202:?", "khubnd:202:?@gia-lai"], {}),
        (["qdttg:2351:2010"], {}),
        # A law by number may be asked for by its name, and by any other name that it goes by.
        (["luatqh13:45:2013", "luat:dat-dai:2012"], {"luat:dat-dai:2013": "luatqh13:45:2013"}),
        (["luatqh13:45:2013", "luat:dat-dai:2013"], {"luat:dat-dai:2013": "luatqh13:45:2013"}),
        (["luat:dat-dai:2013"], {}),
        (
            ["luatqh13:95:2015"],
            {"luat:hang-hai-viet-nam:2015": "luatqh13:95:2015", "luat:hang-hai:2015": "luatqh13:95:2015"},
        ),
        ([], {}),
    ],
)
def test_same_instruments(keys: list[str], same: dict[str, str]) -> None:
    assert same_instruments(dict.fromkeys(keys, 1)) == same


@pytest.mark.parametrize(
    ("dated", "undated", "merged"), [(1, 1, True), (1, 2, True), (1, 3, False), (10, 20, True), (1, 36, False)]
)
def test_a_rare_date_explains_no_common_mention(dated: int, undated: int, merged: bool) -> None:
    same = same_instruments({"cttw:5:1951": dated, "cttw:5:?": undated})
    assert same == ({"cttw:5:?": "cttw:5:1951"} if merged else {})


_KEYS = st.builds(
    lambda number, year, place: f"khubnd:{number}:{year}{place}",
    st.sampled_from(["1", "2"]),
    st.sampled_from(["?", "2018", "2019"]),
    st.sampled_from(["", "@gia-lai", "@lao-cai"]),
)


@given(st.sets(_KEYS))
def test_what_is_known_is_never_changed(keys: set[str]) -> None:
    same = same_instruments(dict.fromkeys(keys, 1))
    for key, full in same.items():
        assert full in keys
        assert full not in same, "a filled-in key is final"
        head, year = key.partition("@")[0].rsplit(":", 1)
        assert full.startswith(head)
        assert year == "?" or f":{year}" in full
        assert "@" not in key or full.endswith(key[key.index("@") :])
