"""The inputs of mutations, from what people set of an entity."""

from collections.abc import Iterable
from keyword import iskeyword
from typing import Any, Final

import strawberry
from strawberry import ID, UNSET
from strawberry import field as strawberry_field

from graph.model.fields import Field, set_by, settable
from graph.model.marks import REQUIRED, SetBy, Settable
from schema.build import shapes
from schema.build.types import snake

NEW_ID: Final = "Its id, for you to choose: the type's prefix, then 1 to 64 of A–Z a–z 0–9 _ -."
WHICH: Final = "Its id."
VERSION: Final = "Refuse the change unless this is its version now."
DRY_RUN: Final = "Do nothing, and answer what would follow."

Row = tuple[str, Any, str, bool]
"""The name of a field, its type, its description, and whether it has to be given."""


def create_input(
    declared: type,
    description: str,
    *,
    name: str | None = None,
    more: Iterable[Row] = (),
    guards: Iterable[Row] = (),
) -> type:
    """The input that makes a new entity. `more` are those fields that are not set as they are
    stored, such as a link's ends; `guards` those that guard the change, but for a dry run."""
    rows: list[Row] = [("id", ID, NEW_ID, False), *more]
    for field in settable(declared, creating=True):
        required = field.starts_as is REQUIRED
        rows.append((field.name, shapes.given(field), _on_creating(field), required))
    called = name or f"{declared.__name__}CreateInput"
    return _input(called, description, [*rows, *guards, _DRY_RUN])


def update_input(
    declared: type, description: str, *, alone: bool = False, more: Iterable[Row] = ()
) -> type:
    """The input that changes an entity: its id, unless there is but one, and other fields; `more`
    are those that are not set as they are stored."""
    rows: list[Row] = [] if alone else [("id", ID, WHICH, True)]
    for field in settable(declared, creating=False):
        rows.append((field.name, shapes.given(field), _on_updating(field), False))
    return _input(f"{declared.__name__}UpdateInput", description, [*rows, *more, *_GUARDS])


def which_input(declared: type, verb: str, description: str) -> type:
    """The input of another mutation of an entity: its id, and what people set by that."""
    rows: list[Row] = [("id", ID, WHICH, True)]
    for field in set_by(declared, verb):
        mark = field.mark(SetBy)
        said = (mark and mark.description) or field.description
        rows.append((field.name, shapes.given(field), said, field.default is REQUIRED))
    name = f"{declared.__name__}{verb.capitalize()}Input"
    return _input(name, description, [*rows, *_GUARDS])


_DRY_RUN: Final[Row] = ("dryRun", bool, DRY_RUN, False)
_GUARDS: Final[tuple[Row, ...]] = (("expectedVersion", int, VERSION, False), _DRY_RUN)


def _on_creating(field: Field) -> str:
    mark = field.mark(Settable)
    if mark and mark.create:
        return mark.create
    start = field.starts_as
    if start in (REQUIRED, None, ()):
        return field.description
    return f"{field.description.removesuffix('.')}: {start}, unless given."


def _on_updating(field: Field) -> str:
    mark = field.mark(Settable)
    return (mark and mark.where(creating=False)) or field.description


def _input(name: str, description: str, rows: Iterable[Row]) -> type:
    shapes_of: dict[str, Any] = {}
    fields: dict[str, Any] = {}
    for called, shape, said, required in rows:
        default = {} if required else {"default": UNSET}
        # A word of Python's cannot be the name of an attribute.
        attribute = f"{called}_" if iskeyword(called) else snake(called)
        shapes_of[attribute] = shape if required else shape | None
        fields[attribute] = strawberry_field(name=called, description=said, **default)
    made = type(name, (), {"__annotations__": shapes_of, "__module__": __name__, **fields})
    declared: type = strawberry.input(made, description=description)
    return declared
