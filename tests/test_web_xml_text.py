from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.xml_text import xml_text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Kế hoạch & <b>\t\r\n", "Kế hoạch & <b>\t\r\n"),
        ("a\x00b\x1fc\x0b", "abc"),
        ("a\ufffeb\uffff", "ab"),
        ("\ud800a", "a"),
        ("\x7f\x85\ue000\ufffd\U00010000😀\U0010ffff", "\x7f\x85\ue000\ufffd\U00010000😀\U0010ffff"),
    ],
)
def test_what_xml_has_no_place_for_is_left_out(text: str, kept: str) -> None:
    assert xml_text(text) == kept


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_can_be_read_back(text: str) -> None:
    root = ElementTree.Element("a")
    root.set("b", xml_text(text))
    root.text = xml_text(text)
    read = ElementTree.fromstring(ElementTree.tostring(root, encoding="utf-8"))
    assert (read.text or "") == xml_text(text).replace("\r\n", "\n").replace("\r", "\n")
