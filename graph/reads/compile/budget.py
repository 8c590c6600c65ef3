"""What a question asks for, counted before anything runs: its budget does not depend on data.

A list counts as many objects as its page may hold, for each object of the lists around it. Paths,
and fields that a rule in Python answers, are counted likewise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from graph.domain.errors import LimitExceeded
from graph.reads.compile.compiler import EntityMapping
from graph.reads.compile.field_kinds import ByRule
from graph.reads.compile.keyset import page_size
from graph.reads.compile.selection import Field, Values, asked_by

MOST: Final = {"objects": 500_000, "paths": 1_000, "rules": 1_000}
"""How much of each one request may ask for."""

_PATHS: Final = frozenset({"paths", "pathsToCompany"})
_WORDS: Final = {
    "objects": "objects",
    "paths": "paths",
    "rules": "values that are computed from the graph around an object",
}


@dataclass(slots=True)
class Cost:
    """What the root fields of one request have asked for so far."""

    types: Mapping[str, EntityMapping]
    objects: int = 0
    paths: int = 0
    rules: int = 0

    def add(self, root: Field, values: Values) -> None:
        """Counts a root field. Raises LimitExceeded, which names the field and the numbers."""
        self._field(root, values, 1, root.key)

    def told(self) -> dict[str, Any]:
        """What was asked for and how much may be, as clients are told it."""
        return {name: {"asked": getattr(self, name), "maximum": MOST[name]} for name in MOST}

    def _field(self, field: Field, values: Values, parents: int, place: str) -> None:
        """A field of as many objects."""
        if not field.on:
            return
        if field.name in _PATHS:
            parents *= _size(field, values)
            self._count("paths", parents, place)
        elif _is_connection(field):
            size = _size(field, values)
            for one in field.only():
                inner = f"{place}.{one.key}"
                if one.name in ("nodes", "edges"):
                    self._inside(one, values, parents * size, inner)
                else:
                    self._field(one, values, parents, inner)
            self._count("objects", parents * size, place)
            return
        self._inside(field, values, parents, place)

    def _inside(self, field: Field, values: Values, parents: int, place: str) -> None:
        """What is selected of a field's objects, which have been counted."""
        for type_name, fields in field.on.items():
            known = self.types.get(type_name)
            for one in fields:
                inner = f"{place}.{one.key}"
                spec = known and known.fields.get(one.name)
                if isinstance(spec, ByRule) and spec.counted:
                    self._count("rules", parents, inner)
                if field.name == "edges" and one.name == "node":
                    self._inside(one, values, parents, inner)
                else:
                    self._field(one, values, parents, inner)

    def _count(self, name: str, more: int, place: str) -> None:
        asked = getattr(self, name) + more
        setattr(self, name, asked)
        if asked > MOST[name]:
            raise LimitExceeded(
                f"`{place}` brings what is asked for to {asked:,} {_WORDS[name]}; a request may "
                f"ask for {MOST[name]:,}. Ask for smaller pages, or for less at once.",
                limit=name,
                asked=asked,
                maximum=MOST[name],
                field=place,
            )


def _is_connection(field: Field) -> bool:
    return any(one.name in ("nodes", "edges", "pageInfo") for one in field.only())


def _size(field: Field, values: Values) -> int:
    asked = values[field.index]
    last = asked.get("last")
    with asked_by(field.index):
        return page_size(
            asked.get("first") if last is None else last, "first" if last is None else "last"
        )
