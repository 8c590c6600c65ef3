"""Texts as they are stored and compared, over Unicode."""

import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.domain.text import address, distinct_labels, folded, label_key, line, lines

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
FORMS: tuple[Literal["NFC", "NFD", "NFKC", "NFKD"], ...] = ("NFC", "NFD", "NFKC", "NFKD")
# Everything that Unicode's DerivedCoreProperties.txt lists, by its ends.
IGNORABLE = "\u00ad\u034f\u061c\u115f\u1160\u17b4\u180b\u180f\u200b\u200f\u202a\u202e\u2060\u206f"
IGNORABLE += "\u3164\ufe00\ufe0f\ufeff\uffa0\U000e0001\U000e0fff"


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("  padded\u00a0", "padded"),
        ("\u200bAda\ufeff", "Ada"),
        ("cafe\u0301", "café"),
        ("a\tb\r\nc\u2028d", "a b c d"),
        ("nul\x00l", "null"),
        ("⭐\ufe0f", "⭐\ufe0f"),
        ("\u200b \u3000", ""),
        ("\u2800", ""),
        (IGNORABLE, ""),
        ("!", "!"),
    ],
)
def test_a_line_is_stored_as_it_shows(given: str, stored: str) -> None:
    assert line(given) == stored


def test_line_breaks_stay_in_long_texts() -> None:
    assert lines(" a\r\nb\rc\x0bd\te\x00 \n") == "a\nb\nc\nd e"
    assert lines("\u200b\n") == ""


@given(TEXTS)
def test_what_is_stored_is_stable_composed_and_without_controls(text: str) -> None:
    for stored in (line(text), lines(text)):
        assert unicodedata.is_normalized("NFC", stored)
        assert stored == stored.strip()
        controls = [c for c in stored if unicodedata.category(c) == "Cc" and c != "\n"]
        assert not controls
    assert "\n" not in line(text)
    assert line(line(text)) == line(text)
    assert lines(lines(text)) == lines(text)


def test_an_address_is_compared_without_case_form_and_what_shows_nothing() -> None:
    same = {"\u200bADA@x.example ", "ada@x.example", "ada\u00ad@X.example"}
    assert {address(text) for text in same} == {"ada@x.example"}
    assert address("Jose\u0301@x.example") == address("JOSÉ@x.example")


def test_labels_that_differ_in_case_or_form_are_one() -> None:
    assert distinct_labels(["Growth", "growth", "ＧＲＯＷＴＨ", "Grówth", "Gro\u0301wth"]) == [
        "Growth",
        "Grówth",
    ]


@pytest.mark.parametrize(
    ("text", "compared"),
    [
        ("Umsätze", "umsatze"),
        ("Łódź", "lodz"),
        ("Ёлка", "елка"),
        ("Đặng Thị", "dang thi"),
        ("Straße STRASSE", "strasse strasse"),
        ("İstanbul ılık", "istanbul ilik"),
        ("ΟΔΟΣ ὁδός", "οδοσ οδοσ"),
        ("⅓", "1/3"),
        ("d’accord", "d'accord"),
        ("חו״ל", 'חו"ל'),
        ("co\u00adoperate", "cooperate"),
        ("٤٢", "42"),
        ("Ærø", "aero"),
        ("が か", "が か"),
        ("कि का", "कि का"),
        ("a \u3000 b", "a b"),
        ("\u0301", "\u0301"),
    ],
)
def test_case_accents_and_form_are_ignored(text: str, compared: str) -> None:
    assert folded(text) == compared


@given(TEXTS)
def test_every_form_and_case_of_a_text_compares_the_same(text: str) -> None:
    compared = folded(text)
    for form in FORMS[:2]:
        assert folded(unicodedata.normalize(form, text)) == compared
    assert folded(compared) == compared
    assert (compared == "") == (line(text) == "")


@given(TEXTS)
def test_every_form_and_case_of_a_label_is_one(text: str) -> None:
    same = {unicodedata.normalize(form, text) for form in FORMS}
    assert len({label_key(text) for text in same}) == 1
    assert label_key(label_key(text)) == label_key(text)
