"""What a client selected, as plain data: no GraphQL library is known here.

A `Field` is one selected field; its arguments stand apart, in a list with one entry for each field,
so that one tree serves every request of the same document.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, NamedTuple

import orjson

from graph.domain.errors import InvalidInput

FIELD = "asked_by"
"""What the index of the field that a value was given to is called in the data of an error."""

Values = Sequence[Mapping[str, Any]]
"""The arguments of each field, by the field's index."""


@dataclass(slots=True, eq=False)
class Field:
    """One selected field: the key it is answered under, its name, and where its arguments are.

    `on` holds what is selected of its value, for each concrete type that the value may have.
    """

    key: str
    name: str
    index: int
    on: dict[str, list[Field]] = field(default_factory=dict)

    def only(self) -> list[Field]:
        """What is selected of a value that has one possible type."""
        return next(iter(self.on.values()), [])

    def child(self, name: str) -> list[Field]:
        """The fields called `name` among what is selected of its value."""
        return [one for one in self.only() if one.name == name]


@contextmanager
def asked_by(index: int) -> Iterator[None]:
    """Has what is wrong with a value say which field it was given to, by the field's index."""
    try:
        yield
    except InvalidInput as error:
        error.data.setdefault(FIELD, index)
        raise


class Argument(NamedTuple):
    """A value, and the way to it from the list of arguments, for binding it again later."""

    path: tuple[Any, ...]
    value: Any

    def __contains__(self, name: object) -> bool:
        return isinstance(self.value, Mapping) and name in self.value

    def get(self, name: str) -> Argument | None:
        """A member that is there and not null."""
        value = self.value.get(name) if self.value else None
        return None if value is None else Argument((*self.path, name), value)

    def member(self, name: str) -> Argument:
        """A member that is there, null or not."""
        return Argument((*self.path, name), self.value[name])

    def items(self) -> list[Argument]:
        """The items of a list."""
        return [Argument((*self.path, i), item) for i, item in enumerate(self.value)]


class Cursor(NamedTuple):
    """A place in a list: the order it is a place of, the sort key there, and the id."""

    order: str
    key: Any
    id: str

    def encode(self) -> str:
        """The opaque form that clients see."""
        return base64.urlsafe_b64encode(orjson.dumps(list(self))).decode().rstrip("=")


LARGEST_INTEGER = 2**63
"""The first integer that Neo4j has no number for."""


def decode_cursor(text: str, name: str) -> Cursor:
    """Read an opaque cursor; raises InvalidInput for anything that is not one of ours."""
    try:
        padded = text + "=" * (-len(text) % 4)
        order, key, identity = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, TypeError):
        order = key = identity = None
    if (
        not isinstance(order, str)
        or not isinstance(identity, str)
        or not isinstance(key, str | int | float | None)
        or (isinstance(key, int) and key >= LARGEST_INTEGER)
    ):
        raise InvalidInput(
            f"`{name}` is not a cursor of this list; pass one that it gave out.", path=[name]
        )
    return Cursor(order, key, identity)


def shape(value: Any) -> Any:
    """What of a value decides a statement's text: which members are there, never how large."""
    if value is None or isinstance(value, bool | Enum):
        return value
    if isinstance(value, Mapping):
        return tuple((name, shape(member)) for name, member in sorted(value.items()))
    if isinstance(value, Cursor):
        return (value.order, value.key is None)
    if isinstance(value, list):
        if value and isinstance(value[0], Mapping):
            return tuple(map(shape, value))
        return "list"
    return "value"


def plain(value: Any) -> Any:
    """A value as it is stored: enums by value, moments and days as texts."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        # Stored moments are whole milliseconds; as texts, finer ones compare as they should.
        fine = "microseconds" if value.microsecond % 1000 else "milliseconds"
        return value.astimezone(UTC).isoformat(timespec=fine)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return value + 0.0  # −0 is 0.
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value
