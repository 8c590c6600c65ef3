"""The slow and obvious version of the fiscal calendar: months counted off one by one.

It shares no code with `graph`.
"""

from __future__ import annotations

from datetime import date, timedelta

_NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_LENGTHS = {"YEAR": 12, "HALF": 6, "QUARTER": 3, "MONTH": 1}

Row = tuple[str, date, date, str]
"""Kind, first and last day, label."""


def every(first_month: int, from_year: int, to_year: int) -> list[Row]:
    """Every period of the fiscal years that begin in these years."""
    rows = []
    for year in range(from_year, to_year + 1):
        months = [(year, month) for month in range(first_month, 13)]
        months += [(year + 1, month) for month in range(1, first_month)]
        name = str(year) if first_month == 1 else "FY" + str(year + 1)[2:]
        for kind, length in _LENGTHS.items():
            for number, start in enumerate(range(0, 12, length)):
                part = months[start : start + length]
                first = date(*part[0], 1)
                year_of_last, last_month = part[-1]
                last = date(year_of_last, last_month, 28)
                while (last + timedelta(days=1)).month == last_month:
                    last += timedelta(days=1)
                label = {
                    "YEAR": name,
                    "HALF": f"H{number + 1} {name}",
                    "QUARTER": f"Q{number + 1} {name}",
                    "MONTH": f"{_NAMES[part[0][1] - 1]} {name}",
                }[kind]
                rows.append((kind, first, last, label))
    return rows
