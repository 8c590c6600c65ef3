"""Currencies and units of time that there are, and numbers of the same."""

from __future__ import annotations

import pytest

from graph.domain.units import CURRENCIES, TIME_UNITS, Unit, alike, unit_mistakes


def test_currencies_are_those_of_iso_4217() -> None:
    assert len(CURRENCIES) == 178
    assert {"EUR", "USD", "JPY", "CHF", "XAU", "VED", "ZWG"} <= CURRENCIES
    # Codes that were withdrawn, and one that never was.
    assert CURRENCIES.isdisjoint({"DEM", "EEK", "HRK", "ZWL", "ABC"})


@pytest.mark.parametrize(
    ("unit", "fields"),
    [
        (Unit(), []),
        (Unit("CURRENCY", "EUR"), []),
        (Unit("CURRENCY"), ["currency"]),
        (Unit("CURRENCY", "ABC"), ["currency"]),
        (Unit("CURRENCY", "eur"), ["currency"]),
        (Unit("NUMBER", "ABC"), ["currency"]),
        (Unit("DURATION"), []),
        (Unit("DURATION", None, "HOURS"), []),
        (Unit("DURATION", None, "min"), []),
        (Unit("DURATION", None, " Days "), []),
        (Unit("DURATION", None, "bananas"), ["unit"]),
        (Unit("DURATION", None, ""), ["unit"]),
        (Unit("COUNT", None, "bananas"), []),
    ],
)
def test_what_is_refused(unit: Unit, fields: list[str]) -> None:
    assert [field for field, _ in unit_mistakes(unit)] == fields


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Unit("CURRENCY", "EUR"), Unit("CURRENCY", "EUR"), True),
        (Unit("CURRENCY", "EUR"), Unit("CURRENCY", "USD"), False),
        (Unit("PERCENT"), Unit("COUNT"), False),
        (Unit("DURATION", None, "h"), Unit("DURATION", None, "HOURS"), True),
        (Unit("DURATION", None, "hours"), Unit("DURATION", None, "days"), False),
        (Unit("DURATION", None, "hours"), Unit("DURATION"), False),
        (Unit("COUNT", None, "Users"), Unit("COUNT", None, "users "), True),
        (Unit("COUNT", None, "h"), Unit("COUNT", None, "hours"), False),
    ],
)
def test_numbers_of_the_same(one: Unit, other: Unit, same: bool) -> None:
    assert alike(one, other) == alike(other, one) == same


def test_every_spelling_is_of_one_unit() -> None:
    assert {TIME_UNITS[unit] for unit in TIME_UNITS} == {
        unit for unit in TIME_UNITS if TIME_UNITS[unit] == unit
    }
