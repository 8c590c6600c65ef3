"""The kinds of values that entities have, with what is wrong in them by itself.

References are ids as text; moments and days are text that is known to name one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Final, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from graph.domain import text as texts
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


def _stored(form: Callable[[str], str]) -> BeforeValidator:
    """Brings texts into the form that they are stored in; of an annotation, the last runs first."""
    return BeforeValidator(lambda given: form(given) if isinstance(given, str) else given)


_LINE: Final = _stored(texts.line)
_LINES: Final = _stored(texts.lines)

Text: TypeAlias = Annotated[str, StringConstraints(strict=True, max_length=100_000), _LINES]
RequiredText: TypeAlias = Annotated[
    str, StringConstraints(strict=True, min_length=1, max_length=100_000), _LINES
]
# Titles and names are in the index of texts, and shown in one line.
Name: TypeAlias = Annotated[
    str, StringConstraints(strict=True, min_length=1, max_length=500), _LINE
]
# Of comments.
Body: TypeAlias = Annotated[
    str, StringConstraints(strict=True, min_length=1, max_length=10_000), _LINES
]
# Of the items of weekly reports.
ItemText: TypeAlias = Annotated[
    str, StringConstraints(strict=True, min_length=1, max_length=2_000), _LINES
]
Label: TypeAlias = Annotated[
    str, StringConstraints(strict=True, min_length=1, max_length=100), _LINE
]
Labels = TypeVar("Labels", list[str], tuple[str, ...])


def _each_once(labels: Labels) -> Labels:
    return type(labels)(texts.distinct_labels(labels))


# Of lists of labels: those that differ in case or form only are one.
EACH_ONCE: Final = AfterValidator(_each_once)
# Of measures.
UnitName: TypeAlias = Annotated[
    str, StringConstraints(strict=True, min_length=1, max_length=100), _LINE
]
Email: TypeAlias = Annotated[
    str,
    StringConstraints(strict=True, max_length=254, pattern=r"^[^\s@]+@[^\s@]+$"),
    _stored(texts.address),
]
# Other schemes can run code in the page that shows the link.
Url: TypeAlias = Annotated[
    str, StringConstraints(strict=True, max_length=2000, pattern=r"^(https?://|mailto:)\S+$")
]
Day: TypeAlias = Annotated[str, Field(strict=True), AfterValidator(_known_date)]
Moment: TypeAlias = Annotated[str, Field(strict=True), AfterValidator(_known_moment)]
Flag: TypeAlias = Annotated[bool, Field(strict=True)]
Number: TypeAlias = Annotated[float, Field(strict=True, allow_inf_nan=False)]
# Squares of values are summed, and have to stay finite.
Measured: TypeAlias = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-1e100, le=1e100)]
MOST_SHARED_WITH: Final = 200
"""With how many people and teams a goal is shared at most."""

Share: TypeAlias = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, le=1)]
Band: TypeAlias = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0)]
# Sums of weights stay finite, however many there are.
MOST_WEIGHT: Final = 1e300
Weight: TypeAlias = Annotated[float, Field(strict=True, allow_inf_nan=False, gt=0, le=MOST_WEIGHT)]
Days: TypeAlias = Annotated[int, Field(strict=True, ge=1, le=3650)]
Lag: TypeAlias = Annotated[int, Field(strict=True, ge=0, le=36500)]
# A rule, and one or two ids.
FINDING_KEY: Final = r"^[A-Z_]{1,64}:[a-z]+_[A-Za-z0-9_-]{1,64}([+][a-z]+_[A-Za-z0-9_-]{1,64})?$"
FindingKey: TypeAlias = Annotated[str, StringConstraints(strict=True, pattern=FINDING_KEY)]
Ref: TypeAlias = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=100)]
