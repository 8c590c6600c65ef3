"""KPIs that are computed from others: over HTTP, imported, undone, seen earlier and tried."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from random import Random
from typing import Any

import pytest

from graph.database.client import Database
from graph.domain.errors import ImportRejected
from graph.interchange import export_document, import_document
from graph.writes.due_formulas import compute_due
from tests.api.client import Client
from tests.api.companies import BEFORE, Company, Document, company
from tests.api.mutation_client import Enum, change, done, refuse_all, refused, stored
from tests.api.rederived import check_derived
from tests.api.truth import DAY, kpi, now, result, small, text
from tests.reference.formulas import expected, period_of

RATIO: dict[str, Any] = {
    "expression": "revenue / customers",
    "inputs": [{"name": "revenue", "kpi": "kpi_sales"}, {"name": "customers", "kpi": "kpi_base"}],
}


def days(*numbers: float | None) -> list[dict[str, Any]]:
    """A value of each of the last whole days, up to yesterday."""
    return [
        {"at": text(now() - back * DAY), "value": value}
        for back, value in enumerate(reversed(numbers), start=1)
        if value is not None
    ]


def shop(**more: Any) -> Document:
    """Sales of 10, 20 and 30 a day to 2, 4 and 5 customers; and goals measured by what follows."""
    return small(
        kpis=[
            kpi(id="kpi_sales", name="Sales", aggregation="SUM", values=days(10, 20, 30)),
            kpi(id="kpi_base", name="Customers", values=days(2, 4, 5)),
            kpi(id="kpi_month", name="Monthly", frequency="MONTHLY"),
            kpi(id="kpi_free", name="Free"),
        ],
        results=[result()],
        **more,
    )


@pytest.fixture
async def selling(database: Database, url: str) -> AsyncIterator[Company]:
    async with company(database, url, shop()) as loaded:
        yield loaded


@pytest.fixture
async def admin(selling: Company) -> Client:
    return await selling.service()


def given(formula: dict[str, Any] | None) -> dict[str, Any] | None:
    """A formula as GraphQL writes it."""
    if formula is None:
        return None
    made = dict(formula)
    if "ofSegments" in made:
        made["ofSegments"] = Enum(made["ofSegments"])
    if "inputs" in made:
        made["inputs"] = [
            row | ({"aggregation": Enum(row["aggregation"])} if "aggregation" in row else {})
            for row in made["inputs"]
        ]
    return made


async def create(
    client: Client, identifier: str, formula: dict[str, Any], **more: Any
) -> dict[str, Any]:
    row = {
        "id": identifier,
        "name": identifier.removeprefix("kpi_"),
        "direction": Enum("INCREASE"),
        "frequency": Enum("DAILY"),
        "owner": "team_co",
        "formula": given(formula),
    }
    return await done(client, "kpiCreate", row | more)


async def values_of(client: Client, identifier: str, at: str = "") -> list[float]:
    """The values of a KPI, latest first; all of them of formulas if it has one."""
    asked = (
        f'kpi(id: "{identifier}") {{ formula {{ expression }} latest {{ value }} '
        "values(first: 100) { nodes { value source at } } }"
    )
    answer = await client.ask(f"{{ {at} {{ {asked} }} }}" if at else f"{{ {asked} }}")
    found = (answer["at"] if at else answer)["kpi"]
    values = [node["value"] for node in found["values"]["nodes"]]
    if found["formula"] is not None:
        assert {node["source"] for node in found["values"]["nodes"]} <= {"FORMULA"}
    assert found["latest"] == ({"value": values[0]} if values else None)
    return values


async def record(client: Client, identifier: str, back: float, value: float) -> dict[str, Any]:
    row = {"kpi": identifier, "at": text(now() - back * DAY), "value": value}
    return await done(client, "kpiRecordValues", {"values": [row]})


async def test_values_follow_from_inputs(selling: Company, admin: Client) -> None:
    made = await create(admin, "kpi_ratio", RATIO)
    assert await values_of(admin, "kpi_ratio") == [6, 5, 5]
    may = "viewerCan { update setTarget recordValues removeValues }"
    told = await admin.ask(
        f'{{ a: kpi(id: "kpi_ratio") {{ {may} }} b: kpi(id: "kpi_base") {{ {may} }} }}'
    )
    everything = dict.fromkeys(("update", "setTarget", "recordValues", "removeValues"), True)
    assert told["b"]["viewerCan"] == everything
    nothing = {"recordValues": False, "removeValues": False}
    assert told["a"]["viewerCan"] == everything | nothing
    shown = await admin.ask(
        '{ kpi(id: "kpi_ratio") { formula { expression inputs { name kpi { id name } aggregation } '
        "} } }"
    )
    assert shown["kpi"]["formula"] == {
        "expression": "revenue / customers",
        "inputs": [
            {
                "name": "revenue",
                "kpi": {"id": "kpi_sales", "name": "Sales"},
                "aggregation": "SUM",
            },
            {
                "name": "customers",
                "kpi": {"id": "kpi_base", "name": "Customers"},
                "aggregation": "LAST",
            },
        ],
    }
    # A correction, a missing input and a division by 0; today is not over.
    corrected = await record(admin, "kpi_sales", 1, 45)
    assert await values_of(admin, "kpi_ratio") == [9, 5, 5]
    await done(admin, "kpiValueRemove", {"kpi": "kpi_base", "at": text(now() - 2 * DAY)})
    assert await values_of(admin, "kpi_ratio") == [9, 5]
    await record(admin, "kpi_base", 3, 0)
    assert await values_of(admin, "kpi_ratio") == [9]
    for one in ("kpi_sales", "kpi_base"):
        await record(admin, one, 0, 8)
    assert await values_of(admin, "kpi_ratio") == [9]
    await check_derived(selling.database, selling.org, now())
    # As it was computed then.
    at = f"at(revision: {corrected['revision'] - 1})"
    assert await values_of(admin, "kpi_ratio", at) == [6, 5, 5]
    at = f"at(revision: {made['revision'] - 1})"
    assert (await admin.ask(f'{{ {at} {{ kpi(id: "kpi_ratio") {{ id }} }} }}'))["at"]["kpi"] is None


async def test_chains_are_followed_and_tried(selling: Company, admin: Client) -> None:
    await create(admin, "kpi_ratio", RATIO)
    share = {
        "expression": "100 * ratio / (ratio + free)",
        "inputs": [{"name": "ratio", "kpi": "kpi_ratio"}, {"name": "free", "kpi": "kpi_free"}],
    }
    await create(admin, "kpi_share", share)
    assert await values_of(admin, "kpi_share") == []
    await record(admin, "kpi_free", 1, 14)
    assert await values_of(admin, "kpi_share") == [30]
    before = await stored(selling.database, selling.org)
    row = {"kpi": "kpi_base", "at": text(now() - DAY), "value": 30}
    tried = await done(
        admin,
        "kpiRecordValues",
        {"values": [row], "dryRun": True},
        "changed { nodes { ... on KpiValue { value kpi { id } } } }",
    )
    nodes = {node["kpi"]["id"]: node["value"] for node in tried["changed"]["nodes"] if node}
    assert nodes == {"kpi_base": 30, "kpi_ratio": 1, "kpi_share": pytest.approx(100 / 15)}
    assert await stored(selling.database, selling.org) == before
    recorded = await done(admin, "kpiRecordValues", {"values": [row]})
    assert await values_of(admin, "kpi_share") == [pytest.approx(100 / 15)]
    await done(admin, "changeRevert", {"revision": recorded["revision"]})
    assert await values_of(admin, "kpi_ratio") == [6, 5, 5]
    assert await values_of(admin, "kpi_share") == [30]
    await check_derived(selling.database, selling.org, now())


async def test_shorter_periods_are_aggregated(selling: Company, admin: Client) -> None:
    days_of = {"name": "days", "kpi": "kpi_base", "aggregation": "MAX"}
    formula = {
        "expression": "sales + days",
        "inputs": [{"name": "sales", "kpi": "kpi_sales"}, days_of],
    }
    await create(admin, "kpi_monthly", formula, frequency=Enum("MONTHLY"))
    first = now().replace(day=1, hour=0)
    for back, sales, base in ((1, 100, 7), (3, 40, 9), (2, 1, 1)):
        for one, value in (("kpi_sales", sales), ("kpi_base", base)):
            at = text(first - back * DAY)
            await done(
                admin, "kpiRecordValues", {"values": [{"kpi": one, "at": at, "value": value}]}
            )
    # Those of the last days may be of the same month, or of the present one.
    month = period_of("MONTHLY", (first - DAY).date())
    rows = [(back, s, b) for back, s, b in ((3, 10, 2), (2, 20, 4), (1, 30, 5))]
    early = [
        (s, b)
        for back, s, b in rows
        if period_of("MONTHLY", (now() - back * DAY).date()) == month
        and (now() - back * DAY).date() not in {(first - n * DAY).date() for n in (1, 2, 3)}
    ]
    total = 141 + sum(s for s, _ in early)
    assert (await values_of(admin, "kpi_monthly"))[0] == total + max([9, *(b for _, b in early)])
    # Another way to aggregate is another value.
    await done(admin, "kpiUpdate", {"id": "kpi_sales", "aggregation": Enum("MIN")})
    least = min([1, *(s for s, _ in early)])
    assert (await values_of(admin, "kpi_monthly"))[0] == least + max([9, *(b for _, b in early)])
    await check_derived(selling.database, selling.org, now())


async def test_a_formula_is_set_changed_and_cleared(selling: Company, admin: Client) -> None:
    await record(admin, "kpi_free", 1, 1)
    await record(admin, "kpi_free", 4, 4)
    put = await done(admin, "kpiUpdate", {"id": "kpi_free", "formula": RATIO})
    nodes = await admin.ask('{ kpi(id: "kpi_free") { values { nodes { value source } } } }')
    # What was recorded stays where the formula gives nothing.
    assert [tuple(node.values()) for node in nodes["kpi"]["values"]["nodes"]] == [
        (6, "FORMULA"),
        (5, "FORMULA"),
        (5, "FORMULA"),
        (4, "INTEGRATION"),
    ]
    double = RATIO | {"expression": "2 * revenue / customers"}
    again = await done(admin, "kpiUpdate", {"id": "kpi_free", "formula": double})
    history = await admin.ask(
        '{ kpi(id: "kpi_free") { latest { value } history(first: 1, direction: DESC) '
        "{ nodes { fields { name before after } } } } }"
    )
    assert history["kpi"]["latest"] == {"value": 12}
    [told] = [
        one for one in history["kpi"]["history"]["nodes"][0]["fields"] if one["name"] == "formula"
    ]
    assert "2 * revenue" in told["after"]
    await done(admin, "changeRevert", {"revision": again["revision"]})
    assert (await admin.ask('{ kpi(id: "kpi_free") { latest { value } } }'))["kpi"]["latest"] == {
        "value": 6
    }
    await done(admin, "changeRevert", {"revision": put["revision"]})
    assert await values_of(admin, "kpi_free") == [1, 4]
    await check_derived(selling.database, selling.org, now())
    await done(admin, "kpiUpdate", {"id": "kpi_free", "formula": RATIO})
    await done(admin, "kpiUpdate", {"id": "kpi_free", "formula": None})
    # What it was computed to be is what it was; from now on it is measured.
    assert await values_of(admin, "kpi_free") == [6, 5, 5, 4]
    await record(admin, "kpi_free", 1, 3)
    await record(admin, "kpi_sales", 2, 40)
    assert await values_of(admin, "kpi_free") == [3, 5, 5, 4]


async def test_segments_make_a_whole(selling: Company, admin: Client) -> None:
    await create(admin, "kpi_all", {"ofSegments": "SUM"})
    shown = await admin.ask('{ kpi(id: "kpi_all") { formula { expression inputs { name } } } }')
    assert shown["kpi"]["formula"] == {"expression": "", "inputs": []}
    for one in ("kpi_base", "kpi_sales"):
        await done(admin, "kpiUpdate", {"id": one, "partOf": "kpi_all"})
    assert await values_of(admin, "kpi_all") == [35, 24, 12]
    shown = await admin.ask(
        '{ kpi(id: "kpi_all") { formula { expression inputs { name kpi { id } } } } }'
    )
    assert shown["kpi"]["formula"] == {
        "expression": "s1 + s2",
        "inputs": [
            {"name": "s1", "kpi": {"id": "kpi_base"}},
            {"name": "s2", "kpi": {"id": "kpi_sales"}},
        ],
    }
    await record(admin, "kpi_sales", 2, 21)
    assert await values_of(admin, "kpi_all") == [35, 25, 12]
    for how, values in (("MEAN", [17.5, 12.5, 6]), ("MIN", [5, 4, 2]), ("MAX", [30, 21, 10])):
        await done(admin, "kpiUpdate", {"id": "kpi_all", "formula": {"ofSegments": Enum(how)}})
        assert await values_of(admin, "kpi_all") == values
    # A segment that is archived counts where it has values.
    gone = await done(admin, "kpiArchive", {"id": "kpi_base"})
    await record(admin, "kpi_sales", 5, 99)
    assert await values_of(admin, "kpi_all") == [30, 21, 10, 99]
    await done(admin, "changeRevert", {"revision": gone["revision"]})
    assert await values_of(admin, "kpi_all") == [30, 21, 10]
    await done(admin, "kpiUpdate", {"id": "kpi_base", "partOf": None})
    assert await values_of(admin, "kpi_all") == [30, 21, 10, 99]
    await check_derived(selling.database, selling.org, now())


async def test_a_goal_is_measured_by_it(selling: Company, admin: Client) -> None:
    await create(admin, "kpi_ratio", RATIO)
    await done(admin, "keyResultUpdate", {"id": "kr_1", "measuredBy": "kpi_ratio"})
    asked = (
        '{ keyResult(id: "kr_1") { current progress checkIns { nodes { value superseded } } } '
        'objective(id: "obj_1") { progress } }'
    )
    assert (await admin.ask(asked))["keyResult"]["current"] == 6
    recorded = await record(admin, "kpi_sales", 1, 250)
    told = await admin.ask(asked)
    assert (told["keyResult"]["current"], told["objective"]["progress"]) == (50, 0.5)
    await done(admin, "changeRevert", {"revision": recorded["revision"]})
    assert (await admin.ask(asked))["keyResult"]["current"] == 6
    await done(admin, "kpiValueRemove", {"kpi": "kpi_sales", "at": text(now() - DAY)})
    assert (await admin.ask(asked))["keyResult"]["current"] == 5


async def test_what_is_refused(selling: Company, admin: Client) -> None:
    await create(admin, "kpi_ratio", RATIO)
    await create(
        admin, "kpi_up", {"expression": "a", "inputs": [{"name": "a", "kpi": "kpi_ratio"}]}
    )
    before = await stored(selling.database, selling.org)
    inputs = RATIO["inputs"]

    def formula(path: list[str], code: str = "INVALID_INPUT", **more: Any) -> Any:
        case = {"id": "kpi_free", "formula": given(RATIO | more)}
        return ("kpiUpdate", case, [(code, ["formula", *path])])

    sales = [{"name": "a", "kpi": "kpi_sales"}]
    await refuse_all(
        admin,
        [
            formula(["expression"], expression="revenue +"),
            formula(["expression"], expression="revenue / customers + other"),
            formula(["inputs", "1", "name"], expression="revenue"),
            formula(
                ["inputs", "1", "name"],
                inputs=[inputs[0], inputs[1] | {"name": "revenue"}],
                expression="revenue",
            ),
            formula(
                ["inputs", "0", "name"],
                inputs=[inputs[0] | {"name": "min"}, inputs[1]],
                expression="customers",
            ),
            formula(["inputs", "0", "kpi"], "NOT_FOUND", inputs=[inputs[0] | {"kpi": "kpi_none"}]),
            formula(["ofSegments"], ofSegments="SUM"),
            formula(["inputs"], inputs=[], expression="1"),
            (
                "kpiUpdate",
                {"id": "kpi_free", "formula": {"ofSegments": Enum("LAST")}},
                [("INVALID_INPUT", ["formula", "ofSegments"])],
            ),
            (
                "kpiUpdate",
                {
                    "id": "kpi_free",
                    "formula": {"expression": "a", "inputs": [sales[0] | {"kpi": "kpi_month"}]},
                },
                [("INVALID_INPUT", ["formula"])],
            ),
            (
                "kpiUpdate",
                {"id": "kpi_sales", "frequency": Enum("MONTHLY")},
                [("CONFLICT", ["frequency"])],
            ),
            (
                "kpiUpdate",
                {"id": "kpi_ratio", "frequency": Enum("HOURLY")},
                [("INVALID_INPUT", ["frequency"])],
            ),
            (
                "kpiRecordValues",
                {"values": [{"kpi": "kpi_free", "value": 1}, {"kpi": "kpi_ratio", "value": 1}]},
                [("CONFLICT", ["values", "1", "kpi"])],
            ),
            (
                "kpiValueRemove",
                {"kpi": "kpi_ratio", "at": text(now() - DAY)},
                [("CONFLICT", ["kpi"])],
            ),
        ],
    )
    for kpi_id, other in (("kpi_sales", "kpi_up"), ("kpi_ratio", "kpi_ratio")):
        circle = {"expression": "a", "inputs": [{"name": "a", "kpi": other}]}
        payload = await change(admin, "kpiUpdate", {"id": kpi_id, "formula": circle})
        [problem] = payload["problems"]
        assert (problem["__typename"], problem["path"]) == ("DriveCycle", ["formula", "inputs"])
    [(code, _, path)] = await refused(admin, "kpiUpdate", {"id": "kpi_up", "partOf": "kpi_sales"})
    assert (code, path) == ("DRIVE_CYCLE", ["partOf"])
    assert await stored(selling.database, selling.org) == before
    await done(admin, "kpiArchive", {"id": "kpi_sales"})
    [(code, _, path)] = await refused(
        admin, "kpiUpdate", {"id": "kpi_free", "formula": given(RATIO)}
    )
    assert (code, path) == ("INVALID_INPUT", ["formula", "inputs", "0", "kpi"])


async def test_too_much_follows(database: Database, url: str) -> None:
    """No more than 2,000 values of one write, and none of them is half written."""
    one = [{"name": "a", "kpi": "kpi_sales"}]
    computed = [
        kpi(id=f"kpi_{n}", name=f"K{n}", formula={"expression": f"a + {n}", "inputs": one})
        for n in range(3)
    ]
    async with company(database, url, small(kpis=[kpi(id="kpi_sales"), *computed])) as loaded:
        admin = await loaded.service()
        values = [
            {"kpi": "kpi_sales", "at": text(now() - back * DAY), "value": back}
            for back in range(1, 701)
        ]
        asked = (
            "mutation ($input: KpiRecordValuesInput!) { kpiRecordValues(input: $input) "
            "{ problems { code message } } }"
        )

        async def recorded(number: int) -> list[dict[str, str]]:
            answer = await admin.ask(asked, {"input": {"values": values[:number]}})
            found: list[dict[str, str]] = answer["kpiRecordValues"]["problems"]
            return found

        before = await stored(database, loaded.org)
        [problem] = await recorded(700)
        assert problem["code"] == "INVALID_INPUT"
        assert "fewer at once" in problem["message"]
        assert await stored(database, loaded.org) == before
        assert await recorded(600) == []
        assert len(await values_of(admin, "kpi_2")) == 100


@pytest.mark.parametrize("how", ["by a write", "hourly"])
async def test_imported_exported_and_due(database: Database, url: str, how: str) -> None:
    """An import computes what is over by then, and the next write, or the hourly task, what is over
    since."""
    earlier = [BEFORE - 2 * DAY, BEFORE - DAY, BEFORE]
    rows = [
        {"id": f"val_{n}", "at": text(at), "value": 10.0 * n, "recordedAt": text(at)}
        for n, at in enumerate(earlier, start=1)
    ]
    formula = {"expression": "round(a / 3, 1)", "inputs": [{"name": "a", "kpi": "kpi_sales"}]}
    up = {"expression": "a + 1", "inputs": [{"name": "a", "kpi": "kpi_third"}]}
    document = small(
        kpis=[
            kpi(id="kpi_twice", name="Twice", formula=up),
            kpi(id="kpi_third", name="Third", formula=formula),
            kpi(id="kpi_sales", name="Sales", values=rows),
        ]
    )
    async with company(database, url, document) as loaded:
        admin = await loaded.service()
        assert await values_of(admin, "kpi_third") == [6.7, 3.3]
        assert await values_of(admin, "kpi_twice") == [7.7, 4.3]
        at = f'at(time: "{text(BEFORE - DAY)}")'
        assert await values_of(admin, "kpi_third", at) == [3.3]
        if how == "hourly":
            assert loaded.org in await compute_due(database)
            assert loaded.org not in await compute_due(database)
        written = await done(admin, "kpiUpdate", {"id": "kpi_sales", "name": "All sales"})
        assert await values_of(admin, "kpi_third") == [10, 6.7, 3.3]
        assert await values_of(admin, "kpi_twice") == [11, 7.7, 4.3]
        # That has nothing to do with the name, and stays when that is undone.
        await done(admin, "changeRevert", {"revision": written["revision"]})
        assert await values_of(admin, "kpi_twice") == [11, 7.7, 4.3]
        exported = await export_document(database, loaded.org)
        said = {one["id"]: one.get("formula") for one in exported["kpis"]}
        assert said == {"kpi_twice": up, "kpi_third": formula, "kpi_sales": None}
        await check_derived(database, loaded.org, now())


@pytest.mark.parametrize(
    ("formula", "place"),
    [
        ({"expression": "a", "inputs": [{"name": "a", "kpi": "kpi_0"}]}, "formula"),
        ({"expression": "a", "inputs": [{"name": "a", "kpi": "kpi_1"}]}, "formula"),
        ({"expression": "a", "inputs": [{"name": "a", "kpi": "kpi_x"}]}, "formula.inputs[0].kpi"),
        ({"expression": "b", "inputs": [{"name": "a", "kpi": "kpi_2"}]}, "formula.expression"),
        ({"expression": "a", "inputs": [{"name": "a", "kpi": "kpi_3"}]}, "formula"),
        ({"ofSegments": "LAST"}, "formula.ofSegments"),
    ],
)
async def test_imports_that_are_refused(formula: dict[str, Any], place: str) -> None:
    back = {"expression": "a", "inputs": [{"name": "a", "kpi": "kpi_0"}]}
    rows = [
        kpi(id="kpi_0", formula=formula),
        kpi(id="kpi_1", formula=back),
        kpi(id="kpi_2"),
        kpi(id="kpi_3", frequency="MONTHLY"),
    ]
    with pytest.raises(ImportRejected) as rejected:
        await import_document(None, small(kpis=rows), dry_run=True)
    assert f"kpis[0].{place}" in [mistake.place for mistake in rejected.value.mistakes]


@pytest.mark.parametrize("seed", range(2))
async def test_random_writes_against_the_reference(database: Database, url: str, seed: int) -> None:
    """After any writes, every value is what the slow version makes of what was recorded."""
    random = Random(seed)
    today = now().date()
    since = today - 70 * DAY
    measured = {
        "kpi_day": {"frequency": "DAILY", "aggregation": "SUM"},
        "kpi_week": {"frequency": "WEEKLY", "aggregation": "MEAN"},
        "kpi_part": {"frequency": "DAILY", "aggregation": "LAST"},
    }
    names = "abc"

    def computed(identifier: str, frequency: str, text_: str, rows: list[Any], f: Any) -> Any:
        inputs = [
            {"name": name, "kpi": one} | ({"aggregation": how} if how else {})
            for name, (one, how) in zip(names, rows, strict=False)
        ]
        row = kpi(id=identifier, name=identifier, frequency=frequency, aggregation="LAST")
        row["formula"] = {"expression": text_, "inputs": inputs}
        plain = {"frequency": frequency, "aggregation": "LAST", "inputs": rows, "formula": f}
        return row, plain

    formulas = [
        computed(
            "kpi_w",
            "WEEKLY",
            "a / b",
            [("kpi_day", None), ("kpi_week", None)],
            lambda a, b: a / b,
        ),
        computed(
            "kpi_m",
            "MONTHLY",
            "max(a, b) - c",
            [("kpi_week", "MAX"), ("kpi_day", "MEAN"), ("kpi_part", None)],
            lambda a, b, c: max(a, b) - c,
        ),
        computed("kpi_x", "WEEKLY", "-a * 2", [("kpi_w", None)], lambda a: -a * 2),
        computed("kpi_y", "MONTHLY", "abs(a)", [("kpi_x", "MIN")], abs),
    ]
    rows = [kpi(id=one, name=one, **row) for one, row in measured.items()]
    document = small(kpis=[*rows, *(row for row, _ in formulas)])
    kept: dict[str, dict[date, float]] = {one: {} for one in measured}
    async with company(database, url, document) as loaded:
        admin = await loaded.service()
        for _ in range(12):
            batch = []
            for _ in range(random.randrange(1, 9)):
                one = random.choice([*measured])
                day = today - random.randrange(1, 60) * DAY
                if measured[one]["frequency"] == "WEEKLY":
                    day -= (day.isoweekday() - 1) * DAY
                value = float(random.randrange(-3, 9))
                batch.append({"kpi": one, "at": f"{day}T12:00:00Z", "value": value})
                kept[one][day] = value
            await done(admin, "kpiRecordValues", {"values": batch})
            if random.random() < 0.4:
                one = random.choice([k for k in kept if kept[k]])
                day = random.choice([*kept[one]])
                del kept[one][day]
                await done(admin, "kpiValueRemove", {"kpi": one, "at": f"{day}T12:00:00Z"})
        plain: dict[str, Any] = {
            one: row | {"values": kept[one]} for one, row in measured.items()
        } | {row["id"]: made for row, made in formulas}
        wanted = expected(plain, today, since)
        for row, _ in formulas:
            answer = await admin.ask(
                f'{{ kpi(id: "{row["id"]}") {{ values(first: 100) {{ nodes {{ at value }} }} }} }}'
            )
            found = {
                period_of(row["frequency"], date.fromisoformat(node["at"][:10])): node["value"]
                for node in answer["kpi"]["values"]["nodes"]
            }
            assert found == pytest.approx(wanted[row["id"]]), row["id"]
        assert wanted["kpi_m"]
        await check_derived(database, loaded.org, now())
