"""How many statements questions take, and that the database runs each from an index."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, timedelta
from itertools import product
from random import Random
from typing import Any

import pytest
from graphql import FieldNode, Visitor, parse, visit

from api.app import create_app
from api.config import Settings
from graph.database.client import Database
from resolvers import build_schema
from resolvers.reading import Shape
from tests.api.client import Client
from tests.api.companies import company
from tests.api.corpus import Operation, generated, written
from tests.api.lists import RootList, root_lists, root_query
from tests.api.plans import Operator, Recording
from tests.api.random_organization import varied
from tests.api.serving import serving

SCHEMA = build_schema().graphql
GENERATED = list(generated(SCHEMA))
CORPUS = [*GENERATED, *written()]
RULES = {"movers", "moves", "ancestors", "descendants", "pathsToCompany", "progressSeries"}
# Which plan it is, and the plan, as nothing is kept here.
PLAN = ("movers.standing", "movers")
RULES |= {"history", "changes", "diff"}
RULES |= {"explanation", "progressChange", "landing", "gap", "prediction", "rootCauses"}
RULES |= {"findings", "alignmentReport", "series", "trend", "forecast", "formula"}
RULES |= {"suggestions", "weekly", "retrospective", "rolledOver"}


class Asker:
    """A client, and the statements that its server sent."""

    def __init__(self, client: Client, recording: Recording) -> None:
        self.client = client
        self.recording = recording

    async def statements(self, text: str, variables: dict[str, object] | None = None) -> list[str]:
        """The names of the statements that an operation takes, in order."""
        self.recording.sent.clear()
        await self.client.ask(text, variables)
        return [one.name for one in self.recording.sent if one.name != "viewerOfToken"]


def _reports(people: int, weeks: int) -> Iterator[dict[str, Any]]:
    """What people said in weeks long ago."""
    for week, person in product(range(weeks), range(people)):
        monday = date(2025, 1, 6) + timedelta(weeks=week)
        sunday = monday + timedelta(6)
        yield {
            "id": f"rep_{person}_{week}",
            "author": f"psn_{person}",
            "week": {"startsOn": monday.isoformat(), "endsOn": sunday.isoformat()},
            "submittedAt": f"{sunday}T12:00:00+00:00",
            "items": [{"topic": "PLAN", "text": "Go on"}],
        }


@pytest.fixture(scope="module")
async def askers(patient: Database) -> AsyncIterator[list[Asker]]:
    """Who does not see all and who does, at a server whose statements are kept."""
    async with AsyncExitStack() as stack:
        recording = await Recording.connect(patient.settings)
        stack.push_async_callback(recording.close)
        schema = build_schema()
        schema.reader.choose = Shape.whole
        app = create_app(Settings(cache_mib=0), database=recording, schema=schema)
        url = await stack.enter_async_context(serving(app))
        document = varied(Random(25), datetime.now(UTC))
        # Of what there is none of, a planner rightly looks at all.
        document["reports"] = list(_reports(10, 12))
        for goal in document["objectives"]:
            goal["originId"] = f"{goal['id']}_before"
        loaded = await stack.enter_async_context(company(patient, url, document))
        clients = [await loaded.person("p4@varied.example"), await loaded.service()]
        for client in clients:  # What is one statement here is planned for long.
            client.http.timeout = 180
        yield [Asker(client, recording) for client in clients]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("{ organization { id } }", ["organization"]),
        ("{ objectives { totalCount groups(by: HEALTH) { count } nodes { id } } }", ["objectives"]),
        ("{ a: kpis { totalCount } b: kpis { nodes { id } } }", ["kpis", "kpis"]),
        (
            "{ teams { nodes { members(first: 3) { nodes { objectives(first: 3) { nodes {"
            " keyResults(first: 3) { nodes { checkIns(first: 3) { nodes { author { manager { name"
            " } } } } supports(first: 3) { nodes { kpi { values(first: 3) {"
            " nodes { value } } } } } } } alignedFrom { edges { share node { title } } } } } } }"
            " subTeams { nodes { leads { nodes { name } } } } } } }",
            ["teams"],
        ),
        ('{ nodes(ids: ["obj_01", "kpi_1", "team_1"]) { id ... on Team { name } } }', ["nodes"]),
        ('{ node(id: "nothing") { id } }', ["node"]),
        # What a rule counts needs no page; what a page shows is fetched for all objects at once.
        ("{ kpis { nodes { movers { totalCount unownedShare } } } }", ["kpis", *PLAN]),
        (
            "{ kpis(first: 6) { nodes { movers { nodes { title } edges { paths { steps { node {"
            " id } } } } groups(by: OWNER) { node { id } } } } } }",
            ["kpis", "movers", "movers.page"],
        ),
        (
            "{ objectives { nodes { moves { nodes { name owner { name } } } } } }",
            ["objectives", "moves", "moves.page"],
        ),
        (
            "{ objectives { nodes { ancestors { nodes { title } }"
            " descendants { nodes { title keyResults { nodes { title } } } }"
            " pathsToCompany { steps { node { id } } } } } }",
            [
                *("objectives", "above", "lineage.up.page", "below", "lineage.down.page"),
                *("above", "paths.page"),
            ],
        ),
        (
            '{ objectives { nodes { progressSeries(from: "2026-01-01T00:00:00Z") { at } } } }',
            ["objectives", "series"],
        ),
        (
            "{ kpis(first: 9) { nodes { movers(first: 9) { nodes { moves(first: 9) { nodes {"
            " movers { nodes { title } } } } } } } } }",
            ["kpis", *PLAN, "movers.page", "moves", "moves.page", *PLAN, "movers.page"],
        ),
        (
            "{ kpis { nodes { all: movers { nodes { id } } some: movers(first: 1) { nodes { id } }"
            " } } }",
            ["kpis", *PLAN, "movers.page", *PLAN, "movers.page"],
        ),
    ],
)
async def test_what_a_question_takes(askers: list[Asker], text: str, names: list[str]) -> None:
    outsider, service = askers
    # What rules take is asked for at once, in no order.
    assert sorted(await service.statements(text)) == sorted(names)
    # Who does not see all may have nothing to be shown of something: no page of it is asked for.
    taken = Counter(await outsider.statements(text))
    assert taken <= Counter(names)
    assert set(names) - set(taken) <= {"paths.page"}


@pytest.mark.parametrize("size", [0, 1, 2, 100])
async def test_more_objects_take_no_more_statements(askers: list[Asker], size: int) -> None:
    text = (
        "query ($n: Int) { objectives(first: $n) { nodes { owner { name } moves { nodes { name } }"
        " keyResults(first: $n) { nodes { checkIns(first: 9) { nodes { value } } } } } } }"
    )
    names = ["objectives", "moves", "moves.page"]
    for asker in askers:
        taken = await asker.statements(text, {"n": size})
        # The first ones by title may move no KPI: then there is nothing to be shown of any.
        assert taken == (names[: len(taken)] if 0 < size < 100 else names[: 1 if size == 0 else 3])


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("AlignmentTree", 5),
        ("ObjectivePage", 8),
        ("KpiPage", 4),
        ("PersonHome", 6),
        ("TeamPage", 3),
        ("CheckInList", 2),
    ],
)
async def test_the_screens(askers: list[Asker], name: str, most: int) -> None:
    [operation] = [one for one in CORPUS if one.name == name]
    for asker in askers:
        assert len(await asker.statements(operation.text, dict(operation.variables))) <= most


class _Fields(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.rules = 0
        self.depth = 0

    def enter_field(self, node: FieldNode, *_: object) -> None:
        self.rules += node.name.value in RULES


@pytest.mark.parametrize("operation", CORPUS, ids=lambda one: one.name)
async def test_statements_and_their_plans(askers: list[Asker], operation: Operation) -> None:
    """At most six more for each field with a rule; and every plan starts from an index."""
    document = parse(operation.text)
    visit(document, counted := _Fields())
    roots = len(document.definitions[0].selection_set.selections)  # type: ignore[attr-defined]
    for asker in askers[:1] if operation in GENERATED else askers:
        names = await asker.statements(operation.text, dict(operation.variables))
        # Fragments are spread in several places: each of their rules once a place.
        assert len(names) <= roots + 6 * counted.rules * max(1, operation.text.count("..."))
        for sent in [one for one in asker.recording.sent if one.name != "viewerOfToken"]:
            operators = await asker.recording.explain(sent)
            assert scans(operators) == [], (sent.name, sent.text)


# What goes by the clock, or by another node, has no index: the organization's are looked through,
# and no more than a page of them is kept.
UNINDEXED = ("HEALTH", "STATUS", "CYCLE")
INDEXED = [listed for listed in root_lists() if listed.field not in UNINDEXED]


@pytest.mark.parametrize("listed", INDEXED, ids=str)
async def test_pages_come_in_the_order_of_an_index(askers: list[Asker], listed: RootList) -> None:
    """Nothing is sorted but the rows of one page."""
    # Planning is what takes time here: each direction is asked by one of the two, from one end.
    down = listed.direction == "DESC"
    asker = askers[down]
    query = root_query(listed).replace("totalCount", "")
    asker.recording.sent.clear()
    size, beyond = ("last", "before") if down else ("first", "after")
    page = (await asker.client.ask(query, {size: 4}))["page"]
    end = page["pageInfo"]["startCursor" if down else "endCursor"]
    await asker.client.ask(query, {size: 3, beyond: end})
    for sent in [one for one in asker.recording.sent if one.name != "viewerOfToken"]:
        operators = await asker.recording.explain(sent)
        assert scans(operators) == [], sent.text
        sorts = [one for one in operators if one.kind in ("Sort", "Top")]
        assert sorts == [], sent.text


def scans(operators: list[Operator]) -> list[Operator]:
    """Operators that look at more than what one organization has of something."""
    return [
        operator
        for operator in operators
        if operator.kind.endswith("Scan")
        or ("Index" in operator.kind and "org = $p.org" not in operator.details)
    ]
