"""Scalars: how moments and days travel. Answers carry them as stored, inputs are parsed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import strawberry
from graphql import GraphQLError, ValueNode, value_from_ast_untyped
from strawberry.types.scalar import ScalarDefinition


def _moment(value: object) -> datetime:
    """Read ISO 8601 with an offset as an aware time in UTC."""
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        raise GraphQLError(f"{value!r} is not an ISO 8601 time.") from None
    if moment.tzinfo is None:
        raise GraphQLError(
            f"{value!r} has no offset; write 2026-11-02T09:00:00+02:00 or end it in Z."
        )
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise GraphQLError(f"{value!r} is out of range.") from None


def _day(value: object) -> date:
    text = str(value)
    try:
        if len(text) != 10:  # the extended format and no other
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise GraphQLError(f"{text!r} is not a date; write 2026-11-02.") from None


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
    description="A moment: ISO 8601 with an offset.",
    specified_by_url="https://scalars.graphql.org/andimarek/date-time",
    serialize=_as_stored,
    parse_value=_moment,
    parse_literal=_written(_moment),
)
DATE: ScalarDefinition = strawberry.scalar(
    name="Date",
    description="A day: an ISO 8601 date, without time or offset.",
    specified_by_url="https://scalars.graphql.org/andimarek/local-date",
    serialize=_as_stored,
    parse_value=_day,
    parse_literal=_written(_day),
)
SCALARS: dict[object, ScalarDefinition] = {datetime: DATE_TIME, date: DATE}
