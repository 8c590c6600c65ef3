"""The order of titles and names: the root of the Unicode Collation Algorithm, as keys of ASCII.

Source: Unicode Technical Standard 10 and its default table (DUCET), of Unicode 10, by pyuca. The
table never changes, so that keys that different versions of goalgraph have written stay in one
order; characters that are younger than it come last, by code point.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from itertools import chain
from typing import Any, Final

from pyuca.collator import Collator_10_0_0

LONGEST: Final = 240
"""How many characters a key has at most; longer titles that begin alike go by their ids."""
# The least weights there are at the second and third level: without accent, in lower case.
_COMMON: Final = (0, 0x20, 0x02)
_BETWEEN: Final = "000"
_DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz{|"
"""64 characters in the order of ASCII."""

Elements = tuple[tuple[int, ...], ...]


def sort_key(text: str) -> str:
    """Text whose order by code point, or by byte, is that of these texts: letters first, then
    accents, then case.

    A weight is three digits of base 64, and 000 stands between levels. What a level has at its end
    of its least weight is left out, which changes no comparison: nothing is less.
    """
    elements = [*chain.from_iterable(map(_elements, _words(text)))]
    levels = [_level(elements, level) for level in range(len(_COMMON))]
    while levels and not levels[-1]:
        levels.pop()
    return _BETWEEN.join(levels)[:LONGEST]


def _words(text: str) -> list[str]:
    """The text in pieces between which no weight depends on what is before it."""
    words = text[: LONGEST // 3].split(" ")
    return [*chain.from_iterable((word, " ") for word in words)][:-1]


def _level(elements: list[tuple[int, ...]], level: int) -> str:
    weights = [weight for element in elements if (weight := element[level])]
    while weights and weights[-1] == _COMMON[level]:
        weights.pop()
    return "".join(map(_digits, weights))


@lru_cache(maxsize=2048)
def _digits(weight: int) -> str:
    return _DIGITS[weight >> 12] + _DIGITS[weight >> 6 & 63] + _DIGITS[weight & 63]


@lru_cache(maxsize=16384)
def _elements(word: str) -> Elements:
    decomposed = unicodedata.normalize("NFD", word)
    return tuple(tuple(weights[:3]) for weights in _collator().collation_elements(decomposed))


@cache
def _collator() -> Any:
    return Collator_10_0_0()
