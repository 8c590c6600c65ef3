"""All mutations, and what follows from their declarations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from graph.domain.actions import Action
from graph.domain.permissions import Permission
from graph.model.mutations import goals, kpis, links, organization, templates, work
from graph.model.mutations.mutation import Mutation

MUTATIONS: Final[Mapping[str, Mutation]] = {
    mutation.name: mutation
    for mutations in (
        goals.OBJECTIVES,
        links.ALIGNMENTS,
        goals.KEY_RESULTS,
        work.CHECK_INS,
        work.INITIATIVES,
        kpis.KPIS,
        links.SUPPORTS,
        links.DRIVES,
        organization.TEAMS,
        organization.PEOPLE,
        organization.CYCLES,
        organization.ORGANIZATION,
        work.COMMENTS,
        work.FINDINGS,
        work.WEEKLY_REPORTS,
        templates.TEMPLATES,
        work.REVERTS,
    )
    for mutation in mutations
}
"""By name. The actions of a type are in this order."""

PERMISSIONS: Final[Mapping[str, Permission]] = {
    name: mutation.permission for name, mutation in MUTATIONS.items()
}
"""By the name of the mutation. docs/permissions.md says the same in words."""


class Offer(NamedTuple):
    """A mutation that a node is offered for."""

    mutation: str
    permission: Permission
    action: Action


def _offers() -> dict[str, dict[str, Offer]]:
    offers: dict[str, dict[str, Offer]] = {}
    for mutation in MUTATIONS.values():
        for action in mutation.actions:
            offer = Offer(mutation.name, mutation.permission, action)
            offers.setdefault(action.type, {})[action.name] = offer
    return offers


ACTIONS: Final[Mapping[str, Mapping[str, Offer]]] = _offers()
"""By the type of the node, and the name of the action."""
