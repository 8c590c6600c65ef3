"""Nodes that come with goalgraph and are in no database: their rows are built of plain values.

What a rule answers of them is asked of the same rule, by their ids.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graph.reads.compile.compiler import Compiler
from graph.reads.compile.field_kinds import ByRule
from graph.reads.compile.row_builders import Answer
from graph.reads.compile.selection import Field
from graph.reads.execution.run import Run

BuildShipped = Callable[[str, Run], dict[str, Any] | None]
"""From an id to the row of what is shipped under it; None where there is no such thing."""


def shipped_row(
    c: Compiler, type_name: str, fields: Sequence[Field], *, typed: bool
) -> BuildShipped | None:
    """How rows of a type's shipped nodes are built; None for types that have none."""
    mapping = c.types[type_name]
    find = mapping.shipped
    if find is None:
        return None
    rules = {
        field.key: spec.plan(c, field, None)
        for field in fields
        if isinstance(spec := mapping.fields.get(field.name), ByRule)
    }

    def build(identifier: str, run: Run) -> dict[str, Any] | None:
        values = find(identifier)
        if values is None:
            return None
        # Rules put their values into the very dict of the answer.
        built: dict[str, Any] = Answer(type_name, {}) if typed else {}
        for field in fields:
            if field.key in rules:
                run.defer(rules[field.key], identifier, built, field.key)
            elif field.name == "__typename":
                built[field.key] = type_name
            else:
                built[field.key] = shown(field, values[field.name])
        return built

    return build


def shown(selected: Field, value: Any) -> Any:
    """What is selected of plain data."""
    if isinstance(value, list):
        return [shown(selected, item) for item in value]
    if not isinstance(value, Mapping):
        return value
    return {
        member.key: next(iter(selected.on))
        if member.name == "__typename"
        else shown(member, value[member.name])
        for member in selected.only()
    }
