"""After any mutations, what is stored is what follows when all of it is derived from nothing.

`GOALGRAPH_EXAMPLES=50 pytest …` tries as many sequences.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from itertools import pairwise, permutations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from graph.database.client import Database
from tests.api.client import Client
from tests.api.companies import company
from tests.api.examples import PATIENTLY
from tests.api.mutation_client import Enum, change, stored
from tests.api.rederived import check_derived
from tests.graphs import organizations

STEPS = 12
NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)
CYCLES = [
    {
        "id": f"cyc_{name.lower()}",
        "name": name,
        "startsOn": "2026-10-01",
        "endsOn": "2026-12-31",
        "state": name,
    }
    for name in ("ACTIVE", "PLANNING")
]

IDS = """
RETURN {
  objectives: COLLECT { MATCH (n:Objective {org: $p.org}) RETURN n.id },
  keyResults: COLLECT { MATCH (n:KeyResult {org: $p.org}) RETURN n.id },
  alignments: COLLECT {
    MATCH (:Objective {org: $p.org})-[r:ALIGNS_TO]->() WITH r ORDER BY r.id RETURN r.id
  },
  proposals: COLLECT {
    MATCH (:Objective {org: $p.org})-[r:PROPOSES]->() WITH r ORDER BY r.id RETURN r.id
  },
  checkIns: COLLECT { MATCH (n:CheckIn {org: $p.org}) RETURN n.id },
  kpis: COLLECT { MATCH (n:Kpi {org: $p.org}) RETURN n.id },
  revision: head(COLLECT { MATCH (g:Organization {org: $p.org, id: $p.org}) RETURN g.revision })
}
"""

# Key results of open goals in open cycles, with a value of the KPI that measures them at whose time
# there is neither a report of anybody nor one that came of a value.
UNFED = """
RETURN COLLECT {
  MATCH (o:Objective {org: $p.org})-[:HAS_KEY_RESULT]->(k:KeyResult)-[:MEASURED_BY]->(:Kpi)
    -[:HAS_VALUE]->(v:KpiValue)
  WHERE o.lifecycle IN ['DRAFT', 'ACTIVE'] AND k.archived = false AND NOT EXISTS {
    MATCH (o)-[:IN_CYCLE]->(y:Cycle) WHERE y.state = 'CLOSED'
  } AND NOT EXISTS {
    MATCH (k)-[:HAS_CHECK_IN]->(c:CheckIn)
    WHERE c.effectiveAt = v.at AND (c.source = 'KPI' OR c.superseded = false)
  }
  RETURN [k.id, v.id]
}
"""

WEIGHTS = st.sampled_from([0.1, 0.5, 1, 2, 3, 7])
MODES = st.sampled_from(["AUTO", "KEY_RESULTS", "CONTRIBUTIONS", "COMBINED", "MANUAL"]).map(Enum)
CYCLE = st.sampled_from([None, "cyc_active", "cyc_planning"])
VALUES = st.sampled_from([0, 1, 2.5, 3, 7, 10, 12])
DAYS = st.integers(1, 30).map(lambda day: f"2026-11-{day:02}T09:00:00Z")
STATUSES = st.sampled_from(["ON_TRACK", "AT_RISK", "OFF_TRACK"]).map(Enum)
FREQUENCIES = st.sampled_from(["ANNUAL", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"]).map(Enum)
# Periods that hold every day of a write and of a test.
PERIODS = st.sampled_from(["2000-01-01", "2001-01-01"]).map(
    lambda first: {"startsOn": first, "endsOn": "2999-12-31"}
)
METRICS = st.sampled_from(
    [
        {"goal": Enum("DONE")},
        {"goal": Enum("INCREASE"), "start": 0, "target": 10},
        {"goal": Enum("DECREASE"), "start": 10, "target": 3},
        {"goal": Enum("BETWEEN"), "lower": 2, "upper": 7},
    ]
)


Fields = st.SearchStrategy[Any]


def some(**fields: Fields) -> st.SearchStrategy[dict[str, Any]]:
    """Any of these fields."""
    return st.fixed_dictionaries({}, optional=fields)


def steps(ids: dict[str, list[str]]) -> st.SearchStrategy[tuple[str, dict[str, Any]]]:
    """A mutation of what there is."""
    objective: dict[str, Fields] = {"id": st.sampled_from(ids["objectives"])}
    options: dict[str, st.SearchStrategy[dict[str, Any]]] = {
        "objectiveCreate": st.fixed_dictionaries(
            {"title": st.just("New"), "owner": st.sampled_from(["team_some", "psn_one"])},
            optional={
                "cycle": CYCLE,
                "progressMode": MODES,
                "lifecycle": st.just(Enum("ACTIVE")),
            },
        ),
        "objectiveUpdate": st.tuples(
            st.fixed_dictionaries(objective),
            some(progressMode=MODES, cycle=CYCLE, owner=st.sampled_from(["team_all", "psn_one"])),
        ).map(lambda parts: parts[0] | parts[1]),
        **_around(),
        "objectivePublish": st.fixed_dictionaries(objective),
        "objectiveArchive": st.fixed_dictionaries(objective),
        "objectiveClose": st.fixed_dictionaries(objective),
        "objectiveReopen": st.fixed_dictionaries(objective),
        "objectiveAlign": st.fixed_dictionaries(
            {
                "objective": objective["id"],
                "to": st.sampled_from(ids["objectives"] + ids["keyResults"]),
                "weight": WEIGHTS,
                "counts": st.sampled_from([True, True, False]),
            }
        ),
        "keyResultCreate": st.fixed_dictionaries(
            {"objective": objective["id"], "title": st.just("New"), "metric": METRICS},
            optional={"weight": WEIGHTS, "measuredBy": st.sampled_from(ids["kpis"])},
        ),
        **steps_of_kpis(ids["kpis"]),
    }
    by_hand: dict[str, Fields] = {
        **objective,
        "progressMode": st.just(Enum("MANUAL")),
        "manualProgress": st.sampled_from([None, 0, 0.4, 1]),
    }
    options["objectiveUpdate"] |= st.fixed_dictionaries(by_hand)
    if ids["keyResults"]:
        result = st.sampled_from(ids["keyResults"])
        options["keyResultUpdate"] = st.tuples(
            st.fixed_dictionaries({"id": result}),
            some(
                weight=WEIGHTS,
                metric=METRICS,
                cadenceDays=st.integers(1, 9),
                position=st.integers(0, 3),
                measuredBy=st.sampled_from([None, *ids["kpis"]]),
            ),
        ).map(lambda parts: parts[0] | parts[1])
        options["keyResultArchive"] = st.fixed_dictionaries({"id": result})
        options["keyResultMove"] = st.fixed_dictionaries(
            {"id": result, "objective": objective["id"]}
        )
        options["keyResultCheckIn"] = st.fixed_dictionaries(
            {"keyResult": result, "value": VALUES, "effectiveAt": DAYS},
            optional={
                "status": STATUSES,
                "confidence": st.sampled_from([0, 0.5]),
                "supersedes": st.sampled_from([None, *ids["checkIns"]]),
            },
        )
    if ids["alignments"]:
        alignment = st.sampled_from(ids["alignments"])
        options["alignmentUpdate"] = st.tuples(
            st.fixed_dictionaries({"id": alignment}),
            some(weight=WEIGHTS, counts=st.booleans(), keyResult=st.none()),
        ).map(lambda parts: parts[0] | parts[1])
        options["alignmentRemove"] = st.fixed_dictionaries({"id": alignment})
    if ids["proposals"]:
        proposal = st.sampled_from(ids["proposals"])
        options["alignmentAccept"] = st.tuples(
            st.fixed_dictionaries({"id": proposal}), some(weight=WEIGHTS, counts=st.booleans())
        ).map(lambda parts: parts[0] | parts[1])
        options["alignmentDecline"] = st.fixed_dictionaries(
            {"id": proposal, "reason": st.just("No")}
        )
    # The changes of numbers come more often than those of lives.
    often = ("keyResult", "align", "kpiRecord")
    names = [*options, *(name for name in options if name.startswith(often))]
    return st.sampled_from(names).flatmap(
        lambda name: st.tuples(st.just(name), options[name]),
    )


def steps_of_kpis(ids: list[str]) -> dict[str, st.SearchStrategy[dict[str, Any]]]:
    """Mutations of KPIs and their values."""
    kpi = st.sampled_from(ids)
    value = st.fixed_dictionaries({"kpi": kpi, "at": DAYS, "value": VALUES})
    return {
        "kpiRecordValues": st.fixed_dictionaries({"values": st.lists(value, min_size=1)}),
        "kpiUpdate": st.tuples(
            st.fixed_dictionaries({"id": kpi}),
            some(frequency=FREQUENCIES, watchBand=st.sampled_from([0, 0.5])),
        ).map(lambda parts: parts[0] | parts[1]),
        "kpiTargetSet": st.fixed_dictionaries(
            {"kpi": kpi, "period": PERIODS, "value": st.sampled_from([None, 2, 7])}
        )
        | st.fixed_dictionaries(
            {"kpi": kpi, "period": PERIODS, "lower": st.just(2), "upper": st.just(7)}
        ),
    }


def _around() -> dict[str, st.SearchStrategy[dict[str, Any]]]:
    """Mutations of what goals hang on: their health follows a cycle's time, their level a team."""
    cycle = st.sampled_from([one["id"] for one in CYCLES])
    days = some(
        startsOn=st.sampled_from(["2026-09-15", "2026-10-01", "2026-11-09"]),
        endsOn=st.sampled_from(["2026-11-11", "2026-12-31", "2027-03-31"]),
        parent=st.sampled_from([None, *(one["id"] for one in CYCLES)]),
    )
    team = st.sampled_from(["team_all", "team_some"])
    kind = st.sampled_from(["COMPANY", "DIVISION", "TEAM"]).map(Enum)
    return {
        "cycleActivate": st.fixed_dictionaries({"id": cycle}),
        "cycleClose": st.fixed_dictionaries({"id": cycle}),
        "cycleUpdate": st.tuples(st.fixed_dictionaries({"id": cycle}), days).map(
            lambda parts: parts[0] | parts[1]
        ),
        "teamUpdate": st.fixed_dictionaries({"id": team, "kind": kind}),
    }


@PATIENTLY
@given(data=st.data(), document=organizations(objectives=5, kpis=2))
async def test_stored_numbers_follow_from_nothing_else(
    database: Database, url: str, data: st.DataObject, document: dict[str, Any]
) -> None:
    document["cycles"] = CYCLES
    for number, objective in enumerate(document["objectives"]):
        objective["cycle"] = [None, "cyc_active", "cyc_planning"][number % 3]
        for result in objective["keyResults"][:1]:
            result["measuredBy"] = "kpi_0"
    propose(document)
    async with company(database, url, document, now=NOW) as lumen:
        client = await lumen.service("admin")
        for _ in range(STEPS):
            await step(database, lumen.org, client, data)
        await check_derived(database, lumen.org)
        assert await database.read("test.unfed", UNFED, {"org": lumen.org}) == []
        await check_history(database, lumen.org)


def propose(document: dict[str, Any]) -> None:
    """Every goal is proposed to serve every other, and one of its key results."""
    for one, other in permutations(document["objectives"], 2):
        results = [result["id"] for result in other["keyResults"] if not result.get("archived")]
        for end in (other["id"], *results[:1]):
            one.setdefault("proposals", []).append({"to": end, "weight": 2})


async def step(database: Database, org: str, client: Client, data: st.DataObject) -> None:
    """One mutation: done at the next revision, or refused and nothing has changed."""
    ids = await database.read("test.ids", IDS, {"org": org})
    mutation, given_to = data.draw(steps(ids))
    payload = await change(client, mutation, given_to)
    after = await database.read("test.ids", IDS, {"org": org})
    if payload["problems"]:
        assert payload["revision"] is None
        assert after == ids
    else:
        assert payload["revision"] == after["revision"]
        assert after["revision"] - ids["revision"] in (0, 1)


async def check_history(database: Database, org: str) -> None:
    """States of a node and of a link follow one another without a gap, from when it was born."""
    nodes, relationships = await stored(database, org)
    revision = next(node["revision"] for label, node in nodes if label == "Organization")
    numbers = [node["number"] for label, node in nodes if label == "Revision"]
    assert sorted(numbers) == list(range(1, revision + 1))
    states: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for label, node in nodes:
        if label.endswith("Version"):
            states[node["of"]].append((node["since"], node["until"], node["born"]))
        elif label not in ("Revision", "Change", "FormerTitle", "Organization"):
            states[node["id"]].append((node["since"], 9007199254740991, node["born"]))
    for type_, _, _, properties in relationships:
        if "id" in properties:
            interval = properties["since"], properties["until"], properties["born"]
            # An alignment has the id of the proposal that it comes from.
            identifier = properties["id"] + type_ * type_.startswith("PROPOSE")
            states[identifier.removesuffix("S").removesuffix("D")].append(interval)
    for identifier, intervals in states.items():
        intervals.sort()
        assert intervals[0][0] == intervals[0][2], identifier
        for one, following in pairwise(intervals):
            assert one[1] == following[0], (identifier, intervals)
            assert one[2] == following[2], identifier
