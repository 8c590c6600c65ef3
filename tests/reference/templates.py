"""How alike two texts are, by vectors that are written out: slow, and for ASCII words only."""

from __future__ import annotations

from math import sqrt


def trigrams(text: str) -> list[str]:
    """Every three characters in a row of a text's words, with spaces around them."""
    kept = "".join(c if c.isalnum() or c == "_" else " " for c in text.lower())
    padded = "  ".join(["", *kept.split(), ""]).replace("  ", " ")
    return [a + b + c for a, b, c in zip(padded, padded[1:], padded[2:], strict=False)]


def likeness(one: str, other: str) -> float:
    """The cosine of the angle between the two texts' vectors of trigrams."""
    mine, theirs = trigrams(one), trigrams(other)
    axes = sorted({*mine, *theirs})
    a = [float(mine.count(gram)) for gram in axes]
    b = [float(theirs.count(gram)) for gram in axes]
    lengths = sqrt(sum(x * x for x in a)) * sqrt(sum(y * y for y in b))
    return sum(x * y for x, y in zip(a, b, strict=True)) / lengths if lengths else 0.0
