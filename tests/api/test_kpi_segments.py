"""KPIs by region: parts of other KPIs, over HTTP, imported, undone and seen earlier."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from graph.database.client import Database
from graph.domain.errors import ImportRejected
from graph.interchange import export_document, import_document
from tests.api.client import Client
from tests.api.companies import Company, Document, company
from tests.api.mutation_client import Enum, change, done, refuse_all, refused, stored
from tests.api.rederived import check_derived
from tests.api.truth import kpi, now, small

EUR = {"kind": "CURRENCY", "currency": "EUR"}
COUNT = {"kind": Enum("COUNT")}


def regions(**more: Any) -> Document:
    """Sales in two regions, and what is of another kind."""
    part = kpi(measure=EUR, partOf="kpi_all")
    return small(
        kpis=[
            kpi(id="kpi_all", name="Sales", measure=EUR),
            part | {"id": "kpi_north", "name": "Sales north", "segment": "North", **more},
            part | {"id": "kpi_south", "name": "Sales south", "segment": "South"},
            kpi(id="kpi_other", name="Other"),
        ]
    )


@pytest.fixture
async def selling(database: Database, url: str) -> AsyncIterator[Company]:
    async with company(database, url, regions()) as loaded:
        yield loaded


@pytest.fixture
async def admin(selling: Company) -> Client:
    return await selling.service()


async def shown(client: Client, at: str = "") -> tuple[list[str], dict[str, Any]]:
    """The segments of all sales, and what the north is a part of."""
    asked = (
        'whole: kpi(id: "kpi_all") { segments { nodes { id } totalCount } } '
        'part: kpi(id: "kpi_north") { segment partOf { id } }'
    )
    answer = await client.ask(f"{{ {at} {{ {asked} }} }}" if at else f"{{ {asked} }}")
    found = answer["at"] if at else answer
    segments = found["whole"]["segments"]
    ids = [node["id"] for node in segments["nodes"]]
    assert segments["totalCount"] == len(ids)
    return ids, found["part"]


NORTH = {"segment": "North", "partOf": {"id": "kpi_all"}}


async def test_parts_come_and_go(selling: Company, admin: Client) -> None:
    assert await shown(admin) == (["kpi_north", "kpi_south"], NORTH)
    new = {
        "id": "kpi_east",
        "name": "Sales east",
        "direction": Enum("INCREASE"),
        "frequency": Enum("DAILY"),
        "owner": "team_co",
        "measure": EUR | {"kind": Enum("CURRENCY")},
        "partOf": "kpi_all",
        "segment": "East",
    }
    before = await stored(selling.database, selling.org)
    await done(admin, "kpiCreate", new | {"dryRun": True})
    assert await stored(selling.database, selling.org) == before
    await done(admin, "kpiCreate", new)
    assert (await shown(admin))[0] == ["kpi_east", "kpi_north", "kpi_south"]
    page = 'kpi(id: "kpi_all") { segments(first: 2) { nodes { id } pageInfo { hasNextPage } } }'
    assert (await admin.ask(f"{{ {page} }}"))["kpi"]["segments"] == {
        "nodes": [{"id": "kpi_east"}, {"id": "kpi_north"}],
        "pageInfo": {"hasNextPage": True},
    }
    gone = await done(admin, "kpiUpdate", {"id": "kpi_north", "partOf": None})
    assert await shown(admin) == (["kpi_east", "kpi_south"], {"segment": None, "partOf": None})
    earlier = f"at(revision: {gone['revision'] - 1})"
    assert await shown(admin, earlier) == (["kpi_east", "kpi_north", "kpi_south"], NORTH)
    await check_derived(selling.database, selling.org, now())
    await done(admin, "changeRevert", {"revision": gone["revision"]})
    assert await shown(admin) == (["kpi_east", "kpi_north", "kpi_south"], NORTH)
    await done(admin, "kpiArchive", {"id": "kpi_east"})
    assert (await shown(admin))[0] == ["kpi_north", "kpi_south"]
    history = await admin.ask(
        '{ kpi(id: "kpi_north") { history(first: 1, direction: DESC) '
        "{ nodes { fields { name after } } } } }"
    )
    fields = history["kpi"]["history"]["nodes"][0]["fields"]
    assert {"name": "segment", "after": '"North"'} in fields
    assert {"name": "partOf", "after": '"kpi_all"'} in fields
    await check_derived(selling.database, selling.org, now())


async def test_what_is_refused(selling: Company, admin: Client) -> None:
    await done(admin, "kpiUpdate", {"id": "kpi_north", "name": "North"})
    before = await stored(selling.database, selling.org)
    other = {"id": "kpi_other"}
    await refuse_all(
        admin,
        [
            ("kpiUpdate", other | {"partOf": "kpi_all"}, [("INVALID_INPUT", ["partOf"])]),
            ("kpiUpdate", other | {"partOf": "kpi_none"}, [("NOT_FOUND", ["partOf"])]),
            ("kpiUpdate", other | {"segment": "East"}, [("INVALID_INPUT", ["segment"])]),
            ("kpiUpdate", {"id": "kpi_north", "measure": COUNT}, [("INVALID_INPUT", ["measure"])]),
            ("kpiUpdate", {"id": "kpi_all", "measure": COUNT}, [("CONFLICT", ["measure"])]),
            (
                "kpiUpdate",
                {"id": "kpi_north", "partOf": None, "segment": "North"},
                [("INVALID_INPUT", ["segment"])],
            ),
        ],
    )
    for whole, way in (("kpi_north", "Sales → North → Sales"), ("kpi_all", "Sales → Sales")):
        given = {"id": "kpi_all", "partOf": whole}
        [(code, message, path)] = await refused(admin, "kpiUpdate", given)
        assert (code, path) == ("DRIVE_CYCLE", ["partOf"])
        assert way in message
    payload = await change(admin, "kpiUpdate", {"id": "kpi_all", "partOf": "kpi_north"})
    steps = [step["node"]["id"] for step in payload["problems"][0]["steps"]]
    assert steps == ["kpi_all", "kpi_north", "kpi_all"]
    assert await stored(selling.database, selling.org) == before
    await done(admin, "kpiArchive", {"id": "kpi_all"})
    [(code, _, path)] = await refused(admin, "kpiUpdate", other | {"partOf": "kpi_all"})
    assert (code, path) == ("INVALID_INPUT", ["partOf"])


async def test_what_stands_on_it_is_not_undone(admin: Client) -> None:
    out = {"id": "kpi_north", "partOf": None, "measure": COUNT}
    gone = await done(admin, "kpiUpdate", out)
    measure = {"measure": COUNT}
    await done(admin, "kpiUpdate", {"id": "kpi_south", "partOf": None} | measure)
    await done(admin, "kpiUpdate", {"id": "kpi_all"} | measure)
    [(code, _, _)] = await refused(admin, "changeRevert", {"revision": gone["revision"]})
    assert code == "REVERT_BLOCKED"


async def test_exported_as_imported(selling: Company) -> None:
    exported = await export_document(selling.database, selling.org)
    parts = {one["id"]: (one.get("partOf"), one.get("segment")) for one in exported["kpis"]}
    assert parts == {
        "kpi_all": (None, None),
        "kpi_north": ("kpi_all", "North"),
        "kpi_south": ("kpi_all", "South"),
        "kpi_other": (None, None),
    }
    await check_derived(selling.database, selling.org, now())


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"partOf": None}, "segment"),
        ({"measure": {"kind": "COUNT"}}, "partOf"),
        ({"partOf": "kpi_none"}, "partOf"),
        ({"partOf": "kpi_north"}, "partOf"),
    ],
)
async def test_imports_that_are_refused(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(ImportRejected) as rejected:
        await import_document(None, regions(**wrong), dry_run=True)
    [mistake] = rejected.value.mistakes
    assert mistake.place == f"kpis[1].{field}"
