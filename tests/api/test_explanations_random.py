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
