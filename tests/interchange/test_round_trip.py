"""Export, import into an empty organization, export: the same."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from graph.database.client import Database
from graph.domain.errors import NotFound
from graph.interchange import export_document, export_file, import_document, import_file
from tests.interchange.rich import rich
from tests.interchange.stored import nodes_of, relationships_of

NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)
LATER = datetime(2026, 12, 20, tzinfo=UTC)
PLACED = ("org", "since", "born")
EXAMPLE = Path(__file__).parents[2] / "data" / "example.json"


@pytest.fixture(params=["example", "rich"])
def document(request: pytest.FixtureRequest) -> dict[str, Any]:
    if request.param == "rich":
        return rich()
    example: dict[str, Any] = orjson.loads(EXAMPLE.read_bytes())
    return example


def without(document: dict[str, Any]) -> dict[str, Any]:
    """The document without the id that is another one in each organization."""
    organization = {key: value for key, value in document["organization"].items() if key != "id"}
    return {**document, "organization": organization}


async def test_a_round_trip(
    database: Database, organization_id: str, document: dict[str, Any], tmp_path: Path
) -> None:
    await import_document(database, document, organization=organization_id, now=NOW)
    first = await export_document(database, organization_id)
    path = tmp_path / "export.json"
    with path.open("wb") as stream:
        await export_file(database, organization_id, stream)
    assert orjson.loads(path.read_bytes()) == first

    again = organization_id + "-again"
    await import_file(database, path, organization=again, now=LATER)
    assert without(await export_document(database, again)) == without(first)

    # Not only what is exported is the same, but everything that is stored. When it came about is
    # another matter: the first import gave dates to what had none.
    def unplaced(stored: dict[Any, dict[str, Any]]) -> dict[Any, dict[str, Any]]:
        return {
            key: {name: value for name, value in each.items() if name not in PLACED}
            for key, each in stored.items()
            if key not in (organization_id, again)
        }

    assert unplaced(await nodes_of(database, again)) == unplaced(
        await nodes_of(database, organization_id)
    )
    assert unplaced(await relationships_of(database, again)) == unplaced(
        await relationships_of(database, organization_id)
    )


def assert_within(given: Any, exported: Any, at: str) -> None:
    """Everything that was given is in the export, as it was given."""
    if isinstance(given, dict):
        for key, value in given.items():
            assert_within(value, exported[key], f"{at}.{key}")
    elif isinstance(given, list) and given and isinstance(given[0], dict):
        by_id = {each["id"]: each for each in exported if "id" in each}
        for index, each in enumerate(given):
            if "id" in each:
                assert_within(each, by_id[each["id"]], f"{at}[{index}]")
    else:
        assert exported == given, at


async def test_an_export_says_what_was_imported(database: Database, organization_id: str) -> None:
    given = rich()
    await import_document(database, given, organization=organization_id, now=NOW)
    exported = await export_document(database, organization_id)
    # Nested initiatives come back in the list at the top, and some things have one form.
    for supporter in (given["objectives"][0], given["objectives"][0]["keyResults"][0]):
        supporter.pop("initiatives")
    given["organization"] |= {"id": organization_id, "checkInsComplete": True}
    given["people"][0]["email"] = "boss@rich.example"
    given["kpis"][0]["values"][0]["at"] = "2026-03-31T04:00:00.000+00:00"
    assert_within(given, exported, "")
    assert exported["objectives"][2]["keyResults"][0]["id"] == "kr_cost"
    assert {each["title"] for each in exported["initiatives"]} == {
        "Nested in an objective",
        "Nested in a key result",
        "At the top",
    }


async def test_pages_of_an_export(database: Database, organization_id: str) -> None:
    document: dict[str, Any] = {
        "organization": {"name": "Many"},
        "teams": [{"id": "team_all", "name": "Many", "kind": "COMPANY"}],
        "objectives": [
            {"id": f"obj_{number:04}", "title": f"Goal {number}", "owner": "team_all"}
            for number in range(1001)
        ],
    }
    await import_document(database, document, organization=organization_id)
    stream = io.BytesIO()
    await export_file(database, organization_id, stream)
    exported = orjson.loads(stream.getvalue())
    assert [each["id"] for each in exported["objectives"]] == [
        each["id"] for each in document["objectives"]
    ]


async def test_an_organization_that_is_not_there(database: Database, organization_id: str) -> None:
    with pytest.raises(NotFound):
        await export_document(database, organization_id)
