"""What the viewer may do with a node now: one type for each type of node, from its mutations."""

from collections.abc import Callable
from typing import TypeVar

import strawberry
from strawberry import field

from graph.model.mutations.registry import ACTIONS
from schema.build.types import arrange, snake

T = TypeVar("T")

WHAT = "What the viewer may do with it now; what is refused for other reasons says so itself."


def _actions(kind: str, what: str) -> Callable[[type[T]], type[T]]:
    """The actions that the mutations of a type declare."""

    def made(cls: type[T]) -> type[T]:
        rows = {
            snake(name): (bool, field(description=f"Whether the viewer may {offer.action.may}."))
            for name, offer in ACTIONS[kind].items()
        }
        arrange(cls, rows)
        return strawberry.type(cls, description=f"What the viewer may do with {what}.")

    return made


@_actions("Objective", "an objective")
class ObjectiveActions:
    """By the names of its mutations."""


@_actions("KeyResult", "a key result")
class KeyResultActions:
    """By the names of its mutations."""


@_actions("Initiative", "an initiative")
class InitiativeActions:
    """By the names of its mutations."""


@_actions("Kpi", "a KPI")
class KpiActions:
    """By the names of its mutations."""


@_actions("Team", "a team")
class TeamActions:
    """By the names of its mutations."""


@_actions("Person", "a person")
class PersonActions:
    """By the names of its mutations."""


@_actions("Cycle", "a cycle")
class CycleActions:
    """By the names of its mutations."""
