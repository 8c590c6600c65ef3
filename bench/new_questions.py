"""Questions that nobody has asked before, made at random from the contract.

Each is asked once, which is its first answer, and then until it is asked as one planned statement.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any, Final

import orjson
from graphql import (
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

from bench.http import Connection

COUNT: Final = 20
DEPTH: Final = (3, 6)
"""How many entities lie within each other, at least and at most."""
LISTS: Final = (5, 12)
"""How many lists and objects a question asks for, at least and at most."""
ROOTS: Final = ("objectives", "keyResults", "kpis", "teams", "people", "cycles", "initiatives")
COMPUTED: Final = frozenset(
    {"history", "movers", "moves", "ancestors", "descendants", "findings", "leaves", "inputs"}
)
"""Fields that a rule computes: their time is not that of a plan."""

PLANNED_SECONDS: Final = 8.0
"""How long it is waited until the one statement of a question is planned."""
AGAIN: Final = 15

SCHEMA: Final = Path(__file__).parent.parent / "schema" / "schema.graphql"


def new_questions(seed: int) -> Iterator[str]:
    """Documents; the same for the same seed."""
    schema, random = build_schema(SCHEMA.read_text()), Random(seed)
    while True:
        maker = _Maker(schema, random)
        document = maker.document()
        if LISTS[0] <= maker.lists <= LISTS[1] and DEPTH[0] <= maker.deepest <= DEPTH[1]:
            yield document


class _Maker:
    def __init__(self, schema: GraphQLSchema, random: Random) -> None:
        self._schema = schema
        self._random = random
        self.lists = 0
        self.deepest = 0

    def document(self) -> str:
        """One root list with what lies below it."""
        assert self._schema.query_type is not None
        root = self._random.choice(ROOTS)
        named = get_named_type(self._schema.query_type.fields[root].type)
        return f"{{ {root}(first: 20) {{ {self._connection(named, 1)} }} }}"

    def _connection(self, named: GraphQLNamedType, depth: int) -> str:
        assert isinstance(named, GraphQLObjectType)
        self.lists += 1
        inner = get_named_type(named.fields["nodes"].type)
        total = "totalCount" if "totalCount" in named.fields and self._random.random() < 0.3 else ""
        return f"{total} nodes {{ {self._entity(inner, depth)} }}"

    def _entity(self, named: GraphQLNamedType, depth: int) -> str:
        self.deepest = max(self.deepest, depth)
        if not isinstance(named, GraphQLObjectType):
            return "__typename"
        leaves = [
            name for name, one in named.fields.items() if is_leaf_type(get_named_type(one.type))
        ]
        asked = ["id", *self._random.sample(leaves, min(len(leaves), self._random.randint(1, 5)))]
        below = [name for name in named.fields if self._leads(named, name)]
        if depth < DEPTH[1]:
            for name in self._random.sample(below, min(len(below), self._random.randint(1, 3))):
                asked.append(self._field(named, name, depth))
        return " ".join(dict.fromkeys(asked))

    def _field(self, named: GraphQLObjectType, name: str, depth: int) -> str:
        inner = get_named_type(named.fields[name].type)
        if inner.name.endswith("Connection"):
            return f"{name}(first: 5) {{ {self._connection(inner, depth + 1)} }}"
        self.lists += 1
        return f"{name} {{ {self._entity(inner, depth + 1)} }}"

    def _leads(self, named: GraphQLObjectType, name: str) -> bool:
        field = named.fields[name]
        inner = get_named_type(field.type)
        if name in COMPUTED or any(map(is_required_argument, field.args.values())):
            return False
        if isinstance(inner, GraphQLObjectType) and "nodes" in inner.fields:
            listed = get_named_type(inner.fields["nodes"].type)
            return "first" in field.args and _is_entity(listed)
        return _is_entity(inner)


def _is_entity(named: GraphQLNamedType) -> bool:
    return isinstance(named, GraphQLObjectType) and any(
        interface.name == "Node" for interface in named.interfaces
    )


async def time_new(connection: Connection, seed: int) -> list[dict[str, Any]]:
    """For each question the first answer and the median of those as one planned statement, in
    milliseconds."""
    rows = []
    for number, document in zip(range(COUNT), new_questions(seed), strict=False):
        first = await _asked(connection, document)
        for _ in range(3):
            await _asked(connection, document)
        await asyncio.sleep(PLANNED_SECONDS)
        planned = statistics.median([await _asked(connection, document) for _ in range(AGAIN)])
        rows.append({"new": number, "first_ms": round(first, 1), "planned_ms": round(planned, 1)})
    return rows


async def _asked(connection: Connection, document: str) -> float:
    await connection.open()
    started = time.perf_counter()
    answer = orjson.loads(await connection.ask(document, {}))
    seconds = time.perf_counter() - started
    await connection.close()
    if "errors" in answer:
        raise RuntimeError(f"{answer['errors'][0]['message']}: {document}")
    return seconds * 1000


def summary(rows: Sequence[Mapping[str, Any]]) -> str:
    """The figures of all of them in a sentence."""
    first = [row["first_ms"] for row in rows]
    ratio = statistics.median([row["first_ms"] / row["planned_ms"] for row in rows])
    return (
        f"{len(rows)} new questions: first answers {statistics.median(first):.0f} ms at the "
        f"median, {max(first):.0f} at most; {ratio:.1f} times their one planned statement."
    )
