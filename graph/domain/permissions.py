"""Who may do what: one declaration for every mutation. Imports graph.domain.

docs/permissions.md says the same in words; a test holds the mutations of the schema against this.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from graph.domain.errors import Forbidden
from graph.domain.ids import kind_of
from graph.domain.viewer import Viewer


class Who(Enum):
    """Who may run a mutation on nodes that they may see."""

    DECIDERS = "whoever decides for what it changes"
    REPORTERS = "whoever decides for it, and members of the team that owns it"
    MEMBERS = "every member, and services that write"
    AUTHORS = "whoever wrote it, owners and administrators"
    ADMINISTRATORS = "owners and administrators, and services that administer"


@dataclass(frozen=True, slots=True)
class Permission:
    """Who may run a mutation.

    With `DECIDERS`, `REPORTERS` and `AUTHORS`, `of` names the fields of the input that hold ids;
    the viewer has to decide for each of the nodes that are given there, to report on it or to have
    written it. Where there are `fields`, they change only these; the others are for administrators.
    """

    who: Who
    of: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


_DECIDERS = Who.DECIDERS
_ADMINISTRATORS = Permission(Who.ADMINISTRATORS)

PERMISSIONS: Final[Mapping[str, Permission]] = {
    "objectiveCreate": Permission(_DECIDERS, ("owner",)),
    "objectiveUpdate": Permission(_DECIDERS, ("id", "owner")),
    "objectiveArchive": Permission(_DECIDERS, ("id",)),
    "objectivePublish": Permission(_DECIDERS, ("id",)),
    "objectiveClose": Permission(_DECIDERS, ("id",)),
    "objectiveReopen": Permission(_DECIDERS, ("id",)),
    "objectiveShare": Permission(_DECIDERS, ("id",)),
    "objectiveAlign": Permission(_DECIDERS, ("objective",)),
    "alignmentUpdate": Permission(_DECIDERS, ("id",)),
    "alignmentRemove": Permission(_DECIDERS, ("id",)),
    "alignmentAccept": Permission(_DECIDERS, ("id",)),
    "alignmentDecline": Permission(_DECIDERS, ("id",)),
    "alignmentWithdraw": Permission(_DECIDERS, ("id",)),
    "keyResultCreate": Permission(_DECIDERS, ("objective",)),
    "keyResultUpdate": Permission(_DECIDERS, ("id",)),
    "keyResultArchive": Permission(_DECIDERS, ("id",)),
    "keyResultMove": Permission(_DECIDERS, ("id", "objective")),
    "keyResultCheckIn": Permission(Who.REPORTERS, ("keyResult",)),
    "kpiCreate": Permission(_DECIDERS, ("owner",)),
    "kpiUpdate": Permission(_DECIDERS, ("id", "owner")),
    "kpiArchive": Permission(_DECIDERS, ("id",)),
    "kpiRestore": Permission(_DECIDERS, ("id",)),
    "kpiTargetSet": Permission(_DECIDERS, ("kpi",)),
    "kpiRecordValues": Permission(_DECIDERS, ("values.kpi",)),
    "kpiValueRemove": Permission(_DECIDERS, ("kpi",)),
    "initiativeCreate": Permission(_DECIDERS, ("target",)),
    "initiativeUpdate": Permission(_DECIDERS, ("id", "target")),
    "initiativeArchive": Permission(_DECIDERS, ("id",)),
    "initiativeRestore": Permission(_DECIDERS, ("id",)),
    "supportCreate": Permission(_DECIDERS, ("from",)),
    "supportUpdate": Permission(_DECIDERS, ("id",)),
    "supportRemove": Permission(_DECIDERS, ("id",)),
    "driveCreate": Permission(_DECIDERS, ("to",)),
    "driveUpdate": Permission(_DECIDERS, ("id",)),
    "driveRemove": Permission(_DECIDERS, ("id",)),
    "commentAdd": Permission(Who.MEMBERS),
    "commentUpdate": Permission(Who.AUTHORS, ("id",)),
    "commentRemove": Permission(Who.AUTHORS, ("id",)),
    "commentAcknowledge": Permission(Who.MEMBERS),
    # Who is in which team, and who leads and manages whom, decides on what they may see.
    "teamCreate": _ADMINISTRATORS,
    "teamUpdate": Permission(_DECIDERS, ("id",), fields=("name",)),
    "teamArchive": _ADMINISTRATORS,
    "teamRestore": _ADMINISTRATORS,
    "personCreate": _ADMINISTRATORS,
    "personUpdate": Permission(_DECIDERS, ("id",), fields=("name",)),
    "personArchive": _ADMINISTRATORS,
    "personRestore": _ADMINISTRATORS,
    "cyclesGenerate": _ADMINISTRATORS,
    "cycleCreate": _ADMINISTRATORS,
    "cycleUpdate": _ADMINISTRATORS,
    "cycleActivate": _ADMINISTRATORS,
    "cycleClose": _ADMINISTRATORS,
    "cycleArchive": _ADMINISTRATORS,
    "cycleRestore": _ADMINISTRATORS,
    "organizationUpdate": _ADMINISTRATORS,
    # For each node that the revision changed (`graph.writes.revert.revert`).
    "changeRevert": Permission(_DECIDERS),
}
"""By the name of the mutation."""


def writes(viewer: Viewer) -> bool:
    """Whether the viewer may change anything at all."""
    return viewer.scope != "read" and (viewer.person is None or viewer.role != "VIEWER")


def administers(viewer: Viewer) -> bool:
    """Whether the viewer may change people, teams and roles, and what belongs to others.

    The scope bounds the role: with a token that writes, an administrator is a member.
    """
    return writes(viewer) and viewer.sees_all and viewer.scope == "admin"


def makes_owners(viewer: Viewer) -> bool:
    """Whether the viewer may make owners of people, and change those who are."""
    return administers(viewer) and viewer.role in (None, "OWNER")


def decides(viewer: Viewer, owners: Iterable[str | None]) -> bool:
    """Whether the viewer decides for what any of these people and teams own or, of goals, lead:
    themself, a team they lead, or whoever reports to them."""
    if not writes(viewer):
        return False
    if viewer.person is None or administers(viewer):
        return True
    return any(owner in viewer.mine for owner in owners if owner is not None)


def reports(viewer: Viewer, owners: Iterable[str | None], owner: str | None) -> bool:
    """Whether the viewer may report on a key result of `owner`, for which `owners` decide: members
    of a team report on what it owns."""
    of_team = owner is not None and kind_of(owner) == "Team" and owner in viewer.near
    return decides(viewer, owners) or (of_team and writes(viewer))


def may(
    viewer: Viewer,
    permission: Permission,
    owners: Iterable[str | None],
    owner: str | None = None,
) -> bool:
    """Whether the viewer may run a mutation of what these people and teams own or lead, `owner`
    first of all; where only some of its fields are theirs to change, of these."""
    if permission.who is Who.ADMINISTRATORS:
        return administers(viewer)
    if permission.who is Who.REPORTERS:
        return reports(viewer, owners, owner)
    return writes(viewer) if permission.who is Who.MEMBERS else decides(viewer, owners)


def sees(viewer: Viewer, objective: Mapping[str, Any]) -> bool:
    """Whether the viewer may see an objective, from its stored properties (`docs/model.md`, "Who
    sees what"). A service that writes sees drafts, since it may change them."""
    if viewer.sees_all:
        return True
    if objective["visibility"] != "PUBLIC" and not any(
        reader in viewer.mine for reader in objective.get("readers", ())
    ):
        return False
    if objective["lifecycle"] != "DRAFT" or objective["ownerId"] in viewer.near:
        return True
    if objective.get("leadId") in viewer.mine:
        return True
    return viewer.person is None and viewer.scope == "write"


def check_may_begin(viewer: Viewer, permission: Permission) -> None:
    """Raises Forbidden for who may not run such a mutation, whatever it is about."""
    if not writes(viewer):
        why = "this token only reads" if viewer.scope == "read" else "the role VIEWER only reads"
        raise Forbidden(f"Nothing can be changed here: {why}.", path=[])
    if permission.who is Who.ADMINISTRATORS and not administers(viewer):
        raise Forbidden("This is for owners and administrators of the organization.", path=[])
