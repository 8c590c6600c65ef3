"""A batch comes to the same as its operations one after another.

`GOALGRAPH_EXAMPLES=50 pytest …` tries as many.
"""

from __future__ import annotations

import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from graph.database.client import Database
from graph.interchange import export_document
from graph.model.mutations.registry import MUTATIONS
from graph.model.registry import PREFIXES
from tests.api.client import Client
from tests.api.companies import company
from tests.api.examples import PATIENTLY
from tests.api.mutation_client import change, stored
from tests.api.rederived import check_derived, placeless
from tests.api.test_mutations_random import (
    CYCLES,
    IDS,
    NOW,
    check_history,
    steps,
)
from tests.graphs import organizations

STEPS = 14
# One request is at one moment, several are not.
TIMES = ("createdAt", "updatedAt", "recordedAt", "closedAt", "healthSince")
MADE = re.compile(r"(chk|val|tgt)_[0-9a-f]{31}")
BATCH = "mutation ($input: BatchInput!) { batch(input: $input) { revision problems { message } } }"


@PATIENTLY
@given(data=st.data(), document=organizations(objectives=5, kpis=2))
async def test_a_batch_is_its_operations_one_after_another(
    database: Database, url: str, data: st.DataObject, document: dict[str, Any]
) -> None:
    document["cycles"] = CYCLES
    for number, objective in enumerate(document["objectives"]):
        objective["cycle"] = [None, "cyc_active", "cyc_planning"][number % 3]
        for result in objective["keyResults"][:1]:
            result["measuredBy"] = "kpi_0"
    async with company(database, url, document, now=NOW) as one:
        exported = await export_document(database, one.org)
        client = await one.service("admin")
        operations = [
            operation
            for number in range(STEPS)
            if (operation := await step(database, one.org, client, data, number))
        ]
        async with company(database, url, exported, now=NOW) as other:
            if operations:
                client = await other.service("admin")
                answer = await client.ask(BATCH, {"input": {"operations": operations}})
                assert answer["batch"]["problems"] == []
                assert answer["batch"]["revision"] in (2, 3)
            assert timeless(await stored(database, other.org)) == timeless(
                await stored(database, one.org)
            )
            await check_derived(database, other.org, NOW)
            await check_history(database, other.org)


async def step(
    database: Database, org: str, client: Client, data: st.DataObject, number: int
) -> dict[str, Any] | None:
    """One mutation, with an id of ours for what it makes; None when it was refused."""
    ids = await database.read("test.ids", IDS, {"org": org})
    name, given_to = data.draw(steps(ids))
    if MADE.fullmatch(given_to.get("supersedes") or ""):
        given_to = {**given_to, "supersedes": None}  # It has another id in the other organization.
    kind = MUTATIONS[name].creates
    if kind is not None:
        given_to = {**given_to, "id": f"{PREFIXES[kind]}new{number:02}"}
    payload = await change(client, name, given_to)
    return None if payload["problems"] else {name: given_to}


def timeless(everything: tuple[list[Any], list[Any]]) -> tuple[list[Any], list[Any]]:
    """The present, without revisions, the moments of changes and the ids that nobody gave."""
    given_names = {
        node["id"]: _named(label, node)
        for label, node in everything[0]
        if MADE.fullmatch(node.get("id", ""))
    }

    def bare(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: bare(each) for name, each in value.items() if name not in TIMES}
        if isinstance(value, list):
            return [bare(each) for each in value]
        return given_names.get(value, value) if isinstance(value, str) else value

    return placeless((bare(everything[0]), bare(everything[1])))


def _named(label: str, node: dict[str, Any]) -> str:
    names = ("keyResultId", "kpiId", "effectiveAt", "periodStartsAt", "startsOn", "value", "source")
    return " ".join([label, *(str(node.get(name)) for name in names), str(node.get("superseded"))])
