"""Entities' types, with the stored fields that their declarations have."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

import strawberry
from strawberry import field as strawberry_field

from graph.model.fields import fields_of
from schema.build import shapes

T = TypeVar("T")
AFTER: Final = "after"
_ANNOTATED: Final = "__annotations__"


def after(name: str) -> dict[Any, Any]:
    """The metadata of a field that follows a declared one, where it does not follow all of them."""
    return {AFTER: name}


def snake(name: str) -> str:
    """A field's name as Python has it."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def entity_type(declared: type, *first: str) -> Callable[[type[T]], type[T]]:
    """The type of an entity: the fields of the class that are `first` (what the viewer can do, of
    those that have it), those of the declaration, then the others of the class."""

    def made(cls: type[T]) -> type[T]:
        # What it has itself, or its interfaces have, stays as they say it.
        inherited = {name for base in cls.__mro__ for name in vars(base).get(_ANNOTATED, ())}
        rows = {
            snake(row.name): (shapes.output(row), strawberry_field(description=row.description))
            for row in fields_of(declared)
            if row.shown and snake(row.name) not in inherited
        }
        arrange(cls, rows, first or ("viewer_can",))
        return strawberry.type(cls, description=declared.__doc__)

    return made


def arrange(cls: type, rows: dict[str, tuple[Any, Any]], first: tuple[str, ...] = ()) -> None:
    """Gives a class these fields beside its own: the `first` of its own come before them, those
    with `after` within them, and the others last."""
    own = dict(cls.__annotations__)
    order = [name for name in own if name in first] + list(rows)
    for name in own:
        place = getattr(getattr(cls, name, None), "metadata", {}).get(AFTER)
        if name not in first:
            order.insert(len(order) if place is None else order.index(place) + 1, name)
    annotations = own | {name: shape for name, (shape, _) in rows.items()}
    cls.__annotations__ = {name: annotations[name] for name in order}
    for name, (_, declared) in rows.items():
        setattr(cls, name, declared)
