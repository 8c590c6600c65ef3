"""How a mutation is declared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from graph.domain.actions import Action
from graph.domain.permissions import Permission
from graph.model.fields import settable
from graph.model.marks import Link


@dataclass(frozen=True, slots=True)
class Mutation:
    """A mutation: its name in the schema, the type of its command, and who may run it.

    `refs` says which fields hold ids, of which kinds; a field inside of lists or objects is
    written `values.kpi`. All of them are found before it runs, and are there, visible and of these
    kinds. `creates` is the kind of what is new, which has an id in any case. `guarded` is the field
    that `expectedVersion` is about; without it, that is the organization. Where it is None, what
    the mutation does finds what that is about, and checks it. `actions` are the fields of
    `viewerCan` that tell whether it would be done.
    """

    name: str
    command: type
    permission: Permission
    refs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    creates: str | None = None
    guarded: str | None = "id"
    actions: tuple[Action, ...] = ()


def references_of(declared: type) -> dict[str, tuple[str, ...]]:
    """The fields of an entity's inputs that hold ids, and the kinds of what they name."""
    fields = [*settable(declared, creating=True), *settable(declared, creating=False)]
    return {field.name: link.kinds for field in fields if (link := field.mark(Link))}
