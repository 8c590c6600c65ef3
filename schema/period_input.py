"""A span of days, as clients give it."""

from datetime import date

import strawberry
from strawberry import field


@strawberry.input(description="A span of days.")
class PeriodInput:
    """First and last day, both included."""

    starts_on: date = field(description="Its first day.")
    ends_on: date = field(description="Its last day.")
