"""What a viewer may do with a node now: which of the mutations of it would be carried out.

Who may is what the mutation declares (`graph.model.mutations`); `when` adds the states in which it
is not refused and does something.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from graph.domain.permissions import Permission, makes_owners, may
from graph.domain.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Facts:
    """What a node's actions follow from.

    `owners` are the ids of those who decide for it, and `owner` whose it is in the first place.
    `lifecycle` and `cycle` are those of the objective that it is or is of, the latter as the state
    of its cycle; `state` is its own, of a team its kind, of a person their role, of a KPI whether
    it is MEASURED or COMPUTED.
    """

    owners: tuple[str | None, ...]
    archived: bool = False
    lifecycle: str | None = None
    cycle: str | None = None
    state: str | None = None
    owner: str | None = None


When = Callable[[Facts], bool]


def _anybody(viewer: Viewer, facts: Facts) -> bool:
    return True


class Action(NamedTuple):
    """A field of `viewerCan`: the type of the node, its name, when the mutation does something,
    what the viewer may do then, and what is asked of them beside the permission."""

    type: str
    name: str
    when: When
    may: str
    who: Callable[[Viewer, Facts], bool] = _anybody


def is_open(facts: Facts) -> bool:
    """Neither it nor its cycle is closed."""
    return facts.lifecycle != "CLOSED" and facts.cycle != "CLOSED"


def is_present(facts: Facts) -> bool:
    """It is open, and not archived."""
    return is_open(facts) and not facts.archived


def is_archived(facts: Facts) -> bool:
    """It is archived, and what it is of is open."""
    return is_open(facts) and facts.archived


def has_lifecycle(*lifecycles: str) -> When:
    """Its objective is in one of these stages, and open."""
    return lambda facts: is_open(facts) and facts.lifecycle in lifecycles


def has_state(*states: str) -> When:
    """It is in one of these states, and not archived."""
    return lambda facts: not facts.archived and facts.state in states


def of_owners(viewer: Viewer, facts: Facts) -> bool:
    """Who owns the organization is a matter of its owners."""
    return facts.state != "OWNER" or makes_owners(viewer)


def can(viewer: Viewer, permission: Permission, action: Action, facts: Facts) -> bool:
    """Whether the viewer may do it now, and it does something."""
    return (
        action.when(facts)
        and may(viewer, permission, facts.owners, facts.owner)
        and action.who(viewer, facts)
    )
