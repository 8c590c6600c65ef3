"""What changes very much at once: the states that were are kept ahead of the write, so that the
transaction holds no more than what is new."""

from __future__ import annotations

from typing import Any

import pytest

from graph.database.client import Database
from graph.domain.errors import StatementTimeout
from graph.writes.unit_of_work import statements
from graph.writes.unit_of_work.unit_of_work import Unit
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.mutation_client import done, stored

GOALS = 7
ASKED = "objectives { nodes { id health keyResults { nodes { id health title } } } }"
CLOSE = {"id": "cyc_now"}

Stored = tuple[list[Any], list[Any]]


def document() -> dict[str, Any]:
    """Goals of one cycle, whose key results' reports grow stale unless it is closed."""
    metric = {"goal": "INCREASE", "start": 0, "target": 10}

    def result(identifier: str) -> dict[str, Any]:
        report = {"effectiveAt": "2026-09-01", "value": 5, "status": "ON_TRACK"}
        return {"id": identifier, "title": "Calls", "metric": metric, "checkIns": [report]}

    return {
        "organization": {"id": "org_vast", "name": "Vast", "timezone": "UTC"},
        "teams": [{"id": "team_all", "name": "All", "kind": "COMPANY"}],
        "cycles": [
            {"id": "cyc_now", "name": "Now", "startsOn": "2026-07-01", "endsOn": "2027-06-30"}
        ],
        "objectives": [
            {
                "id": f"obj_{number}",
                "title": f"Goal {number}",
                "owner": "team_all",
                "cycle": "cyc_now",
                "keyResults": [result(f"kr_{number}_{one}") for one in range(2)],
            }
            for number in range(GOALS)
        ],
    }


def by_id(graph: Stored, *labels: str) -> dict[str, dict[str, Any]]:
    return {node["id"]: node for label, node in graph[0] if label in labels}


def ended_with(graph: Stored, revision: int) -> list[dict[str, Any]]:
    """The states that ended with a revision, as nodes."""
    found = []
    for _, node in graph[0]:
        if node.get("until") == revision and "of" in node:
            state = {name: value for name, value in node.items() if name not in ("of", "until")}
            found.append({"id": node["of"], **state})
    return sorted(found, key=lambda state: str(state["id"]))


async def graph_of(place: Company) -> Stored:
    return await stored(place.database, place.org)


@pytest.mark.parametrize("at_once", [1000, 3])
async def test_closing_a_cycle_keeps_every_state_that_was(
    patient: Database, url: str, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(statements, "AHEAD", at_once)
    monkeypatch.setattr(statements, "AT_ONCE", at_once)
    async with company(patient, url, document()) as place:
        client = await place.service("admin")
        before = await graph_of(place)
        tried = await done(
            client, "cycleClose", {**CLOSE, "dryRun": True}, "changed { totalCount }"
        )
        assert await graph_of(place) == before
        closed = await done(client, "cycleClose", CLOSE, "changed { totalCount }")
        after = await graph_of(place)
    assert tried["changed"] == closed["changed"] == {"totalCount": 1 + 3 * GOALS}
    revision = closed["revision"]
    were, are = (by_id(one, "Cycle", "KeyResult", "Objective") for one in (before, after))
    changed = sorted(one for one, node in are.items() if node["since"] == revision)
    assert len(changed) == 1 + 3 * GOALS
    assert ended_with(after, revision) == [were[one] for one in changed]
    records = [node for label, node in after[0] if label == "Change"]
    assert sorted(r["sequence"] for r in records if r["revision"] == revision) == list(
        range(len(changed))
    )


async def test_states_that_were_kept_for_a_write_that_failed_change_no_answer(
    patient: Database, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statements, "AHEAD", 3)
    monkeypatch.setattr(statements, "AT_ONCE", 4)

    async def fail(unit: Unit, operation: str) -> None:
        await unit.flush()
        raise StatementTimeout(f"{operation} took too long.")

    async with company(patient, url, document()) as place:
        client: Client = await place.service("admin")
        before = await graph_of(place)
        now = await client.ask(f"{{ organization {{ revision }} {ASKED} }}")
        revision = now["organization"]["revision"]
        with monkeypatch.context() as broken:
            broken.setattr(Unit, "commit", fail)
            codes = await client.refused(
                'mutation { cycleClose(input: {id: "cyc_now"}) { revision } }'
            )
        assert codes == [("TIMEOUT", "cycleClose took too long.")]
        left = await graph_of(place)
        assert left[1] == before[1]
        assert len(left[0]) > len(before[0])
        assert await client.ask(f"{{ organization {{ revision }} {ASKED} }}") == now
        renamed = {"id": "kr_0_0", "title": "Visits"}
        await done(client, "keyResultUpdate", renamed)
        await done(client, "cycleClose", CLOSE)
        then = (await client.ask(f"{{ at(revision: {revision}) {{ {ASKED} }} }}"))["at"]
        assert then == {"objectives": now["objectives"]}
        between = (await client.ask(f"{{ at(revision: {revision + 1}) {{ {ASKED} }} }}"))["at"]
    goals = now["objectives"]["nodes"]
    goals[0]["keyResults"]["nodes"][0]["title"] = "Visits"
    assert between == {"objectives": {"nodes": goals}}
