"""What one row in the model is worth: run in a copy of the project that has the row, this finds the
field everywhere that a field has to be.

Takes how to reach a database on its standard input, as JSON. `tests.api.test_recipe` runs it.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from api.app import create_app
from api.config import Settings
from graph.database.client import Database
from graph.database.settings import DatabaseSettings
from graph.interchange import export_document
from resolvers import build_schema
from tests.api.client import Client
from tests.api.companies import company
from tests.api.mutation_client import Enum, done, example
from tests.api.serving import serving

FIELD = "mood"
"""The field that the copy has and the project has not."""

GOALS = {"objective": ("Objective", "obj_keep"), "keyResult": ("KeyResult", "kr_mrr")}


async def main(settings: DatabaseSettings) -> None:
    """Follows the field of objectives, and of key results."""
    for type_name, _ in GOALS.values():
        in_the_contract(type_name)
    database = await Database.connect(settings)
    try:
        async with serving(create_app(Settings(), database=database)) as url:
            await followed(database, url)
    finally:
        await database.close()


def in_the_contract(type_name: str) -> None:
    """The type, its inputs, its filter and its order have it."""
    types = build_schema().graphql.type_map
    for name in (
        type_name,
        *(f"{type_name}{end}" for end in ("CreateInput", "UpdateInput", "Filter")),
    ):
        fields: Any = types[name]
        assert FIELD in fields.fields, name
    order: Any = types[f"{type_name}OrderField"]
    assert FIELD.upper() in order.values


async def followed(database: Database, url: str) -> None:
    """Imported, read, set, filtered and ordered by, recorded, undone, seen earlier and exported."""
    document = example()
    goal = next(goal for goal in document["objectives"] if goal["id"] == "obj_keep")
    result = next(result for result in goal["keyResults"] if result["id"] == "kr_mrr")
    goal[FIELD] = result[FIELD] = "calm"
    async with company(database, url, document) as imported:
        client = await imported.service()
        for root, (type_name, identifier) in GOALS.items():
            await changed(client, root, type_name, identifier)
        exported = await export_document(database, imported.org)
    for said in (exported, await copied(database, url, exported)):
        goals = {goal["id"]: goal for goal in said["objectives"]}
        results = {result["id"]: result for result in goals["obj_keep"]["keyResults"]}
        assert goals["obj_keep"][FIELD] == results["kr_mrr"][FIELD] == "calm"
        assert goals["obj_new"][FIELD] == "keen"
        assert FIELD not in results["kr_churn"]


async def copied(database: Database, url: str, document: dict[str, Any]) -> dict[str, Any]:
    """What an import of an export exports."""
    document["organization"].pop("id", None)
    async with company(database, url, document) as copy:
        return await export_document(database, copy.org)


async def changed(client: Client, root: str, type_name: str, identifier: str) -> None:
    """One goal's life with the field."""
    made = f"{identifier.partition('_')[0]}_new"
    needed = (
        {"owner": "team_lumen"}
        if root == "objective"
        else {"objective": "obj_keep", "metric": {"goal": Enum("DONE")}}
    )
    await done(client, f"{root}Create", {"id": made, "title": "New", FIELD: "keen", **needed})
    assert await read(client, root, identifier) == "calm"
    assert await read(client, root, made) == "keen"
    update = await done(client, f"{root}Update", {"id": identifier, FIELD: "merry"})
    assert await read(client, root, identifier) == "merry"
    asked = await client.ask(
        f'{{ {root}s(filter: {{{FIELD}: {{eq: "merry"}}}}) {{ nodes {{ id }} }} }}'
    )
    assert asked == {f"{root}s": {"nodes": [{"id": identifier}]}}
    order = f"orderBy: {{field: {FIELD.upper()}, direction: DESC}}"
    asked = await client.ask(f"{{ {root}s(first: 2, {order}) {{ nodes {{ id }} }} }}")
    assert asked == {f"{root}s": {"nodes": [{"id": identifier}, {"id": made}]}}
    asked = await client.ask(
        f'{{ {root}(id: "{identifier}") '
        "{ history(direction: DESC, first: 1) { nodes { fields { name before after } } } } }"
    )
    [change] = asked[root]["history"]["nodes"]
    fields = {"name": FIELD, "before": '"calm"', "after": '"merry"'}
    assert change["fields"] == [fields], change
    await done(client, "changeRevert", {"revision": update["revision"]})
    assert await read(client, root, identifier) == "calm"
    at = update["revision"]
    asked = await client.ask(
        f'{{ at(revision: {at}) {{ {root}(id: "{identifier}") {{ {FIELD} }} }} }}'
    )
    assert asked == {"at": {root: {FIELD: "merry"}}}


async def read(client: Client, root: str, identifier: str) -> Any:
    """The field as it is now."""
    return (await client.ask(f'{{ {root}(id: "{identifier}") {{ {FIELD} }} }}'))[root][FIELD]


if __name__ == "__main__":
    asyncio.run(main(DatabaseSettings.model_validate_json(sys.stdin.read())))
