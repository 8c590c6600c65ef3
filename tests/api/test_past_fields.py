"""Every field of every type is found in the past as well, by a statement that the database takes;
and statements about the present know nothing of the past."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from graphql import GraphQLObjectType, get_named_type, is_leaf_type, parse

from graph.database.client import Database
from graph.domain.viewer import Viewer
from graph.reads.execution.run import Plan
from graph.reads.table.types import ALSO, PREFIXES, TYPES
from graph.reads.temporal.moment import Moment
from graph.reads.temporal.tokens import BELONGING, TODAY
from resolvers import GoalSchema, build_schema
from resolvers.context import Context
from resolvers.reading import Shape
from tests.api.corpus import field_of
from tests.api.plans import Recording, Sent

ORG = "org_nowhere"
NOW = datetime(2026, 11, 25, tzinfo=UTC)
IDS = {
    name: f"{prefix}_x" for prefix, kind in PREFIXES.items() for name in (kind, *ALSO.get(kind, ()))
}
TYPE_NAMES = sorted(TYPES)
OF_TODAY = {
    "history.page",
    "change.changes",
    "changes.seen",
    *(f"{name}.byId" for name in TYPES),
}
"""Statements of rules that are of the present in the past as well: history and `progressChange`
show the nodes of changes as they are, and today's rights decide."""
OF_THEN = {
    *("past.change", "past.explanation"),
    *("past.Alignment.byId", "past.Support.byId"),
    *(f"past.organization.{part}" for part in ("goals", "hidden", "others", "stamp")),
}
"""Statements of rules that are of the past in the present as well: they compare with a moment
before, and show links that have ended."""


class Nowhere:
    """Statements are only compiled: there is no such organization."""

    async def read(self, *_: Any, **__: Any) -> None:
        return None


@pytest.fixture(scope="module")
def schema() -> GoalSchema:
    return build_schema()


def root_of(type_name: str) -> str:
    """The question that one object of a type is asked by, up to its fields."""
    if type_name in ("Organization", "Viewer"):
        return type_name.lower()
    return f'node(id: "{IDS[type_name]}")'


def operations(schema: GoalSchema, type_name: str) -> Iterator[str]:
    """Every field of a type: plain ones together, each of the others by itself."""
    named = schema.graphql.type_map[type_name]
    assert isinstance(named, GraphQLObjectType)
    plain, others = [], []
    for name, one in named.fields.items():
        if is_leaf_type(get_named_type(one.type)):
            plain.append(name)
        else:
            others.append(field_of(schema.graphql, type_name, name))
    for fields in (" ".join(plain), *others):
        on = (
            fields
            if root_of(type_name) == type_name.lower()
            else f"... on {type_name} {{ {fields} }}"
        )
        yield f"{{ {root_of(type_name)} {{ {on} }} }}"


async def plans(
    schema: GoalSchema, documents: Iterator[str], *, sees_all: bool, past: bool
) -> dict[str, Plan]:
    """The statements of these documents, those of rules included, by their texts."""
    viewer = Viewer(
        org=ORG,
        person=None,
        name="",
        scope="read",
        role=None,
        sees_all=sees_all,
        mine=(),
        near=(),
        access_revision=0,
    )

    async def refresh() -> Viewer:
        return viewer

    nowhere: Any = Nowhere()
    moment = Moment(1, NOW) if past else None
    schema.reader.choose = Shape.whole
    schema.reader._shapes.clear()
    for document in documents:
        context = Context(viewer, nowhere, NOW, "test", refresh, past=moment)
        executor = schema.execution_context_class.build(
            schema.graphql,
            parse(document),
            context_value=context,
            raw_variable_values={},
            operation_extensions=None,
        )
        assert not isinstance(executor, list), (document, executor)
        before = len(schema.reader._shapes)
        result: Any = executor.execute_operation()
        if hasattr(result, "__await__"):
            await result
        assert len(schema.reader._shapes) == before + 1, document
    return {plan.text: plan for plan in schema.reader.plans()}


@pytest.mark.parametrize("type_name", TYPE_NAMES)
async def test_the_database_takes_every_field_of_the_past(
    schema: GoalSchema, patient: Database, type_name: str
) -> None:
    """Planned for who sees everything: what others see is asked for in `test_past`."""
    found = await compiled(schema, type_name, sees_all=True)
    recording = await Recording.connect(patient.settings)
    try:
        explained = await asyncio.gather(
            *(recording.explain(Sent(plan.name, plan.text, {})) for plan in found)
        )
    finally:
        await recording.close()
    assert all(explained)


@pytest.mark.parametrize("type_name", TYPE_NAMES)
async def test_every_field_is_compiled_for_the_past(schema: GoalSchema, type_name: str) -> None:
    assert await compiled(schema, type_name, sees_all=False)


async def compiled(schema: GoalSchema, type_name: str, *, sees_all: bool) -> list[Plan]:
    """The statements of all fields of a type, which are of the past but for those of today."""
    found = await plans(schema, operations(schema, type_name), sees_all=sees_all, past=True)
    assert {plan.name for plan in found.values() if not plan.past} <= OF_TODAY
    assert [text for text, plan in found.items() if plan.past and "$p.at" not in text] == []
    return list(found.values())


@pytest.mark.parametrize("sees_all", [False, True])
async def test_the_present_knows_nothing_of_the_past(schema: GoalSchema, *, sees_all: bool) -> None:
    """Its statements are not rewritten, and the same whether or not the past was asked."""

    async def present() -> dict[str, Plan]:
        documents = (each for name in TYPE_NAMES for each in operations(schema, name))
        return await plans(schema, documents, sees_all=sees_all, past=False)

    before = await present()
    for name in TYPE_NAMES:
        await plans(schema, operations(schema, name), sees_all=sees_all, past=True)
    assert set(await present()) == set(before)
    assert {plan.name for plan in before.values() if plan.past} <= OF_THEN
    for text in (text for text, plan in before.items() if not plan.past):
        assert not {*TODAY, *BELONGING}.intersection(text), text
        assert "$p.at" not in text, text
        assert "_then" not in text, text
