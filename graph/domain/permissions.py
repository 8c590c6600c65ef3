"""Who may do what. Each mutation declares its permission (`graph.model.mutations`).

docs/permissions.md says the same in words; a test holds it against the declarations.
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
    AUTHOR = "whoever wrote it, and nobody else"
    ADMINISTRATORS = "owners and administrators, and services that administer"


@dataclass(frozen=True, slots=True)
class Permission:
    """Who may run a mutation.

    With `DECIDERS`, `REPORTERS`, `AUTHORS` and `AUTHOR`, `of` names the fields of the input that
    hold ids; the viewer has to decide for each of the nodes that are given there, to report on it
    or to have written it. Where there are `fields`, they change only these; the others are for
    administrators.
    """

    who: Who
    of: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


FOR_MEMBERS: Final = Permission(Who.MEMBERS)
FOR_ADMINISTRATORS: Final = Permission(Who.ADMINISTRATORS)


def for_deciders(*of: str, fields: tuple[str, ...] = ()) -> Permission:
    """For whoever decides for each of what these fields of the input name."""
    return Permission(Who.DECIDERS, of, fields)


def for_reporters(*of: str) -> Permission:
    """For whoever may report on what these fields of the input name."""
    return Permission(Who.REPORTERS, of)


def for_authors(*of: str) -> Permission:
    """For whoever wrote what these fields of the input name."""
    return Permission(Who.AUTHORS, of)


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


def sees_report(viewer: Viewer, report: Mapping[str, Any]) -> bool:
    """Whether the viewer may see a weekly report, from its stored properties: a draft only its
    author."""
    author = report["authorId"]
    if viewer.person is not None and author == viewer.person:
        return True
    if report.get("submittedAt") is None:
        return False
    return viewer.sees_all or author in viewer.near or author in viewer.led


def check_may_begin(viewer: Viewer, permission: Permission) -> None:
    """Raises Forbidden for who may not run such a mutation, whatever it is about."""
    if not writes(viewer):
        why = "this token only reads" if viewer.scope == "read" else "the role VIEWER only reads"
        raise Forbidden(f"Nothing can be changed here: {why}.", path=[])
    if permission.who is Who.ADMINISTRATORS and not administers(viewer):
        raise Forbidden("This is for owners and administrators of the organization.", path=[])
