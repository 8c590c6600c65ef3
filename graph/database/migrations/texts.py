"""What is stored beside texts, for what was there before: nodes, their past states and former
titles. It can be done again: what is done is found to be so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import Any, Final

from graph.database.client import Database
from graph.database.organizations import organizations
from graph.domain.text_properties import SEARCHED, text_properties

AT_ONCE: Final = 100
"""How many nodes are brought along by one transaction, with all their past states."""

# Nobody waits for an answer: a node may have thousands of states, and a machine much else to do.
PATIENCE_SECONDS: Final = 600.0

_STATES: Final = """\
RETURN [
  COLLECT {{
    MATCH (n:{kind}) WHERE n.org = $p.org AND n.id > $p.after
    WITH n ORDER BY n.org, n.id LIMIT $p.limit
    RETURN n {{.id, {texts}}}
  }},
  COLLECT {{
    CALL () {{
      MATCH (n:{kind}) WHERE n.org = $p.org AND n.id > $p.after
      RETURN n.id AS id ORDER BY n.org, n.id LIMIT $p.limit
    }}
    MATCH (v:Version) WHERE v.org = $p.org AND v.of = id
    RETURN v {{.of, .until, {texts}}} ORDER BY v.of, v.until
  }}
]"""
_TEXTS: Final = ".title, .name, .labels, .description, .email"

_SET_NODES: Final = """\
UNWIND $p.nodes AS row
MATCH (n:{kind} {{org: $p.org, id: row.id}})
SET n += row.set
RETURN count(*)"""
_SET_VERSIONS: Final = """\
UNWIND $p.versions AS row
MATCH (v:Version {org: $p.org, of: row.of, until: row.until})
SET v += row.set
RETURN count(*)"""
_FORMER: Final = """\
UNWIND $p.former AS row
MERGE (f:FormerTitle {org: $p.org, of: row.of, until: row.until})
SET f.searchTerms = row.searchTerms
RETURN count(*)"""
_REMOVE: Final = """\
MATCH (f:FormerTitle) WHERE f.searchTerms IS NULL
WITH f LIMIT 10000
DELETE f
RETURN count(*)"""

State = dict[str, Any]


async def fill(database: Database) -> None:
    """Brings all organizations along."""
    for org in await organizations(database):
        await fill_organization(database, org)
    while await database.write(
        "migrations", lambda t: t.run("texts.remove", _REMOVE, {}), seconds=PATIENCE_SECONDS
    ):
        pass


async def fill_organization(database: Database, org: str) -> None:
    """Brings one of them along."""
    for kind in SEARCHED:
        await _fill(database, org, kind)


async def _fill(database: Database, org: str, kind: str) -> None:
    statement = _STATES.format(kind=kind, texts=_TEXTS)
    after = ""
    while True:
        asked = {"org": org, "after": after, "limit": AT_ONCE}
        nodes, versions = await database.read(
            f"texts.{kind}", statement, asked, seconds=PATIENCE_SECONDS
        )
        if not nodes:
            return
        await _write(database, org, kind, nodes, versions)
        after = nodes[-1]["id"]


async def _write(
    database: Database, org: str, kind: str, nodes: Sequence[State], versions: Sequence[State]
) -> None:
    for state in (*nodes, *versions):
        state["set"] = text_properties(kind, _present(state))
    p = {
        "org": org,
        "nodes": [{"id": node["id"], "set": node["set"]} for node in nodes],
        "versions": [{name: state[name] for name in ("of", "until", "set")} for state in versions],
        "former": list(_former(nodes, versions)),
    }

    async def work(transaction: Any) -> None:
        await transaction.run("texts.nodes", _SET_NODES.format(kind=kind), p)
        await transaction.run("texts.versions", _SET_VERSIONS, p)
        await transaction.run("texts.former", _FORMER, p)

    await database.write(org, work, seconds=PATIENCE_SECONDS)


def _former(nodes: Sequence[State], versions: Sequence[State]) -> Iterator[State]:
    """Each state after which what a node is found by was another."""
    present = {node["id"]: node for node in nodes}
    for of, states in groupby(versions, lambda state: state["of"]):
        for before, then in pairwise([*states, present[of]]):
            terms = before["set"]["searchTerms"]
            if terms != then["set"]["searchTerms"]:
                yield {"of": of, "until": before["until"], "searchTerms": terms}


def _present(state: State) -> State:
    return {name: value for name, value in state.items() if value is not None}
