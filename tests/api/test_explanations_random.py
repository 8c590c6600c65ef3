"""Random organizations that change: what numbers are made of, against the slow and obvious way.

Asked by viewers with different rights, now and at earlier revisions.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from math import fsum
from random import Random
from typing import Any

import pytest

from graph.database.client import Database
from tests.api.client import Client
from tests.api.companies import company
from tests.api.explaining import ALL, Told, asked, stir
from tests.api.mutation_client import CHANGED, change
from tests.api.random_organization import varied
from tests.reference.explanations import Changed, Picture, Result

NEAR = 1e-9
# A member, the manager of some, and an administrator.
WHO = ["p4@varied.example", "p2@varied.example", "p1@varied.example"]


@dataclass
class Company:
    """An organization, its viewers by name, and the revisions at which it is looked at."""

    told: Told
    viewers: dict[str, Client]
    revisions: list[int]
    times: list[datetime]


@pytest.fixture(scope="module", params=[11, 12])
async def stirred(
    database: Database, url: str, request: pytest.FixtureRequest
) -> AsyncIterator[Company]:
    random = Random(request.param)
    async with company(database, url, varied(random, datetime.now(UTC))) as made:
        admin = await made.service()
        told = Told(admin)
        viewers = {"admin": admin}
        viewers |= {email: await made.person(email) for email in WHO}
        viewers["outsider"] = await made.service("read")
        revisions = [
            (await told.asked("{ organization { revision } }"))["organization"]["revision"]
        ]
        times = [datetime.now(UTC)]
        for _ in range(2):
            await asyncio.sleep(0.01)
            revisions.append(await stir(admin, random, await told.picture(revisions[-1])))
            times.append(datetime.now(UTC))
        yield Company(told, viewers, revisions, times)


SEEN = f"""
query Seen {{ objectives(first: 100, filter: {ALL}) {{ nodes {{ id }} }} }}
"""
INPUTS = """
  totalCount hiddenShare hiddenContribution
  edges {
    node { ... on KeyResult { id } ... on Objective { id } }
    alignment { id } weight share progress contribution excluded
    explanation { progress leaves(first: 100) { totalCount hiddenShare nodes {
      ... on KeyResult { id } ... on Objective { id }
    } } }
  }
"""
LEAVES = """
  totalCount hiddenShare hiddenContribution
  edges {
    node { ... on KeyResult { id } ... on Objective { id } }
    kind share progress rawProgress clamped contribution checkIn { id value }
  }
"""
EXPLANATIONS = f"""
query Explanations {{ objectives(first: 45, filter: {ALL}) {{ nodes {{ id explanation {{
  progress mode notes {{ code }}
  inputs(first: 100) {{ {INPUTS} }}
  leaves(first: 100) {{ {LEAVES} }}
}} }} }} }}
"""


async def _seen(client: Client) -> set[str]:
    """The ids of the goals that a viewer may see."""
    return {node["id"] for node in (await asked(client, SEEN))["objectives"]["nodes"]}


def _hidden(picture: Picture, seen: set[str], node: str) -> bool:
    home = {row.id: goal.id for goal in picture.goals.values() for row in goal.results}
    return home.get(node, node) not in seen


async def test_inputs_and_leaves_are_the_slow_ones(stirred: Company) -> None:
    closings = await stirred.told.closings()
    # A key result may have moved: it has to be seen where it is today as well.
    today = await stirred.told.picture(stirred.revisions[-1])
    for at in stirred.revisions:
        now = await stirred.told.picture(at)
        for name, client in stirred.viewers.items():
            seen = await _seen(client)
            answer = await asked(client, EXPLANATIONS, at)
            assert {node["id"] for node in answer["objectives"]["nodes"]} <= seen
            for node in answer["objectives"]["nodes"]:
                goal, told = node["id"], node["explanation"]
                state = now.goals[goal]
                inner = now
                if state.lifecycle == "CLOSED":
                    closed = [revision for revision in closings[goal] if revision <= at]
                    if not closed:
                        continue  # It was imported as closed, and has no revision of closing.
                    inner = await stirred.told.picture(closed[0])
                where = f"{goal} at {at} for {name}"
                hidden = {
                    key
                    for picture in (now, inner)
                    for key in (
                        *picture.goals,
                        *(row.id for g in picture.goals.values() for row in g.results),
                    )
                    if _hidden(picture, seen, key) or _hidden(today, seen, key)
                }
                _check_inputs(told, inner, goal, hidden, where, progress=now.progress(goal))
                _check_leaves(told, now, goal, hidden, where)


def _check_inputs(
    told: Any,
    picture: Picture,
    goal: str,
    hidden: set[str],
    where: str,
    *,
    progress: Fraction | None,
) -> None:
    counted = picture.counted(goal)
    whole = sum((part.weight for part in counted), Fraction(0))
    wanted: dict[str, Any] = {}
    sums: list[tuple[float, float]] = []
    for part in picture.parts(goal):
        node = part.id if isinstance(part, Result) else part.source
        reason = picture.excluded(goal, part)
        share = Fraction(0) if reason else part.weight / whole
        value = picture.value(part)
        contribution = share * (value or 0)
        if node in hidden:
            sums.append((float(share), float(contribution)))
        else:
            wanted[part.id] = (
                node,
                float(part.weight),
                pytest.approx(float(share), abs=NEAR),
                None if value is None else pytest.approx(float(value), abs=NEAR),
                pytest.approx(float(contribution), abs=NEAR),
                reason,
            )
    edges = told["inputs"]["edges"]
    given = {}
    for edge in edges:
        key = edge["alignment"]["id"] if edge["alignment"] else edge["node"]["id"]
        given[key] = (
            edge["node"]["id"],
            edge["weight"],
            edge["share"],
            edge["progress"],
            edge["contribution"],
            edge["excluded"],
        )
        explained = edge["excluded"] is None and edge["node"]["id"].startswith("obj_")
        assert (edge["explanation"] is not None) == explained, where
        if explained:
            leaves = edge["explanation"]["leaves"]
            below = picture.leaves(edge["node"]["id"])
            assert {leaf["id"] for leaf in leaves["nodes"]} == set(below) - hidden, where
    # A link that has ended since has no alignment to show: those are told by their nodes.
    ended = {row[0] for key, row in wanted.items() if key not in given}
    if ended:
        assert ended == {row[0] for key, row in given.items() if key not in wanted}, where
        assert len(given) <= len(wanted), where
    for key in wanted.keys() & given.keys():
        assert given[key] == wanted[key], f"{where}: {key}"
    total = told["inputs"]
    if progress is None:
        sums = []
    assert total["hiddenShare"] == pytest.approx(fsum(s for s, _ in sums), abs=NEAR), where
    assert total["hiddenContribution"] == pytest.approx(fsum(c for _, c in sums), abs=NEAR), where
    order = [(edge["excluded"] is not None, -edge["share"], edge["node"]["id"]) for edge in edges]
    assert order == sorted(order), where


def _check_leaves(told: Any, picture: Picture, goal: str, hidden: set[str], where: str) -> None:
    raw = {row.id: row for g in picture.goals.values() for row in g.results}
    wanted = picture.leaves(goal)
    edges = told["leaves"]["edges"]
    given = {edge["node"]["id"]: edge for edge in edges}
    assert set(given) == set(wanted) - hidden, where
    for node, edge in given.items():
        assert edge["share"] == pytest.approx(float(wanted[node]), abs=NEAR), where
        if node in raw:
            assert edge["kind"] == "KEY_RESULT"
            assert edge["rawProgress"] == float(raw[node].raw)
            assert edge["clamped"] == (raw[node].raw != raw[node].progress)
            value = raw[node].progress
        else:
            frozen = picture.goals[node].lifecycle == "CLOSED"
            assert edge["kind"] == ("FROZEN" if frozen else "MANUAL")
            value = picture.progress(node) or Fraction(0)
        assert edge["contribution"] == pytest.approx(float(wanted[node] * value), abs=NEAR), where
    leaves = told["leaves"]
    assert leaves["totalCount"] == len(given)
    progress = picture.progress(goal)
    assert told["progress"] == (
        None if progress is None else pytest.approx(float(progress), abs=NEAR)
    )
    if progress is not None:
        whole = fsum(edge["share"] for edge in edges) + leaves["hiddenShare"]
        assert whole == pytest.approx(1, abs=NEAR), where
        parts = fsum(edge["contribution"] for edge in edges) + leaves["hiddenContribution"]
        assert parts == pytest.approx(float(progress), abs=NEAR), where
    contributions = [edge["contribution"] for edge in edges]
    assert contributions == sorted(contributions, reverse=True)


LANDINGS = """
query Landings($value: Float) { keyResults(first: 100) { nodes {
  id progress landing(value: $value) {
    value progress hiddenGoals
    goals(first: 100) { totalCount edges {
      node { id } share progressBefore progressAfter difference
    } }
  }
} } }
"""


@pytest.mark.parametrize("value", [None, 4.5])
async def test_landing_is_computing_it_again(stirred: Company, value: float | None) -> None:
    for at in stirred.revisions[1:]:
        picture = await stirred.told.picture(at)
        best = picture.at_best()
        results = {row.id: row for goal in picture.goals.values() for row in goal.results}
        for client in stirred.viewers.values():
            seen = await _seen(client)
            answer = await asked(client, LANDINGS, at, value=value)
            for node in answer["keyResults"]["nodes"]:
                landing = node["landing"]
                base = best if value is None else picture
                lands = picture.with_raw(node["id"], Fraction(landing["progress"]))
                if value is None:
                    lands = best.with_raw(node["id"], results[node["id"]].raw)
                edges = {edge["node"]["id"]: edge for edge in landing["goals"]["edges"]}
                rests = {g for g in picture.goals if _rests(picture, g, node["id"])}
                assert set(edges) == rests & seen
                assert landing["hiddenGoals"] == len(rests - seen)
                for goal, edge in edges.items():
                    assert edge["progressBefore"] == _near(base.progress(goal))
                    assert edge["progressAfter"] == _near(lands.progress(goal))
                    assert edge["share"] == _near(picture.leaves(goal)[node["id"]])


def _rests(picture: Picture, goal: str, key_result: str) -> bool:
    return key_result in picture.leaves(goal)


def _near(value: Fraction | None) -> Any:
    assert value is not None
    return pytest.approx(float(value), abs=NEAR)


CHANGES = f"""
query Changes($from: DateTime!, $to: DateTime) {{ objectives(first: 100, filter: {ALL}) {{ nodes {{
  id progress progressChange(from: $from, to: $to, first: 100) {{
    fromRevision toRevision progressBefore progressAfter difference hiddenDifference
    totals {{ kind difference count }}
    parts {{ totalCount nodes {{
      kind difference of {{ id }} node {{
        __typename id ... on CheckIn {{ keyResult {{ id objective {{ id }} }} }}
        ... on Alignment {{ from {{ id }} to {{ id }} }}
      }}
      changes {{ revision kind nodeId }}
    }} }}
  }}
}} }} }}
"""


@pytest.mark.parametrize(("begin", "end"), [(0, 2), (0, 1), (1, 2), (2, 2)])
async def test_what_changed_adds_up(stirred: Company, begin: int, end: int) -> None:
    when: dict[str, Any] = {
        "from": stirred.times[begin].isoformat(),
        "to": stirred.times[end].isoformat(),
    }
    if end == 2:
        del when["to"]
    first, last = stirred.revisions[begin], stirred.revisions[end]
    pictures = {at: await stirred.told.picture(at) for at in (first, last)}
    slow = await _changed(stirred, pictures, first, last)
    everything = {}
    for name, client in stirred.viewers.items():
        seen = await _seen(client)
        answer = await asked(client, CHANGES, **when)
        for node in answer["objectives"]["nodes"]:
            told, goal = node["progressChange"], node["id"]
            assert (told["fromRevision"], told["toRevision"]) == (first, last)
            ends = [
                pictures[at].progress(goal) if goal in pictures[at].goals else None
                for at in (first, last)
            ]
            assert [told["progressBefore"], told["progressAfter"]] == [_maybe(end) for end in ends]
            parts = told["parts"]["nodes"]
            if None in ends:
                assert told["difference"] is None
                assert (parts, told["totals"], told["hiddenDifference"]) == ([], [], 0)
                continue
            total = fsum(part["difference"] for part in parts) + told["hiddenDifference"]
            assert total == pytest.approx(told["difference"], abs=1e-12)
            totals = fsum(row["difference"] for row in told["totals"])
            assert totals == pytest.approx(total - told["hiddenDifference"], abs=1e-12)
            assert sum(row["count"] for row in told["totals"]) == told["parts"]["totalCount"]
            sizes = [abs(part["difference"]) for part in parts]
            assert sizes == sorted(sizes, reverse=True)
            rows = {(p["kind"], p["node"]["id"], p["of"] and p["of"]["id"]): p for p in parts}
            for part in parts:
                assert part["of"] is None or part["of"]["id"] in seen
                assert {change["nodeId"] for change in part["changes"]} <= {part["node"]["id"]}
                assert all(first < change["revision"] <= last for change in part["changes"])
            if name == "admin":
                everything[goal] = rows
                if slow is not None:
                    assert _by_input(pictures, parts) == pytest.approx(
                        {k: float(v) for k, v in slow[goal].items() if abs(v) > 1e-11}, abs=1e-9
                    ), goal
            else:
                assert rows.keys() <= everything[goal].keys()
                for key, part in rows.items():
                    assert part["difference"] == everything[goal][key]["difference"]


async def _changed(
    stirred: Company, pictures: dict[int, Picture], first: int, last: int
) -> dict[str, dict[tuple[str, str, str], Fraction]] | None:
    """The slow parts of every goal that has progress at both ends; None when a goal that was
    imported as closed has no revision at which it closed."""
    closings = await stirred.told.closings()
    looked, closed = dict(pictures), {}
    for at in (last, first):
        queue = [at]
        for moment in queue:
            picture = looked.setdefault(moment, await stirred.told.picture(moment))
            for goal in picture.goals.values():
                if goal.lifecycle == "CLOSED":
                    found = [revision for revision in closings[goal.id] if revision <= moment]
                    if not found:
                        return None
                    closed[goal.id, moment] = found[0]
                    queue.append(found[0]) if found[0] not in queue else None
    slow = Changed(looked, closed)
    return {
        goal: slow.parts(goal, first, last)
        for goal in pictures[last].goals
        if all(g.goals.get(goal) and g.progress(goal) is not None for g in pictures.values())
    }


def _by_input(pictures: dict[int, Picture], parts: list[Any]) -> dict[tuple[str, str, str], float]:
    """Check-ins and metrics of a key result together, told by it and its objective."""
    found: dict[tuple[str, str, str], float] = {}
    for part in parts:
        kind, node = part["kind"], part["node"]["id"]
        of = part["of"] and part["of"]["id"]
        if kind in ("CHECK_IN", "METRIC"):
            kind = "KEY_RESULT"
            if part["of"] is None:
                node = part["node"]["keyResult"]["id"]
                of = part["node"]["keyResult"]["objective"]["id"]
        found[kind, node, of] = found.get((kind, node, of), 0.0) + part["difference"]
    return {key: value for key, value in found.items() if abs(value) > 1e-11}


def _maybe(value: Fraction | None) -> Any:
    return None if value is None else _near(value)


async def test_landing_is_what_a_check_in_would_do(stirred: Company) -> None:
    answer = await stirred.told.asked(LANDINGS, value=4.5)
    tried = 0
    for node in answer["keyResults"]["nodes"]:
        given = {"keyResult": node["id"], "value": 4.5, "dryRun": True}
        payload = await change(stirred.told.client, "keyResultCheckIn", given, CHANGED)
        # What is closed or archived takes none, and reports are due up to now only.
        if payload["problems"] or tried == 12:
            continue
        tried += 1
        progress = {n["id"]: n["progress"] for n in payload["changed"]["nodes"] if "progress" in n}
        for edge in node["landing"]["goals"]["edges"]:
            if edge["node"]["id"] in progress:
                after = pytest.approx(progress[edge["node"]["id"]], abs=NEAR)
                assert edge["progressAfter"] == after
            else:
                assert edge["difference"] == pytest.approx(0, abs=NEAR)
        landed = {edge["node"]["id"] for edge in node["landing"]["goals"]["edges"]}
        assert progress.keys() <= landed
    assert tried


KPIS = """
query Kpis { kpis(first: 100) { nodes {
  id status direction latest { value } target { value lower upper }
  gap { size unowned hidden movers(first: 100) { edges {
    node { id lifecycle } ownShare size helps health
  } } }
  movers(first: 100) {
    unownedShare hiddenShare edges { node { id health lifecycle } ownShare helps relation }
  }
  prediction(from: "2020-01-01T00:00:00Z") { expected hiddenExpected withoutPrediction
    supports(first: 100) { expected progressAfter support { id expectedDelta
      from { ... on KeyResult { id progress } ... on Objective { id progress } } } } }
  rootCauses(first: 100) {
    kpi { id } share depth addressed addressedBy(first: 100) { id } steps { node { id } }
  }
  drivenBy(first: 100) { nodes { from { id archived } weight effect } }
  supportedBy(first: 100) { nodes { weight from {
    ... on KeyResult { archived objective { lifecycle } } ... on Objective { lifecycle } } } }
} } }
"""


async def test_gaps_and_causes_follow_from_influence(stirred: Company) -> None:
    whole: dict[str, Any] = {}
    for name, client in stirred.viewers.items():
        kpis = {node["id"]: node for node in (await asked(client, KPIS))["kpis"]["nodes"]}
        for identifier, kpi in kpis.items():
            _check_gap(kpi)
            _check_prediction(kpi)
            if name == "admin":
                whole[identifier] = kpi
            causes = {row["kpi"]["id"]: row for row in kpi["rootCauses"]}
            # Causes do not depend on who asks; who addresses them is shown by sight.
            assert {c: (row["share"], row["depth"]) for c, row in causes.items()} == {
                row["kpi"]["id"]: (row["share"], row["depth"])
                for row in whole[identifier]["rootCauses"]
            }
            expected = [kpi["prediction"]["expected"], whole[identifier]["prediction"]["expected"]]
            assert expected[0] == pytest.approx(expected[1], abs=NEAR)
            for cause, row in causes.items():
                helping = [e for e in kpis[cause]["movers"]["edges"] if e["helps"]]
                helping.sort(key=lambda edge: edge["relation"] != "DIRECT")
                goals = [edge["node"]["id"] for edge in helping]
                assert [goal["id"] for goal in row["addressedBy"]] == goals
                assert row["addressed"] == len(goals)
                assert row["steps"][0]["node"]["id"] == cause
                assert row["steps"][-1]["node"]["id"] == identifier
                assert len(row["steps"]) == row["depth"] + 1


def _check_gap(kpi: Any) -> None:
    gap = kpi["gap"]
    if kpi["status"] in ("NO_DATA", "NO_TARGET"):
        assert gap is None
        return
    if not (kpi["latest"] and kpi["target"]):
        assert gap is None
        return
    value, target = kpi["latest"]["value"], kpi["target"]
    short = {
        "INCREASE": lambda: target["value"] - value,
        "DECREASE": lambda: value - target["value"],
        "BETWEEN": lambda: max(target["lower"] - value, value - target["upper"]),
    }[kpi["direction"]]()
    assert gap["size"] == pytest.approx(max(0, short), rel=1e-9, abs=1e-9)
    edges = gap["movers"]["edges"]
    assert {e["node"]["id"]: (e["ownShare"], e["helps"], e["health"]) for e in edges} == {
        e["node"]["id"]: (e["ownShare"], e["helps"], e["node"]["health"])
        for e in kpi["movers"]["edges"]
    }
    for edge in edges:
        assert edge["size"] == pytest.approx(gap["size"] * edge["ownShare"], abs=NEAR)
    assert gap["hidden"] == pytest.approx(gap["size"] * kpi["movers"]["hiddenShare"], abs=NEAR)
    total = fsum([*(edge["size"] for edge in edges), gap["unowned"], gap["hidden"]])
    assert total == pytest.approx(gap["size"], rel=1e-9, abs=1e-9)


def _check_prediction(kpi: Any) -> None:
    told = kpi["prediction"]
    rows = told["supports"]
    known = [row["expected"] for row in rows if row["expected"] is not None]
    assert told["withoutPrediction"] == len(rows) - len(known)
    for row in rows:
        delta = row["support"]["expectedDelta"]
        assert (row["expected"] is None) == (delta is None)
    if told["expected"] is None:
        assert not known
    else:
        total = fsum(known) + told["hiddenExpected"]
        assert told["expected"] == pytest.approx(total, abs=NEAR)
