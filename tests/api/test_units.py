"""A KPI measures what is of the same kind, currency and unit, and there are such."""

from __future__ import annotations

from typing import Any

import pytest

from graph.database.client import Database
from graph.domain.errors import ImportRejected
from graph.interchange import import_document
from tests.api.companies import company
from tests.api.mutation_client import Enum, done, refuse_all, stored
from tests.api.truth import DAY, kpi, now, result, small, text

EUR = {"kind": "CURRENCY", "currency": "EUR"}
USD = {"kind": "CURRENCY", "currency": "USD"}
HOURS = {"kind": "DURATION", "unit": "hours"}
BAD: list[tuple[dict[str, Any], str]] = [
    ({"kind": "CURRENCY"}, "currency"),
    ({"kind": "CURRENCY", "currency": "ABC"}, "currency"),
    ({"kind": "DURATION", "unit": "bananas"}, "unit"),
]


def enums(measure: dict[str, Any]) -> dict[str, Any]:
    return {**measure, "kind": Enum(measure["kind"])}


async def test_units_that_do_not_exist(database: Database, url: str) -> None:
    document = small(kpis=[kpi(measure=EUR)], results=[result(measure=EUR)])
    async with company(database, url, document) as loaded:
        admin = await loaded.service()
        before = await stored(database, loaded.org)
        new = {
            "name": "New",
            "direction": Enum("INCREASE"),
            "frequency": Enum("DAILY"),
            "owner": "team_co",
        }
        made = {"objective": "obj_1", "title": "New", "metric": {"goal": Enum("DONE")}}
        for measure, name in BAD:
            given = {"measure": enums(measure)}
            refused = [("INVALID_INPUT", ["measure", name])]
            await refuse_all(
                admin,
                [
                    ("kpiCreate", new | given, refused),
                    ("kpiUpdate", {"id": "kpi_1"} | given, refused),
                    ("keyResultCreate", made | given, refused),
                    ("keyResultUpdate", {"id": "kr_1"} | given, refused),
                ],
            )
        assert await stored(database, loaded.org) == before


@pytest.mark.parametrize(("measure", "name"), BAD)
async def test_imports_of_units_that_do_not_exist(measure: dict[str, Any], name: str) -> None:
    document = small(kpis=[kpi(measure=measure)], results=[result(measure=measure)])
    with pytest.raises(ImportRejected) as rejected:
        await import_document(None, document, dry_run=True)
    assert [mistake.place for mistake in rejected.value.mistakes] == [
        f"kpis[0].measure.{name}",
        f"objectives[0].keyResults[0].measure.{name}",
    ]


@pytest.mark.parametrize(
    ("own", "measuring"),
    [
        (USD, EUR),
        ({"kind": "COUNT"}, {"kind": "PERCENT"}),
        ({"kind": "DURATION", "unit": "days"}, HOURS),
        (EUR, {"kind": "NUMBER"}),
    ],
)
async def test_a_kpi_of_something_else_does_not_measure(
    database: Database, url: str, own: dict[str, Any], measuring: dict[str, Any]
) -> None:
    measured = small(
        kpis=[kpi(measure=measuring)], results=[result(measure=own, measuredBy="kpi_1")]
    )
    with pytest.raises(ImportRejected) as rejected:
        await import_document(None, measured, dry_run=True)
    [mistake] = rejected.value.mistakes
    assert mistake.place == "objectives[0].keyResults[0].measuredBy"
    values = [{"at": text(now() - DAY), "value": 15_000}]
    document = small(kpis=[kpi(measure=measuring, values=values)], results=[result(measure=own)])
    async with company(database, url, document) as loaded:
        admin = await loaded.service()
        before = await stored(database, loaded.org)
        given = {"measuredBy": "kpi_1"}
        made = {"objective": "obj_1", "title": "New", "metric": {"goal": Enum("DONE")}}
        refused = [("INVALID_INPUT", ["measuredBy"])]
        await refuse_all(
            admin,
            [
                ("keyResultUpdate", {"id": "kr_1"} | given, refused),
                ("keyResultCreate", made | given | {"measure": enums(own)}, refused),
            ],
        )
        assert await stored(database, loaded.org) == before
        # Both at once agree, and then neither goes its own way.
        both = {"id": "kr_1", "measure": enums(measuring)} | given
        shown = await done(admin, "keyResultUpdate", both, "keyResult { current }")
        assert shown["keyResult"] == {"current": 15_000.0}
        await refuse_all(
            admin,
            [
                (
                    "kpiUpdate",
                    {"id": "kpi_1", "measure": enums(own)},
                    [("CONFLICT", ["measure"])],
                ),
            ],
        )
        if measuring != {"kind": "NUMBER"}:
            other = {"id": "kr_1", "measure": enums(own)}
            await refuse_all(admin, [("keyResultUpdate", other, [("INVALID_INPUT", ["measure"])])])


async def test_of_a_number_of_which_nothing_is_said_the_kpi_says_it(
    database: Database, url: str
) -> None:
    document = small(
        kpis=[kpi(measure=HOURS)], results=[result(measuredBy="kpi_1"), result(id="kr_2")]
    )
    async with company(database, url, document) as loaded:
        admin = await loaded.service()
        unit = "measure { kind unit }"
        expected = {"kind": "DURATION", "unit": "hours"}
        shown = await admin.ask(f'{{ keyResult(id: "kr_1") {{ {unit} }} }}')
        assert shown["keyResult"]["measure"] == expected
        given = {"id": "kr_2", "measuredBy": "kpi_1"}
        changed = await done(admin, "keyResultUpdate", given, f"keyResult {{ {unit} }}")
        assert changed["keyResult"]["measure"] == expected


async def test_undoing_mixes_no_units(database: Database, url: str) -> None:
    """What was changed to another unit since stands in the way, on either side."""
    other = result(id="kr_2", measure=USD)
    document = small(
        kpis=[kpi(measure=EUR)], results=[result(measure=EUR, measuredBy="kpi_1"), other]
    )
    async with company(database, url, document) as loaded:
        admin = await loaded.service()
        parted = await done(admin, "keyResultUpdate", {"id": "kr_1", "measuredBy": None})
        dollars = await done(admin, "kpiUpdate", {"id": "kpi_1", "measure": enums(USD)})
        asked = [("REVERT_BLOCKED", ["revision"])]
        undo = ("changeRevert", {"revision": parted["revision"]}, asked)
        await refuse_all(admin, [undo])
        await done(admin, "keyResultUpdate", {"id": "kr_2", "measuredBy": "kpi_1"})
        undo_dollars = ("changeRevert", {"revision": dollars["revision"]}, asked)
        await refuse_all(admin, [undo, undo_dollars])
        await done(admin, "keyResultUpdate", {"id": "kr_2", "measuredBy": None})
        await done(admin, "changeRevert", {"revision": dollars["revision"]})
        await done(admin, "changeRevert", {"revision": parted["revision"]})
        measured = '{ keyResult(id: "kr_1") { measuredBy { id measure { currency } } } }'
        assert (await admin.ask(measured))["keyResult"]["measuredBy"] == {
            "id": "kpi_1",
            "measure": {"currency": "EUR"},
        }
