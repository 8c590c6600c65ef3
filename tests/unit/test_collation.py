"""Keys of ASCII are in the order of the Unicode Collation Algorithm."""

from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pyuca.collator import Collator_10_0_0

from graph.domain.collation import LONGEST, sort_key

LETTERS = st.sampled_from(
    "aAáÁàbBßsSoöøØzZ -'’.,1９9٣ée\u0301עבÞ目標🚀（\U0001f680\uff08\ue000\U000f0000"
)
TEXTS = st.text(LETTERS | st.characters(exclude_categories=["Cs"]), max_size=20)


@cache
def _reference() -> Any:
    return Collator_10_0_0()


def _level(text: str, most: int) -> tuple[tuple[int, ...], ...]:
    """The weights of each level as the standard has them, one level after the other."""
    key: tuple[int, ...] = _reference().sort_key(text)
    levels: list[list[int]] = [[]]
    for weight in key:
        if weight:
            levels[-1].append(weight)
        else:
            levels.append([])
    return tuple(tuple(level) for level in levels[:most])


@settings(deadline=None)  # The first key loads the table.
@given(TEXTS, TEXTS)
def test_keys_are_ordered_as_the_weights_are(first: str, second: str) -> None:
    keys = sort_key(first), sort_key(second)
    if max(map(len, keys)) >= LONGEST:
        return
    weights = _level(first, 3), _level(second, 3)
    assert (keys[0] < keys[1]) == (weights[0] < weights[1])
    assert (keys[0] == keys[1]) == (weights[0] == weights[1])


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=500))
def test_keys_are_short_and_of_ascii(text: str) -> None:
    key = sort_key(text)
    assert len(key) <= LONGEST
    assert key == "" or (key.isascii() and key.isprintable() and " " not in key)


def test_letters_come_before_accents_and_accents_before_case() -> None:
    titles = ["Zebra", "éclair", "Eclair", "eclair", "Éclair", "ab", "á", "A", "a", "10", "9", "-x"]
    in_order = ["-x", "10", "9", "a", "A", "á", "ab", "eclair", "Eclair", "éclair", "Éclair"]
    assert sorted(titles, key=sort_key) == [*in_order, "Zebra"]


def test_long_titles_that_begin_alike_have_one_key() -> None:
    assert sort_key("x" * 500) == sort_key("x" * 499 + "y")
