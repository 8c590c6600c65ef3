"""The kinds of values that entities have, with what is wrong in them by itself.

Imports pydantic and graph.domain. References are ids as text; moments and days are text that is
known to name one.
"""

from __future__ import annotations

from typing import Annotated, Final, TypeAlias
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, StringConstraints

from graph.domain.calendar import parse_date, parse_moment
from graph.domain.errors import InvalidInput

_UTC = ZoneInfo("UTC")


def _known_date(text: str) -> str:
    try:
        parse_date(text)
    except InvalidInput as error:
        raise ValueError(error.message) from error
    return text


def _known_moment(text: str) -> str:
    try:
        parse_moment(text, _UTC)
    except InvalidInput as error:
        raise ValueError(error.message) from error
    return text


Text: TypeAlias = Annotated[str, StringConstraints(strict=True, max_length=100_000)]
# Titles and names are in indexes, whose keys have a largest size in bytes.
Name: TypeAlias = Annotated[
    str, StringConstraints(strict=True, min_length=1, max_length=500, pattern=r"\S")
]
# Of comments.
Body: TypeAlias = Annotated[
    str, StringConstraints(strict=True, min_length=1, max_length=10_000, pattern=r"\S")
]
Label: TypeAlias = Annotated[
    str, StringConstraints(strict=True, min_length=1, max_length=100, pattern=r"\S")
]
Email: TypeAlias = Annotated[
    str, StringConstraints(strict=True, max_length=254, pattern=r"^[^\s@]+@[^\s@]+$")
]
# Other schemes can run code in the page that shows the link.
Url: TypeAlias = Annotated[
    str, StringConstraints(strict=True, max_length=2000, pattern=r"^(https?://|mailto:)\S+$")
]
Day: TypeAlias = Annotated[str, Field(strict=True), AfterValidator(_known_date)]
Moment: TypeAlias = Annotated[str, Field(strict=True), AfterValidator(_known_moment)]
Flag: TypeAlias = Annotated[bool, Field(strict=True)]
Number: TypeAlias = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Share: TypeAlias = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, le=1)]
Band: TypeAlias = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0)]
# Sums of weights stay finite, however many there are.
MOST_WEIGHT: Final = 1e300
Weight: TypeAlias = Annotated[float, Field(strict=True, allow_inf_nan=False, gt=0, le=MOST_WEIGHT)]
Days: TypeAlias = Annotated[int, Field(strict=True, ge=1, le=3650)]
Lag: TypeAlias = Annotated[int, Field(strict=True, ge=0, le=36500)]
Ref: TypeAlias = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=100)]
