"""All findings of an organization in a database, for who sees everything and for nobody's page."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from graph.domain.errors import Contention, NotFound
from graph.domain.findings.dismissals import still_open
from graph.domain.findings.lint import findings
from graph.domain.findings.linted import Linted
from graph.domain.organization_graph import Question
from graph.domain.viewer import Viewer
from graph.reads.compile.compiler import Compiler
from graph.reads.execution.run import AccessChanged, Moved, Run
from graph.reads.rules.organization_fetch import OrganizationFetch
from graph.reads.table.types import TYPES

if TYPE_CHECKING:
    from graph.database.client import Database

_ATTEMPTS: Final = 5
_ACCESS: Final = """
MATCH (g:Organization {org: $p.org, id: $p.org})
RETURN [g.name, g.accessRevision]
"""
_TITLES: Final = """
RETURN COLLECT {
  UNWIND $p.ids AS id
  MATCH (n:Objective|KeyResult|Kpi|Team|Person|Cycle) WHERE n.org = $p.org AND n.id = id
  RETURN [id, coalesce(n.title, n.name)]
}
"""
_TITLES_AT_ONCE: Final = 1000


async def lint_organization(database: Database, org: str, now: datetime) -> Linted:
    """Its findings now but for dismissed ones. Raises NotFound without such an organization, and
    Contention when it is written to all the time."""
    fetch = OrganizationFetch(Compiler(TYPES, [], sees_all=True))
    for _ in range(_ATTEMPTS):
        about: Any = await database.read("lint.access", _ACCESS, {"org": org})
        if about is None:
            raise NotFound(f"There is no organization {org}.")
        name, access = about
        viewer = Viewer(org, None, "lint", "admin", None, True, (), (), access)
        try:
            organization = await fetch.organization(Run(database, viewer, now, []))
        except (Moved, AccessChanged):
            continue
        question = Question(organization.graph, now)
        found = still_open(
            findings(question, organization.asks.settings, organization.asks.dismissals)
        )
        titles = await _titles(database, org, sorted({n for f in found for n in f.nodes}))
        return Linted(name, found, titles, organization.graph)
    raise Contention("The organization kept changing while it was read; try again.")


async def _titles(database: Database, org: str, ids: list[str]) -> dict[str, str]:
    titles: dict[str, str] = {}
    for start in range(0, len(ids), _TITLES_AT_ONCE):
        p = {"org": org, "ids": ids[start : start + _TITLES_AT_ONCE]}
        titles.update(await database.read("lint.titles", _TITLES, p))
    return titles
