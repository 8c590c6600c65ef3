"""Objects that a rule computed, as a client selected them: their nodes are slots of a projection.

A computed object maps the names of its fields to values: scalars, ids where the field is a node,
other computed objects, lists of any of these, or a function from the field's arguments to one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graph.domain.ids import kind_of
from graph.reads.compile.selection import Field
from graph.reads.rules.listing import Wanted
from graph.reads.rules.projection import Slots

if TYPE_CHECKING:
    from graph.reads.execution.run import Run

Types = Mapping[str, Sequence[str]]
"""The types that a field's nodes may have, by the field's name."""


class Computed:
    """One selected field whose value is computed. `nodes` says which fields below it are nodes."""

    def __init__(self, projection: Slots, selected: Field, nodes: Types) -> None:
        self._selected = selected
        self._slots: dict[int, int] = {}
        self._find(projection, selected, nodes)

    def _find(self, projection: Slots, selected: Field, nodes: Types) -> None:
        for member in selected.only():
            types = nodes.get(member.name)
            if types is None:
                self._find(projection, member, nodes)
            else:
                slot = projection.slot(types, member.on, abstract=len(types) > 1)
                self._slots[id(member)] = slot

    def called(self, run: Run, value: Any) -> Any:
        """The object with what waits for arguments called: by the key of each selected field."""
        return self._called(run, self._selected, value)

    def _called(self, run: Run, selected: Field, value: Any) -> Any:
        if value is None:
            return None
        if isinstance(value, list):
            return [self._called(run, selected, item) for item in value]
        made: dict[str, Any] = {}
        for member in selected.only():
            if member.name == "__typename":
                made[member.key] = next(iter(selected.on))
                continue
            inner = value[member.name]
            if callable(inner):
                inner = inner(run.values[member.index])
            whole = id(member) in self._slots or not member.on
            made[member.key] = inner if whole else self._called(run, member, inner)
        return made

    def wants(self, called: Any, into: Wanted) -> None:
        """Adds the nodes that are shown to what the projection is asked for."""
        self._want(self._selected, called, into)

    def _want(self, selected: Field, called: Any, into: Wanted) -> None:
        for item in _listed(called):
            for member in selected.only():
                slot = self._slots.get(id(member))
                if slot is None and member.on:
                    self._want(member, item[member.key], into)
                elif slot is not None:
                    for node in _listed(item[member.key]):
                        into.setdefault(slot, {}).setdefault(kind_of(node) or "", []).append(node)

    def build(self, called: Any, found: Sequence[Mapping[str, Any]]) -> Any:
        """The object with its nodes; in lists, those that are not there are left out."""
        return self._build(self._selected, called, found)

    def _build(self, selected: Field, called: Any, found: Sequence[Mapping[str, Any]]) -> Any:
        if called is None:
            return None
        if isinstance(called, list):
            return [self._build(selected, item, found) for item in called]
        for member in selected.only():
            slot = self._slots.get(id(member))
            inner = called[member.key]
            if slot is None:
                if member.on:
                    called[member.key] = self._build(member, inner, found)
            elif isinstance(inner, list):
                called[member.key] = [found[slot][node] for node in inner if node in found[slot]]
            else:
                called[member.key] = None if inner is None else found[slot].get(inner)
        return called


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
