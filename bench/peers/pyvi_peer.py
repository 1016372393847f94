"""pyvi's own segmentation: the labels of its model, and its text with compounds joined."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version as version_of
from typing import cast

from pyvi.ViTokenizer import ViTokenizer

PACKAGES = ("pyvi",)


def version() -> str:
    return version_of("pyvi")


def labels(run: Sequence[str]) -> list[bool]:
    """Tell for each syllable whether it goes on with the word before it (`I_W`)."""
    return [label == "I_W" for label in ViTokenizer.model.predict_single(ViTokenizer.sent2features(run, False))]


def tokenize(text: str) -> str:
    """Give the text with the syllables of each compound joined: `Kế_hoạch bình_đẳng giới`."""
    return cast(str, ViTokenizer.tokenize(text))
