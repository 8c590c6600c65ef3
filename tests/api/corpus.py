"""Operations that between them ask for every field of every type, for the tests that hold two ways
of answering against each other. They fit `tests.api.random_organization`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
)

from tests.web.questions import screens

LISTS = {
    "Objective": "objectives",
    "KeyResult": "keyResults",
    "Kpi": "kpis",
    "KpiValue": "kpiValues",
    "CheckIn": "checkIns",
    "Team": "teams",
    "Person": "people",
    "Cycle": "cycles",
    "Initiative": "initiatives",
    "Alignment": "alignments",
    "Support": "supports",
    "Drive": "drives",
    "Comment": "comments",
    "Template": "templates",
}
ARGUMENTS = {
    "progressSeries": '(from: "2026-01-01T00:00:00Z", to: "2026-09-09T00:00:00Z", every: MONTHLY)',
    "progressChange": '(from: "2026-01-01T00:00:00Z", to: "2026-09-09T00:00:00Z", first: 2)',
    "series": '(from: "2026-01-01T00:00:00Z", to: "2026-09-09T00:00:00Z")',
    "prediction": '(from: "2026-01-01T00:00:00Z", to: "2026-09-09T00:00:00Z")',
    "groups": "(by: TEAM)",
    "paths": "(first: 2)",
    "pathsToCompany": "(first: 2)",
}
ELAPSED = re.compile(
    rb'"elapsed":[0-9.e-]+|"at":"[^"]+","score"|("from":"[^"]+",)?"to":"[^"]+","valueBefore"'
)
"""What goes on with the clock while it is asked, in an answer."""
MOST_TOKENS = 1700
"""How much of a type one operation asks for; the server takes 2,000 tokens."""
_TOKEN = re.compile(r"\w+|[^\s\w]")
GROUPINGS = ("HEALTH", "LIFECYCLE", "LEVEL", "CYCLE", "OWNER", "TEAM")


@dataclass(frozen=True)
class Operation:
    """A document, its variables, and the name that its tests get."""

    name: str
    text: str
    variables: Mapping[str, Any] = field(default_factory=dict)


def generated(schema: GraphQLSchema, *, outlined: bool = False) -> Iterator[Operation]:
    """For every type with a list: all of its fields, and all plain fields one step on; `outlined`:
    only the ids one step on, which takes far less planning."""
    walk = _Walk(schema, outlined=outlined)
    for type_name, name in LISTS.items():
        for number, inner in enumerate(_portions(walk.parts(type_name, 1))):
            yield Operation(
                name if number == 0 else f"{name}{number + 1}",
                f"{{ {name}(first: 4) {{ totalCount nodes {{ {inner} }} {walk.info} }} }}",
            )
    for root in ("organization", "viewer"):
        yield Operation(root, f"{{ {root} {{ {walk.fields(root.title(), 1)} }} }}")
    targets = walk.fields("KpiTarget", 1)
    yield Operation(
        "targets",
        f"{{ kpis(first: 4) {{ nodes {{ targets(first: 4) {{ nodes {{ {targets} }} }} }} }} }}",
    )


def field_of(schema: GraphQLSchema, type_name: str, name: str) -> str:
    """One field of a type that is not plain, with what it needs to be asked for, and ids alone of
    what it leads to."""
    named = schema.type_map[type_name]
    assert isinstance(named, GraphQLObjectType)
    return _Walk(schema, outlined=True).field(name, named.fields[name], 1)


def _portions(parts: list[str]) -> Iterator[str]:
    """Fields, as many at a time as one operation may have tokens for."""
    portion: list[str] = []
    tokens = 0
    for part in parts:
        more = len(_TOKEN.findall(part))
        if portion and tokens + more > MOST_TOKENS:
            yield " ".join(portion)
            portion, tokens = [], 0
        portion.append(part)
        tokens += more
    yield " ".join(portion)


class _Walk:
    info = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"

    def __init__(self, schema: GraphQLSchema, *, outlined: bool) -> None:
        self._schema = schema
        self._outlined = outlined
        self._open: set[str] = set()

    def fields(self, type_name: str, depth: int) -> str:
        """The fields of a type: lists and other nodes only while there is depth."""
        named = self._schema.type_map[type_name]
        if isinstance(named, GraphQLInterfaceType | GraphQLUnionType):
            parts = [
                f"... on {one.name} {{ {self._called(one)} }}"
                for one in self._schema.get_possible_types(named)
            ]
            shared = "id" if isinstance(named, GraphQLInterfaceType) else ""
            return f"__typename {shared} {' '.join(parts)}"
        return " ".join(self.parts(type_name, depth))

    def parts(self, type_name: str, depth: int) -> list[str]:
        """The fields of an object, one by one."""
        named = self._schema.type_map[type_name]
        assert isinstance(named, GraphQLObjectType)
        parts = ["__typename"]
        parts += [self.field(name, one, depth) for name, one in named.fields.items()]
        return list(filter(None, parts))

    def field(self, name: str, selected: GraphQLField, depth: int) -> str:
        """One field of a type; nothing where there is no depth for it."""
        inner = get_named_type(selected.type)
        arguments = ARGUMENTS.get(name, "") if selected.args else ""
        if inner.name.endswith("Connection") and "first" in selected.args:
            arguments = "(first: 2)"
        if is_leaf_type(inner):
            return name
        if self._is_node(inner):
            return f"{name} {{ {self._node(inner, depth - 1)} }}" if depth > 0 else ""
        # What is no node may hold its like at any depth: one of them is enough.
        if (depth > 0 or not arguments) and inner.name not in self._open:
            self._open.add(inner.name)
            fields = self.fields(inner.name, depth)
            self._open.remove(inner.name)
            return f"{name}{arguments} {{ {fields} }}"
        return ""

    def _node(self, named: GraphQLNamedType, depth: int) -> str:
        if not self._outlined:
            return self.fields(named.name, depth)
        return "__typename" if isinstance(named, GraphQLUnionType) else "__typename id"

    def _is_node(self, named: GraphQLNamedType) -> bool:
        node = self._schema.type_map["Node"]
        if isinstance(named, GraphQLObjectType):
            return node in named.interfaces
        return True

    def _called(self, named: GraphQLObjectType) -> str:
        return "title" if "title" in named.fields else "name" if "name" in named.fields else "id"


def written() -> Iterator[Operation]:
    """What a generator does not think of."""
    yield Operation(
        "aliases",
        "{ a: objectives(first: 2) { n: nodes { x: id y: id id t: title } more: totalCount }"
        " b: objectives(first: 3, orderBy: {field: PROGRESS, direction: DESC}) {"
        " edges { c: cursor d: cursor node { p: progress } e: node { id } } nodes { id }"
        " again: nodes { title } } }",
    )
    change = "revision kind nodeId actor { name } node { __typename id } fields { name after }"
    yield Operation(
        "changes",
        f"{{ changes(since: 0, first: 5) {{ upTo resync nodes {{ {change} }} }}"
        f" objectives(first: 2) {{ nodes {{ history(first: 2) {{ nodes {{ {change} }} }} }} }} }}",
    )
    item = "kind type nodeId node { __typename id } fields { name before } progressAfter"
    yield Operation(
        "diff",
        f'{{ diff(from: "2001-01-01T00:00:00Z", first: 5) {{ totalCount counts {{ count }}'
        f" edges {{ cursor node {{ {item} }} }} nodes {{ {item} }} }} }}",
    )
    yield Operation(
        "merged",
        "{ objectives(first: 3) { nodes { id owner { id } } nodes { title owner { name"
        " ... on Team { kind } } ... on Objective { cycle { id } cycle { name } } } totalCount"
        " totalCount } }",
    )
    yield Operation(
        "fragments",
        "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename ...Node ...Owner"
        " ... on Objective { title ...Deep } ... on KeyResult { title objective { ...Deep } }"
        " ... on Support { from { __typename ... on Objective { title }"
        " ... on KeyResult { title objective { title } } } }"
        " ... on Alignment { from { title } to { title } keyResult { title } }"
        " ... on Kpi { movers(first: 2) { edges { share paths(first: 1) { steps { node {"
        " __typename ...Node ... on Objective { title ...Deep } ... on Kpi { name } } } } } } } } }"
        " fragment Node on Node { id version }"
        " fragment Owner on ObjectiveOwner { name ... on Person { email } ... on Team { kind } }"
        " fragment Deep on Objective { level owner { ...Owner } ... on Node { createdAt } }",
        {
            "ids": [
                "obj_03",
                "kr_none",
                "team_1",
                "psn_2",
                "kpi_1",
                "kpi_2",
                "obj_03",
                "nonsense",
                "",
                "xyz_1",
                "cyc_1",
                "aln_none",
            ]
        },
    )
    for a, b in ((True, False), (False, True), (True, True), (False, False)):
        yield Operation(
            f"directives-{a}-{b}",
            "query ($a: Boolean!, $b: Boolean!) { objectives(first: 3) @include(if: $a) { nodes {"
            " id title @skip(if: $b) ...F @include(if: $b) ... on Node @skip(if: $a) { version }"
            " progress @include(if: true) health @skip(if: true) } }"
            " kpis(first: 2) @skip(if: $a) { nodes { name movers(first: 1) @include(if: $b) {"
            " totalCount } } } organization { id } }"
            " fragment F on Objective { level owner @skip(if: $a) { name } }",
            {"a": a, "b": b},
        )
    yield Operation(
        "nested",
        "query ($n: Int = 2, $f: ObjectiveFilter) { teams(first: $n) { nodes { name"
        " members(first: $n) { nodes { name objectives(first: $n, filter: $f) { totalCount nodes {"
        " title keyResults(first: $n) { nodes { title checkIns(first: $n) { nodes { value author {"
        " name } } } } } } } } } subTeams(first: $n) { totalCount edges { node { name"
        " leads(first: 1) { nodes { email } } } } } } } }",
        {"f": {"lifecycle": {"in": ["ACTIVE", "CLOSED"]}}},
    )
    yield Operation(
        "rules within rules",
        "{ kpis(first: 3) { nodes { id movers(first: 2) { nodes { title moves(first: 2) { edges {"
        " share node { name movers(first: 1) { totalCount } } } } ancestors(first: 2) { nodes {"
        " title pathsToCompany(first: 1) { share steps { hidden node { id } } } } } } } } } }",
    )
    for by in GROUPINGS:
        node = (
            "node { __typename id ... on Cycle { name } ... on Team { name }"
            " ... on Person { name leads { nodes { name } } } }"
        )
        yield Operation(
            f"groups-{by}",
            f"{{ objectives {{ groups(by: {by}) {{ __typename key count meanProgress {node} }} }}"
            " }",
        )
        if by not in ("HEALTH", "LIFECYCLE"):
            yield Operation(
                f"mover-groups-{by}",
                f"{{ kpis {{ nodes {{ movers(first: 0) {{ groups(by: {by}) {{"
                f" key count ownShare {node} }} }} }} }} }}",
            )
    yield Operation(
        "search",
        '{ search(text: "alpha", first: 20) { totalCount nodes { __typename id ... on Objective {'
        " title moves(first: 1) { totalCount } } ... on ObjectiveOwner { name } } edges { cursor"
        ' node { id ... on KeyResult { title } } } } cycles: search(text: "beta", types: [CYCLE,'
        " KEY_RESULT]) { totalCount nodes { __typename } } }",
    )
    yield Operation(
        "one of each",
        '{ objective(id: "obj_03") { title moves { totalCount } } keyResult(id: "kr_x") { id }'
        ' checkIn(id: "chk_x") { id } initiative(id: "ini_x1") { title }'
        ' comment(id: "cmt_x") { body }'
        ' kpi(id: "kpi_2") { name movers { totalCount } } team(id: "team_0") { name }'
        ' person(id: "psn_1") { name } cycle(id: "cyc_0") { name } node(id: "kpi_2") { id ...'
        ' on Kpi { movers(first: 1) { edges { share } } } } none: node(id: "obj_none") { id }'
        ' nothing: node(id: "") { id } }',
    )
    given = {"opened": "obj_00", "id": "obj_00", "cycle": "cyc_0"}
    ids = {"KpiPage": "kpi_1", "TeamPage": "team_0"}
    for question in screens():
        variables = {
            name: ids.get(question.name, given[name]) if name == "id" else given[name]
            for name in question.variables
        }
        yield Operation(question.name, question.text, variables)
