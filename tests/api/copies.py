"""Copies of the graph that clients keep, and random changes of who may see what."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from random import Random
from typing import Any

from graph.database.client import Database
from tests.api.client import Client
from tests.api.exports import nodes_of_export
from tests.api.mutation_client import Enum

NODE = """
__typename id revision version
... on Objective {
  title lifecycle visibility level progress owner { id } lead { id } sharedWith { id }
}
... on KeyResult { title objective { id } archived weight current progress }
... on CheckIn { keyResult { id } at: effectiveAt reported: value superseded note }
... on Initiative { title archived target { ... on Node { id } } }
... on Alignment { from { id } to { id } keyResult { id } weight counts }
... on AlignmentProposal { from { id } to { id } weight state }
... on Support { supporter: from { ... on Node { id } } kpi { id } weight effect }
... on Drive { driver: from { id } driven: to { id } weight effect }
... on Kpi { name status }
... on Comment { body removed }
... on FindingDismissal { key until }
... on Person { name }
... on Team { name }
"""
"""What a copy keeps of each node."""

FEED = f"""
query Feed($since: Int, $after: String, $first: Int) {{
  changes(since: $since, after: $after, first: $first) {{
    upTo resync
    pageInfo {{ hasNextPage endCursor }}
    nodes {{ revision kind nodeId nodeType node {{ {NODE} }} }}
  }}
}}
"""
_NODES = f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ {NODE} }} }}"
_IDS = """
RETURN {
  nodes: COLLECT {
    MATCH (n) WHERE n.org = $p.org AND n.of IS NULL AND n.id IS NOT NULL
      AND NOT n:Organization RETURN n.id
  },
  links: COLLECT {
    MATCH (a)-[r:ALIGNS_TO|PROPOSES|SUPPORTS|DRIVES]->() WHERE a.org = $p.org
    RETURN DISTINCT r.id
  }
}
"""


async def every_id(database: Database, org: str) -> list[str]:
    """The ids of all that there is."""
    found = await database.read("test.everyId", _IDS, {"org": org})
    return sorted({*found["nodes"], *found["links"]})


async def read_afresh(client: Client, ids: list[str]) -> dict[str, Any]:
    """All of these nodes that somebody may see."""
    copy: dict[str, Any] = {}
    for start in range(0, len(ids), 100):
        answer = await client.ask(_NODES, {"ids": ids[start : start + 100]})
        copy |= {node["id"]: node for node in answer["nodes"] if node is not None}
    return copy


async def read_export(client: Client) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The first line of an export that is whole, and the entities."""
    response = await client.http.get("/export", headers=client.authorized())
    assert response.status_code == 200
    header, *entities, complete = [json.loads(line) for line in response.text.splitlines()]
    assert complete == {
        "type": "complete",
        "revision": header["revision"],
        "entities": len(entities),
    }
    return header, entities


class Copy:
    """What somebody knows of the graph, at a revision; `told` are the ids they were told of.

    A proposal that was accepted has the id of the alignment that came of it, which is what such an
    id is then asked for.
    """

    def __init__(self, client: Client, nodes: Mapping[str, Any], revision: int) -> None:
        self.client = client
        self._nodes = {(node["__typename"], node["id"]): node for node in nodes.values()}
        self.revision = revision
        self.told: set[str] = set()

    @property
    def nodes(self) -> dict[str, Any]:
        """By id."""
        return {id: node for (_, id), node in sorted(self._nodes.items(), reverse=True)}

    async def follow(self, first: int) -> None:
        """Reads all pages, and does as they say; exports anew where it has to."""
        after: str | None = None
        kept = list[tuple[int, str, str]]()
        while True:
            variables = {"since": self.revision, "after": after, "first": first}
            page = (await self.client.ask(FEED, variables))["changes"]
            if page["resync"]:
                await self._begin_again()
                return
            assert len(page["nodes"]) <= first
            for item in page["nodes"]:
                self._apply(item)
            kept += [(item["revision"], item["nodeType"], item["nodeId"]) for item in page["nodes"]]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                break
        assert kept == sorted(kept, key=lambda one: one[0])
        assert all(self.revision < revision <= page["upTo"] for revision, _, _ in kept)
        assert len(kept) == len(set(kept))
        self.revision = page["upTo"]

    async def _begin_again(self) -> None:
        header, entities = await read_export(self.client)
        nodes = nodes_of_export(entities).values()
        self._nodes = {(node["__typename"], node["id"]): node for node in nodes}
        self.revision = header["revision"]
        self.told.update(node["id"] for node in nodes)

    def _apply(self, item: dict[str, Any]) -> None:
        key = item["nodeType"], item["nodeId"]
        self.told.add(item["nodeId"])
        if item["node"] is None:
            self._nodes.pop(key, None)
        else:
            assert item["kind"] not in ("GONE", "ENDED")
            assert item["node"]["__typename"] == item["nodeType"]
            self._nodes[key] = item["node"]


def random_change(
    random: Random, ids: list[str], *, rights: bool = False
) -> tuple[str, dict[str, Any]]:
    """Any mutation of what there is; most of them change who may see something, and some the
    `rights` of people."""

    def pick(*prefixes: str) -> str:
        return random.choice([one for one in ids if one.startswith(prefixes)])

    def people() -> list[str]:
        everybody = [one for one in ids if one.startswith(("psn_", "team_"))]
        return random.sample(everybody, random.choice([0, 1, 1, 2]))

    visibility = Enum(random.choice(["PUBLIC", "PRIVATE"]))
    number = random.choice([0.5, 1, 2, 3])
    changes: list[Callable[[], tuple[str, dict[str, Any]]]] = [
        lambda: ("objectiveUpdate", {"id": pick("obj_"), "visibility": visibility}),
        lambda: ("objectiveUpdate", {"id": pick("obj_"), "owner": pick("psn_", "team_")}),
        lambda: ("objectiveUpdate", {"id": pick("obj_"), "title": f"Goal {random.random()}"}),
        lambda: ("objectiveShare", {"id": pick("obj_"), "sharedWith": people()}),
        lambda: ("objectiveShare", {"id": pick("obj_"), "sharedWith": people()}),
        lambda: (
            "objectiveCreate",
            {
                "title": "New",
                "owner": pick("psn_", "team_"),
                "visibility": visibility,
                "sharedWith": people(),
                "lifecycle": Enum(random.choice(["DRAFT", "ACTIVE"])),
            },
        ),
        lambda: ("objectivePublish", {"id": pick("obj_")}),
        lambda: ("objectiveArchive", {"id": pick("obj_")}),
        lambda: ("objectiveClose", {"id": pick("obj_")}),
        lambda: ("objectiveReopen", {"id": pick("obj_")}),
        lambda: ("objectiveAlign", {"objective": pick("obj_"), "to": pick("obj_", "kr_")}),
        lambda: ("alignmentRemove", {"id": pick("aln_")}),
        lambda: ("alignmentUpdate", {"id": pick("aln_"), "weight": number}),
        lambda: (
            "keyResultCreate",
            {"objective": pick("obj_"), "title": "New", "metric": {"goal": Enum("DONE")}},
        ),
        lambda: ("keyResultUpdate", {"id": pick("kr_"), "weight": number}),
        lambda: ("keyResultMove", {"id": pick("kr_"), "objective": pick("obj_")}),
        lambda: ("keyResultMove", {"id": pick("kr_"), "objective": pick("obj_")}),
        lambda: ("keyResultArchive", {"id": pick("kr_")}),
        lambda: ("keyResultCheckIn", {"keyResult": pick("kr_"), "value": number}),
        lambda: (
            "supportCreate",
            {"from": pick("obj_", "kr_"), "kpi": pick("kpi_"), "effect": Enum("RAISES")},
        ),
        lambda: ("supportRemove", {"id": pick("sup_")}),
        lambda: (
            "initiativeCreate",
            {"target": pick("obj_", "kr_"), "title": "New", "owner": pick("psn_")},
        ),
        lambda: ("initiativeUpdate", {"id": pick("ini_"), "target": pick("obj_", "kr_")}),
        lambda: ("initiativeArchive", {"id": pick("ini_")}),
        lambda: ("alignmentAccept", {"id": pick("aln_")}),
        lambda: ("alignmentWithdraw", {"id": pick("aln_")}),
        lambda: (
            "commentAdd",
            {"on": pick("obj_", "kr_", "chk_", "ini_", "aln_", "sup_"), "body": "Said"},
        ),
        lambda: ("commentUpdate", {"id": pick("cmt_"), "body": f"{random.random()}"}),
        lambda: ("kpiUpdate", {"id": pick("kpi_"), "name": f"KPI {random.random()}"}),
        lambda: (
            "kpiRecordValues",
            {
                "values": [
                    {
                        "kpi": pick("kpi_"),
                        "at": f"2026-0{random.randint(1, 9)}-01T00:00:00Z",
                        "value": number,
                    }
                ]
            },
        ),
    ]
    if rights:
        changes += [
            lambda: ("teamUpdate", {"id": pick("team_"), "leads": [pick("psn_")]}),
            lambda: ("personUpdate", {"id": pick("psn_"), "teams": [pick("team_")]}),
            lambda: ("personUpdate", {"id": pick("psn_"), "manager": pick("psn_")}),
            lambda: (
                "personUpdate",
                {"id": pick("psn_"), "role": Enum(random.choice(["ADMIN", "MEMBER", "VIEWER"]))},
            ),
        ]
    while True:
        with suppress(IndexError):
            return random.choice(changes)()
