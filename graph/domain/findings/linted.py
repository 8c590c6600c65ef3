"""The findings of one organization with what is needed to tell of them."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace

from graph.domain.errors import NotFound
from graph.domain.findings.finding import Finding
from graph.domain.organization_graph import OrganizationGraph


@dataclass(frozen=True, slots=True)
class Linted:
    """Findings in order; `titles` has those of the nodes that they concern, by id."""

    organization: str
    findings: list[Finding]
    titles: Mapping[str, str]
    graph: OrganizationGraph

    def within(self, team: str | None, cycle: str | None) -> Linted:
        """Those about what a team, those below it and their people own, and of one cycle. Raises
        NotFound for a team or a cycle that is not there."""
        graph = self.graph
        if team is not None and team not in graph.teams:
            raise NotFound(f"There is no team {team}.")
        if cycle is not None and cycle not in graph.cycles:
            raise NotFound(f"There is no cycle {cycle}.")
        kept = self.findings
        if team is not None:
            teams = graph.below([team])
            owners = teams.union(*(graph.people_in.get(one_team, ()) for one_team in teams))
            kept = [f for f in kept if graph.owner_of(f.key_nodes[0]) in owners]
        if cycle is not None:
            kept = [
                f for f in kept if graph.cycle_of(f.key_nodes[0]) == cycle or cycle in f.key_nodes
            ]
        return replace(self, findings=kept)

    def without(self, known: Set[str]) -> Linted:
        """Those whose keys are not known already."""
        return replace(self, findings=[f for f in self.findings if f.key not in known])
