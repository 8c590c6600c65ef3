"""Scalars: how moments and days travel. Answers carry them as stored, inputs are parsed."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

import orjson
import strawberry
from graphql import GraphQLError, ValueNode, value_from_ast_untyped
from strawberry.types.scalar import ScalarDefinition

LONGEST_SHOWN = 100

# RFC 3339, section 5.6, `date-time`. `-00:00` is a time whose zone is not known.
_MOMENT = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:\d{2})(?:\.(\d+))?([Zz]|(?!-00:00)[+-]\d{2}:\d{2})",
    re.ASCII,
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_WHOLE_MILLISECOND = 1000


def moment(text: str) -> datetime:
    """An RFC 3339 time as an aware one in UTC. Raises ValueError.

    Whatever is finer than a microsecond only counts for lying between two milliseconds, which are
    what is stored.
    """
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise ValueError(text)
    day, time, fraction, zone = match.groups(default="")
    found = datetime.fromisoformat(f"{day}T{time}.{fraction[:6]:0<6}{zone.upper()}")
    if fraction[6:].strip("0") and found.microsecond % _WHOLE_MILLISECOND == 0:
        found += timedelta(microseconds=1)
    return found.astimezone(UTC)


def _moment(value: object) -> datetime:
    if isinstance(value, str):
        with suppress(ValueError, OverflowError):
            return moment(value)
    raise GraphQLError(
        f"DateTime cannot represent {as_json(value)}: write 2026-11-02T09:00:00+02:00 or "
        "2026-11-02T07:00:00Z, between the years 1 and 9999."
    )


def _day(value: object) -> date:
    if isinstance(value, str) and _DAY.fullmatch(value):
        with suppress(ValueError):
            return date.fromisoformat(value)
    raise GraphQLError(f"Date cannot represent {as_json(value)}: write 2026-11-02.")


def as_json(value: object) -> str:
    """A value as a client wrote it, cut to 100 characters."""
    text = orjson.dumps(value, default=str).decode()
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def _as_stored(value: object) -> object:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _written(parse: Callable[[object], object]) -> Callable[..., object]:
    """How a value that is written into a query is read: what is wrong with it has its place."""

    def read(node: ValueNode, variables: dict[str, Any] | None = None) -> object:
        try:
            return parse(value_from_ast_untyped(node, variables))
        except GraphQLError as error:
            raise GraphQLError(error.message, node) from None

    return read


DATE_TIME: ScalarDefinition = strawberry.scalar(
    name="DateTime",
    description="A moment: RFC 3339 with a zone, such as 2026-11-02T09:00:00+02:00.",
    specified_by_url="https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
    serialize=_as_stored,
    parse_value=_moment,
    parse_literal=_written(_moment),
)
DATE: ScalarDefinition = strawberry.scalar(
    name="Date",
    description="A day: YYYY-MM-DD.",
    specified_by_url="https://scalars.graphql.org/andimarek/local-date",
    serialize=_as_stored,
    parse_value=_day,
    parse_literal=_written(_day),
)
SCALARS: dict[object, ScalarDefinition] = {datetime: DATE_TIME, date: DATE}
