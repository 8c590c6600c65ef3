"""Which template goes with a KPI: by the character trigrams of what they say.

Trigrams are counted over words in their compared form, with one space before, between and after
them; the likeness of two texts is the cosine of their counts (Salton and McGill, Introduction to
Modern Information Retrieval, 1983).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import sqrt
from typing import Final

from graph.domain.templates.template import Effect, Template
from graph.domain.text import folded

LEAST: Final = 0.15
"""How alike a KPI and what a template helps have to be."""
_WORD: Final = re.compile(r"\w+")


@lru_cache(maxsize=4096)
def grams(text: str) -> Counter[str]:
    """How often each trigram is in a text. The counter is shared: only look at it."""
    words = f" {' '.join(_WORD.findall(folded(text)))} "
    return Counter(words[i : i + 3] for i in range(len(words) - 2))


def likeness(one: str, other: str) -> float:
    """The cosine of two texts' trigrams, 0 to 1; 0 when either has none."""
    mine, theirs = grams(one), grams(other)
    product = sum(count * theirs[gram] for gram, count in mine.items())
    if not product:
        return 0.0
    # Whole numbers up to the root: alike texts are exactly alike.
    squares = sum(n * n for n in mine.values()) * sum(n * n for n in theirs.values())
    return product / sqrt(squares)


def kpi_text(name: str, description: str | None) -> str:
    """What a KPI says of itself."""
    return name if description is None else f"{name} {description}"


def ranked(
    text: str, templates: Iterable[Template], effect: Effect | None = None
) -> Sequence[Template]:
    """The templates that go with a KPI's text, and have the `effect` if one is named, the most
    alike first; of equals the first by id."""
    rows = [
        (-alike, template.id, template)
        for template in templates
        if effect in (None, template.effect)
        and (alike := likeness(text, " ".join(template.helps))) >= LEAST
    ]
    return [template for _, _, template in sorted(rows, key=lambda row: row[:2])]
