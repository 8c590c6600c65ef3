"""A company in which goals are proposed to serve others, and how its tests ask."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from graph.database.client import Database
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.mutation_client import done, stored

PROPOSAL = """
proposal {
  id from { id } to { id } keyResult { id } weight counts rationale version
  state proposedBy { id } reason decidedBy { id } decidedAt
}
"""
BOTH = "alignment { id weight counts keyResult { id } rationale version } " + PROPOSAL

# Everything that an alignment would count in.
COUNTED = """{
  objectives { nodes {
    id progress health hiddenContributors
    alignsTo { totalCount edges { share alignment { id } } } alignedFrom { totalCount }
    ancestors { edges { node { id } share } } pathsToCompany { share length }
  } }
  aligned: objectives(filter: { aligned: true }) { nodes { id } }
  orphans: objectives(filter: { orphan: true }) { nodes { id } }
  alignments { totalCount nodes { id } }
  kpi(id: "kpi_main") { movers {
    unownedShare edges { node { id } share ownShare netShare paths { share steps { node { id } } } }
  } }
}"""


def person(name: str, **more: Any) -> dict[str, Any]:
    return {"id": f"psn_{name}", "name": name.title(), "email": f"{name}@deal.example", **more}


def objective(name: str, owner: str, **more: Any) -> dict[str, Any]:
    return {"id": f"obj_{name}", "title": name.title(), "owner": owner, **more}


def result(name: str, reached: float, **more: Any) -> dict[str, Any]:
    return {
        "id": f"kr_{name}",
        "title": f"Result {name}",
        "metric": {"goal": "INCREASE", "start": 0, "target": 100},
        "checkIns": [{"id": f"chk_{name}", "effectiveAt": "2026-11-02", "value": reached}],
        **more,
    }


DOCUMENT: dict[str, Any] = {
    "organization": {"name": "Deal"},
    "teams": [
        {"id": "team_all", "name": "All", "kind": "COMPANY", "leads": ["psn_carl"]},
        {"id": "team_dev", "name": "Dev", "leads": ["psn_lea"]},
    ],
    "people": [
        person("ann", manager="psn_mia"),
        person("mia"),
        person("bob"),
        person("carl"),
        person("dora"),
        person("lea"),
        person("mate", teams=["team_dev"]),
        person("root", role="ADMIN"),
    ],
    "cycles": [
        {"id": "cyc_now", "name": "Now", "startsOn": "2026-10-01", "endsOn": "2026-12-31"},
    ],
    "kpis": [
        {
            "id": "kpi_main",
            "name": "Main",
            "direction": "INCREASE",
            "frequency": "MONTHLY",
            "owner": "team_all",
        }
    ],
    "objectives": [
        objective(
            "top",
            "team_all",
            progressMode="COMBINED",
            keyResults=[
                result(
                    "top",
                    50,
                    owner="psn_dora",
                    supports=[{"id": "sup_top", "kpi": "kpi_main", "effect": "RAISES"}],
                ),
                result("spare", 0),
            ],
        ),
        objective("bob", "psn_bob", keyResults=[result("bob", 20)], alignsTo=[]),
        objective("ann", "psn_ann", keyResults=[result("ann", 80)], cycle="cyc_now"),
        objective("dev", "team_dev", keyResults=[result("dev", 10)]),
    ],
}


@dataclass
class Deal:
    """A company and those who negotiate in it."""

    company: Company
    ann: Client
    bob: Client
    carl: Client
    root: Client

    async def someone(self, name: str) -> Client:
        return await self.company.person(f"{name}@deal.example", "write")

    async def stored(self) -> Any:
        return await stored(self.company.database, self.company.org)


@asynccontextmanager
async def negotiating(database: Database, url: str) -> AsyncIterator[Deal]:
    """The company, for one test."""
    async with company(database, url, DOCUMENT) as it:
        clients = [
            await it.person(f"{name}@deal.example", "admin")
            for name in ("ann", "bob", "carl", "root")
        ]
        yield Deal(it, *clients)


async def propose(client: Client, given: dict[str, Any]) -> dict[str, Any]:
    """The proposal that comes of aligning."""
    payload = await done(client, "objectiveAlign", given, BOTH)
    assert payload["alignment"] is None
    proposal: dict[str, Any] = payload["proposal"]
    return proposal


async def listed(client: Client, **arguments: Any) -> list[str]:
    """The ids of the viewer's proposals."""
    given = ", ".join(f"{name}: {value}" for name, value in {"first": 50, **arguments}.items())
    found = await client.ask(
        f"{{ viewer {{ proposals({given}) {{ totalCount nodes {{ id }} }} }} }}"
    )
    return ids(found["viewer"]["proposals"])


async def of(client: Client, goal: str, arguments: str = "(first: 50)") -> list[str]:
    """The ids of an objective's proposals."""
    found = await client.ask(
        f'{{ objective(id: "{goal}") {{ alignmentProposals{arguments} '
        "{ totalCount nodes { id } } } }"
    )
    return ids(found["objective"]["alignmentProposals"])


def ids(connection: dict[str, Any]) -> list[str]:
    found = [node["id"] for node in connection["nodes"]]
    assert connection["totalCount"] == len(found)
    return found


async def node(client: Client, identifier: str) -> Any:
    """What there is of an id, by `node` and by `nodes` alike."""
    fields = (
        "__typename id ... on Alignment { weight to { id } }"
        " ... on AlignmentProposal { weight to { id } state }"
    )
    found = await client.ask(
        f'{{ node(id: "{identifier}") {{ {fields} }}'
        f' nodes(ids: ["obj_none", "{identifier}"]) {{ {fields} }} }}'
    )
    assert found["nodes"] == [None, found["node"]]
    return found["node"]


async def progress(client: Client, goal: str) -> float:
    found = await client.ask(f'{{ objective(id: "{goal}") {{ progress }} }}')
    value: float = found["objective"]["progress"]
    return value
