"""The language of formulas: what it says, and what is none of it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.domain.errors import InvalidInput
from graph.domain.formula.language import evaluated, name_mistake, parsed, rounded

NAMES = ("a", "b", "_c3")


def expressions() -> st.SearchStrategy[str]:
    leaves = st.sampled_from([*NAMES, "0", "2", "0.5", ".25", "3.", "1e2", "10"])
    return st.recursive(
        leaves,
        lambda parts: st.one_of(
            st.tuples(parts, st.sampled_from("+-*/"), parts).map(
                lambda three: f"({three[0]}) {three[1]} ({three[2]})"
            ),
            parts.map(lambda one: f"-({one})"),
            parts.map(lambda one: f"abs({one})"),
            st.lists(parts, min_size=1, max_size=3).map(lambda many: f"min({', '.join(many)})"),
            st.lists(parts, min_size=1, max_size=3).map(lambda many: f"max({', '.join(many)})"),
        ),
        max_leaves=12,
    )


def exactly(text: str, values: dict[str, float]) -> Fraction | None:
    """What it comes to in exact numbers, by Python's own evaluation; None for a division by 0."""
    pairs = {name: Fraction(value) for name, value in values.items()}
    tokens = parsed(text).names
    assert set(tokens) <= set(pairs)
    known: dict[str, Any] = {
        "__builtins__": {},
        "min": lambda *all: min(all),
        "max": lambda *all: max(all),
        "abs": abs,
        "F": Fraction,
    }
    exact = _with_fractions(text)
    try:
        found: Fraction = eval(exact, known, dict(pairs))
    except ZeroDivisionError:
        return None
    return Fraction(found)


def _with_fractions(text: str) -> str:
    """The text with exact numbers in the place of decimal ones."""
    made, number = "", ""
    for sign in f"{text} ":
        if sign.isdigit() or sign == "." or (number and sign == "e"):
            if not number and made and (made[-1].isalnum() or made[-1] == "_"):
                made += sign
                continue
            number += sign
            continue
        if number:
            made += f"F('{Fraction(Decimal(number))}')"
            number = ""
        made += sign
    return made.strip()


@given(expressions(), st.tuples(*(st.integers(-50, 50) for _ in NAMES)))
def test_it_comes_to_what_exact_arithmetic_does(text: str, numbers: tuple[int, ...]) -> None:
    values = dict(zip(NAMES, map(float, numbers), strict=True))
    if len(text) > 500:
        return
    exact, found = exactly(text, values), evaluated(parsed(text), values)
    if exact is None:
        # Of a difference that rounds to 0, or does not, one may divide and the other not.
        assert found == "DIVISION_BY_ZERO" or isinstance(found, float)
    elif isinstance(found, float):
        assert found == pytest.approx(float(exact), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("revenue / customers", 2.5),
        ("revenue - customers * 2 - -1", 3.0),
        ("min(revenue, customers, 3) + max(revenue)", 13.0),
        ("round(revenue / 3, 2)", 3.33),
        ("round(0 - 2.5, 0)", -3.0),
        (" ( revenue\n + customers ) ", 14.0),
        ("revenue / (customers - 4)", "DIVISION_BY_ZERO"),
        ("1e300 * revenue", "TOO_LARGE"),
        ("0 * (1e300 * revenue)", "TOO_LARGE"),
    ],
)
def test_worked_by_hand(text: str, value: float | str) -> None:
    assert evaluated(parsed(text), {"revenue": 10.0, "customers": 4.0}) == value


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", ""),
        ("a b", "character 3"),
        ("a +", "character"),
        ("a ** 2", "character 1"),
        ("a // 2", "character 1"),
        ("a % 2", "character 3"),
        ("+a", "character 1"),
        ("a.b", "character 1"),
        ("a[0]", "character 2"),
        ("'a'", "character 1"),
        ("a if b else c", "character 1"),
        ("a < b", "character 3"),
        ("a and b", "character 1"),
        ("lambda: a", "character"),
        ("a # b", "character 3"),
        ("(a, b)", "character 1"),
        ("0x1f", "character 1"),
        ("1_000", "character 1"),
        ("a + 2j", "character 5"),
        ("True", "character 1"),
        ("a + 1e999", "character 5"),
        ("9" * 400, "character 1"),
        ("sum(a)", "character 1"),
        ("min()", "character 1"),
        ("min(*a)", "character 1"),
        ("min(key=a)", "character 8"),
        ("abs(a, b)", "character 1"),
        ("round(a)", "character 1"),
        ("round(a, b)", "character 1"),
        ("round(a, 16)", "character 1"),
        ("round(a, -1)", "character 1"),
        ("round(a, 1.0)", "character 1"),
        ("min + 1", "character 1"),
        ("a(b)", "character 1"),
        ("min(a)(b)", "character 1"),
        ("(a := 1)", "character 4"),
        ("é + 1", "character 1"),
        ("a" * 501, "500"),
        ("+".join(["a"] * 51), "100"),
        ("-" * 21 + "a", "20"),
        ("(" * 250 + "a" + ")" * 249, ""),
        ("/".join(["a"] * 22), "20"),
        ("a\\\n+ b", "character 2"),
    ],
)
def test_what_is_none_of_it(text: str, place: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parsed(text)
    assert place in refused.value.message


def test_chains_are_one_deep() -> None:
    assert parsed("+".join(["a"] * 50)).names == ("a",)
    assert parsed("*".join(["a"] * 50)).names == ("a",)
    assert parsed("-" * 19 + "a").names == ("a",)


@given(st.decimals(-1000, 1000, places=4), st.integers(0, 4))
def test_rounding_is_half_away_from_zero(number: Decimal, digits: int) -> None:
    step = Fraction(1, 10**digits)
    exact = Fraction(number)
    whole = (abs(exact) / step + Fraction(1, 2)).__floor__()
    assert rounded(float(number), digits) == float(whole * step * (1 if exact >= 0 else -1))


def test_names() -> None:
    assert all(name_mistake(name) is None for name in ("a", "_", "Umsatz_2", "match"))
    assert all(name_mistake(name) for name in ("", "2a", "a-b", "ü", "lambda", "None", "min"))
