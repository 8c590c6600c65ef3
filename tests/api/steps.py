"""Mutations of all kinds at random, of an organization of `tests.api.random_organization`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from graph.database.client import Database
from tests.api.client import Client
from tests.api.mutation_client import Enum, change
from tests.api.random_organization import TITLES

STEPS = 60
"""How many mutations are tried at a time."""

# What a viewer's rights do not depend on may change: everything but whose a private goal is, and
# whether a goal is a draft.
IDS = """
RETURN {
  goals: COLLECT {
    MATCH (n:Objective {org: $p.org}) WHERE n.visibility = 'PUBLIC' AND n.lifecycle <> 'DRAFT'
    RETURN n.id
  },
  all: COLLECT { MATCH (n:Objective {org: $p.org}) RETURN n.id },
  results: COLLECT {
    MATCH (n:KeyResult {org: $p.org})<-[:HAS_KEY_RESULT]-(o)
    WHERE o.visibility = 'PUBLIC' AND o.lifecycle <> 'DRAFT'
    RETURN n.id
  },
  kpis: COLLECT { MATCH (n:Kpi {org: $p.org}) RETURN n.id },
  alignments: COLLECT { MATCH (:Objective {org: $p.org})-[r:ALIGNS_TO]->() RETURN r.id },
  supports: COLLECT { MATCH (:Kpi {org: $p.org})<-[r:SUPPORTS]-() RETURN r.id },
  drives: COLLECT { MATCH (:Kpi {org: $p.org})-[r:DRIVES]->() RETURN r.id },
  revision: head(COLLECT { MATCH (g:Organization {org: $p.org, id: $p.org}) RETURN g.revision })
}
"""

Ids = Mapping[str, Any]
Step = Callable[[Random, Ids], tuple[str, dict[str, Any]]]

MODES = ["AUTO", "KEY_RESULTS", "CONTRIBUTIONS", "COMBINED"]
METRICS: list[dict[str, Any]] = [
    {"goal": Enum("DONE")},
    {"goal": Enum("INCREASE"), "start": 0, "target": 10},
    {"goal": Enum("BETWEEN"), "lower": 2, "upper": 7},
]
STEP: Mapping[str, Step] = {
    "objectiveCreate": lambda r, ids: (
        "objectiveCreate",
        {
            "title": r.choice(TITLES),
            "owner": f"team_{r.randrange(7)}",
            "cycle": f"cyc_{r.choice([0, 2, 3])}",
            "lifecycle": Enum("ACTIVE"),
        },
    ),
    "retitle": lambda r, ids: (
        "objectiveUpdate",
        {"id": r.choice(ids["goals"]), "title": r.choice(TITLES), "description": r.choice("ab")},
    ),
    "clear": lambda r, ids: (
        "objectiveUpdate",
        {"id": r.choice(ids["goals"]), "description": None, "cycle": None},
    ),
    "objectiveUpdate": lambda r, ids: (
        "objectiveUpdate",
        {
            "id": r.choice(ids["goals"]),
            "cycle": f"cyc_{r.choice([0, 2, 3])}",
            "owner": r.choice(["team_1", "psn_3", "psn_4", "psn_5"]),
            "progressMode": Enum(r.choice(MODES)),
            "labels": r.sample(["red", "green", "blue"], r.randrange(3)),
        },
    ),
    "objectiveArchive": lambda r, ids: ("objectiveArchive", {"id": r.choice(ids["goals"])}),
    "objectiveClose": lambda r, ids: ("objectiveClose", {"id": r.choice(ids["goals"])}),
    "objectiveReopen": lambda r, ids: ("objectiveReopen", {"id": r.choice(ids["goals"])}),
    "objectiveAlign": lambda r, ids: (
        "objectiveAlign",
        {
            "objective": r.choice(ids["all"]),
            "to": r.choice(ids["all"] + ids["results"]),
            "weight": r.choice([0.5, 1, 3]),
            "counts": r.random() < 0.7,
        },
    ),
    "alignmentUpdate": lambda r, ids: (
        "alignmentUpdate",
        {"id": r.choice(ids["alignments"]), "weight": r.choice([0.5, 1, 3])},
    ),
    "alignmentRemove": lambda r, ids: ("alignmentRemove", {"id": r.choice(ids["alignments"])}),
    "keyResultCreate": lambda r, ids: (
        "keyResultCreate",
        {
            "objective": r.choice(ids["goals"]),
            "title": r.choice(TITLES),
            "metric": r.choice(METRICS),
            "weight": r.choice([1, 2]),
        },
    ),
    "keyResultUpdate": lambda r, ids: (
        "keyResultUpdate",
        {
            "id": r.choice(ids["results"]),
            "title": r.choice(TITLES),
            "weight": r.choice([1, 2]),
            "position": r.randrange(3),
            "owner": r.choice([None, "psn_4", "team_2"]),
        },
    ),
    "keyResultMove": lambda r, ids: (
        "keyResultMove",
        {"id": r.choice(ids["results"]), "objective": r.choice(ids["goals"])},
    ),
    "keyResultArchive": lambda r, ids: ("keyResultArchive", {"id": r.choice(ids["results"])}),
    "keyResultCheckIn": lambda r, ids: (
        "keyResultCheckIn",
        {"keyResult": r.choice(ids["results"]), "value": r.choice([0, 1, 4, 9])},
    ),
    "supportCreate": lambda r, ids: (
        "supportCreate",
        {
            "from": r.choice(ids["results"] + ids["goals"]),
            "kpi": r.choice(ids["kpis"]),
            "effect": Enum(r.choice(["RAISES", "LOWERS"])),
        },
    ),
    "supportUpdate": lambda r, ids: (
        "supportUpdate",
        {"id": r.choice(ids["supports"]), "weight": r.choice([0.5, 2, 4])},
    ),
    "supportRemove": lambda r, ids: ("supportRemove", {"id": r.choice(ids["supports"])}),
    "driveCreate": lambda r, ids: (
        "driveCreate",
        {
            "from": r.choice(ids["kpis"]),
            "to": r.choice(ids["kpis"]),
            "effect": Enum(r.choice(["RAISES", "LOWERS"])),
        },
    ),
    "driveUpdate": lambda r, ids: (
        "driveUpdate",
        {"id": r.choice(ids["drives"]), "weight": r.choice([0.5, 2, 4])},
    ),
    "findingDismiss": lambda r, ids: (
        "findingDismiss",
        {"key": f"{r.choice(['ORPHAN_OBJECTIVE', 'IDLE_OBJECTIVE'])}:{r.choice(ids['goals'])}"},
    ),
    "driveRemove": lambda r, ids: ("driveRemove", {"id": r.choice(ids["drives"])}),
}
MAKES = {
    **dict.fromkeys(("alignmentUpdate", "alignmentRemove"), "objectiveAlign"),
    **dict.fromkeys(("supportUpdate", "supportRemove"), "supportCreate"),
    **dict.fromkeys(("driveUpdate", "driveRemove"), "driveCreate"),
}
"""The step that makes what a step is taken on, of what may be all gone."""
NAMES = [*STEP, *["retitle", "keyResultCheckIn", "objectiveAlign", "keyResultMove"] * 2]


async def change_all(database: Database, org: str, client: Client, random: Random) -> list[str]:
    """Mutations of all kinds, at least one of each; those that are refused, or have nothing to
    change, are tried again. Those that were done, by the names of STEP."""
    done: list[str] = []
    tried = 0
    wanted = random.choices(NAMES, k=STEPS) + list(STEP)
    while wanted and tried < 6 * STEPS:
        tried += 1
        ids = await database.read("test.ids", IDS, {"org": org})
        name = wanted.pop()
        try:
            mutation, given = STEP[name](random, ids)
        except IndexError:
            # There is none of the kind, or none any more: one is made first.
            wanted[:0] = [name, MAKES[name]]
            continue
        payload = await change(client, mutation, given, all_of="revision problems { code }")
        if payload["problems"]:
            wanted.insert(0, name)
        else:
            done.append(name)
    return done
