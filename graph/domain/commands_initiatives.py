"""What is asked of mutations of initiatives. Imports pydantic and graph.domain."""

from __future__ import annotations

from typing import Annotated, Literal, Required

from typing_extensions import TypedDict

from graph.domain.commands import Command, Existing, own_id
from graph.domain.documents import Day, Name, Ref


class InitiativeFields(TypedDict, total=False):
    """What people say of an initiative, beside its title and target."""

    owner: Ref | None
    state: Literal["PLANNED", "IN_PROGRESS", "DONE", "CANCELLED"]
    dueOn: Day | None


class InitiativeCreate(Command, InitiativeFields, total=False):
    """New work for an objective or a key result."""

    id: Annotated[str, own_id("Initiative")]
    title: Required[Name]
    target: Required[Ref]


class InitiativeUpdate(Existing, InitiativeFields, total=False):
    """Other fields of an initiative."""

    title: Name
    target: Ref
