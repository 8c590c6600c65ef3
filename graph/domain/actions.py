"""What a viewer may do with a node now: which of the mutations of it would be carried out.

Who may is what `graph.domain.permissions` declares of the mutation; `when` adds the states in which
it is not refused and does something. Imports graph.domain.permissions and graph.domain.viewer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from graph.domain.permissions import PERMISSIONS, makes_owners, may
from graph.domain.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Facts:
    """What a node's actions follow from.

    `owners` are the ids of those who decide for it, and `owner` whose it is in the first place.
    `lifecycle` and `cycle` are those of the objective that it is or is of, the latter as the state
    of its cycle; `state` is its own, of a team its kind, of a person their role.
    """

    owners: tuple[str | None, ...]
    archived: bool = False
    lifecycle: str | None = None
    cycle: str | None = None
    state: str | None = None
    owner: str | None = None


When = Callable[[Facts], bool]


def _whoever(viewer: Viewer, facts: Facts) -> bool:
    return True


class Action(NamedTuple):
    """A mutation of a node, when it does something, and what is asked of the viewer beside its
    permission."""

    mutation: str
    when: When
    who: Callable[[Viewer, Facts], bool] = _whoever


def _open(facts: Facts) -> bool:
    return facts.lifecycle != "CLOSED" and facts.cycle != "CLOSED"


def _there(facts: Facts) -> bool:
    return _open(facts) and not facts.archived


def _archived(facts: Facts) -> bool:
    return _open(facts) and facts.archived


def _of_owners(viewer: Viewer, facts: Facts) -> bool:
    return facts.state != "OWNER" or makes_owners(viewer)


def _lives(*lifecycles: str) -> When:
    return lambda facts: _open(facts) and facts.lifecycle in lifecycles


def _stands(*states: str) -> When:
    return lambda facts: not facts.archived and facts.state in states


ACTIONS: Final[Mapping[str, Mapping[str, Action]]] = {
    "Objective": {
        "update": Action("objectiveUpdate", _open),
        "publish": Action("objectivePublish", _lives("DRAFT")),
        "close": Action("objectiveClose", _lives("ACTIVE")),
        "reopen": Action(
            "objectiveReopen", lambda facts: facts.lifecycle in ("CLOSED", "ARCHIVED")
        ),
        "archive": Action("objectiveArchive", _lives("DRAFT", "ACTIVE")),
        "share": Action("objectiveShare", _open),
        "align": Action("objectiveAlign", _open),
        "createKeyResult": Action("keyResultCreate", _open),
        "createInitiative": Action("initiativeCreate", _open),
        "createSupport": Action("supportCreate", _open),
    },
    "KeyResult": {
        "update": Action("keyResultUpdate", _there),
        "archive": Action("keyResultArchive", _there),
        "move": Action("keyResultMove", _there),
        "checkIn": Action("keyResultCheckIn", _there),
        "createInitiative": Action("initiativeCreate", _there),
        "createSupport": Action("supportCreate", _there),
    },
    "Initiative": {
        "update": Action("initiativeUpdate", _there),
        "archive": Action("initiativeArchive", _there),
        "restore": Action("initiativeRestore", _archived),
    },
    "Kpi": {
        "update": Action("kpiUpdate", _there),
        "archive": Action("kpiArchive", _there),
        "restore": Action("kpiRestore", _archived),
        "setTarget": Action("kpiTargetSet", _there),
        "recordValues": Action("kpiRecordValues", _there),
        "removeValues": Action("kpiValueRemove", _there),
        "createDrive": Action("driveCreate", _there),
    },
    "Team": {
        "update": Action("teamUpdate", _there),
        "archive": Action("teamArchive", lambda f: not f.archived and f.state != "COMPANY"),
        "restore": Action("teamRestore", _archived),
    },
    "Person": {
        "update": Action("personUpdate", _there),
        "archive": Action("personArchive", _there, _of_owners),
        "restore": Action("personRestore", _archived, _of_owners),
    },
    "Cycle": {
        "update": Action("cycleUpdate", _stands("PLANNING", "ACTIVE")),
        "activate": Action("cycleActivate", _stands("PLANNING", "CLOSED")),
        "close": Action("cycleClose", _stands("ACTIVE")),
        "archive": Action("cycleArchive", _there),
        "restore": Action("cycleRestore", _archived),
    },
}
"""By the type of the node, and the name of the action."""


def can(viewer: Viewer, action: Action, facts: Facts) -> bool:
    """Whether the viewer may do it now, and it does something."""
    permission = PERMISSIONS[action.mutation]
    return (
        action.when(facts)
        and may(viewer, permission, facts.owners, facts.owner)
        and action.who(viewer, facts)
    )
