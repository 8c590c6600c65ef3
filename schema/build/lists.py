"""How lists of an entity are filtered and ordered."""

from collections.abc import Callable
from enum import Enum
from typing import Any, Final, TypeVar

import strawberry
from strawberry import UNSET, enum_value
from strawberry import field as strawberry_field

from graph.model.fields import filterable, orderable, words
from graph.model.marks import Filterable, Orderable
from schema.build import shapes
from schema.build.types import arrange, snake
from schema.comparators import DateTimeFilter, IdFilter, IntFilter
from schema.enums import OrderDirection

T = TypeVar("T")

ALL: Final = "All of these hold; an empty list holds."
ANY: Final = "One of these holds; an empty list never does."
NONE: Final = "This does not hold."
CREATED: Final = "When it was created."
UPDATED: Final = "When people last changed it."
CHANGED: Final = "When anything stored about it last changed."


def selects(
    declared: type, what: str, *, whose: str = "Its", of: str = "it", dated: bool = True
) -> Callable[[type[T]], type[T]]:
    """A filter of such nodes: what their declaration says they are filtered by, and the fields of
    the class; then come when they were made and changed (if `dated`), and what all filters have."""

    def made(cls: type[T]) -> type[T]:
        rows = {"id": (IdFilter | None, _optional(f"{whose} id."))}
        for field in filterable(declared):
            mark = field.mark(Filterable)
            said = (mark and mark.description) or f"{whose} {words(field.name)}."
            rows[snake(field.name)] = (shapes.comparator(field) | None, _optional(said))
        arrange(cls, rows)
        many, one = f"list[{cls.__name__}] | None", f"{cls.__name__} | None"
        dates = (
            ("created_at", DateTimeFilter | None, _optional(CREATED)),
            ("updated_at", DateTimeFilter | None, _optional(UPDATED)),
        )
        changed = f"When anything stored about {of} last changed."
        for name, shape, declared_field in (
            *(dates if dated else ()),
            ("revision", IntFilter | None, _optional(changed)),
            ("and_", many, _optional(ALL, "and")),
            ("or_", many, _optional(ANY, "or")),
            ("not_", one, _optional(NONE, "not")),
        ):
            cls.__annotations__[name] = shape
            setattr(cls, name, declared_field)
        return strawberry.input(cls, description=f"Selects {what}.")

    return made


def ordered(declared: type, what: str, *, updated: bool = True) -> Callable[[type[T]], type[T]]:
    """The order of a list of such nodes: by a field that their declaration says, or by when they
    were made and (if `updated`: by people) changed."""
    said = f"What {what} can be ordered by."
    fields = {
        snake(field.name).upper(): (mark and mark.description) or f"Its {words(field.name)}."
        for field in orderable(declared)
        if (mark := field.mark(Orderable))
    }
    stamps = {"CREATED_AT": CREATED, "UPDATED_AT": UPDATED, "REVISION": CHANGED}
    fields |= {name: text for name, text in stamps.items() if updated or name != "UPDATED_AT"}
    values = {name: enum_value(name, description=text) for name, text in fields.items()}

    def made(cls: type[T]) -> type[T]:
        make: Any = Enum
        by = strawberry.enum(make(f"{cls.__name__}Field", values), description=said)
        first = strawberry_field(default=OrderDirection.ASC, description="Which end comes first.")
        rows = {
            "field": (by, strawberry_field(description="What they are ordered by.")),
            "direction": (OrderDirection, first),
        }
        arrange(cls, rows)
        return strawberry.input(cls, description=f"How {what} are ordered.")

    return made


def _optional(description: str, name: str | None = None) -> Any:
    return strawberry_field(name=name, default=UNSET, description=description)
