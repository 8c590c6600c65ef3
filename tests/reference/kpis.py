"""A KPI's status as the rule reads, in fractions of the digits that people write."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from graph.domain.kpis import Target


def digits(number: float | Fraction) -> Fraction:
    """The number to 12 significant digits, half to even."""
    if isinstance(number, Fraction):
        if number == 0:
            return number
        scale = 0
        while abs(number) * Fraction(10) ** scale < 10**11:
            scale += 1
        while abs(number) * Fraction(10) ** scale >= 10**12:
            scale -= 1
        return Fraction(round(number * Fraction(10) ** scale)) / Fraction(10) ** scale
    return digits(Fraction(Decimal(repr(number))))


def status(direction: str, band: float, within: float | None, value: float, target: Target) -> str:
    """ON_TARGET, WATCH or OFF_TARGET."""
    here, part, more = digits(value), digits(band), digits(within or 0.0)
    if direction == "BETWEEN":
        assert target.lower is not None
        assert target.upper is not None
        lower, upper = digits(target.lower), digits(target.upper)
        if lower <= here <= upper:
            return "ON_TARGET"
        short = lower - here if here < lower else here - upper
        room = part * (upper - lower)
    else:
        assert target.value is not None
        wanted = digits(target.value)
        if here >= wanted if direction == "INCREASE" else here <= wanted:
            return "ON_TARGET"
        short = abs(wanted - here)
        room = part * abs(wanted)
    return "WATCH" if digits(short) <= digits(max(room, more)) else "OFF_TARGET"


def whole_periods_between(frequency: str, fiscal_month: int, value: date, today: date) -> int:
    """How many periods came after that of the value and are over: counted day by day."""

    def name(day: date) -> object:
        if frequency == "DAILY":
            return day
        if frequency == "WEEKLY":
            return day.isocalendar()[:2]
        months = (day.year * 12 + day.month - fiscal_month) % 10**9
        return months // {"MONTHLY": 1, "QUARTERLY": 3, "ANNUAL": 12}[frequency]

    names: list[object] = []
    day = value
    while day <= today:
        if name(day) not in names[-1:]:
            names.append(name(day))
        day += timedelta(days=1)
    return max(len(names) - 2, 0)
