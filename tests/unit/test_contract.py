"""The public contract keeps its own promises: the schema is walked from end to end."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_introspection_type,
    is_leaf_type,
    is_specified_scalar_type,
)

from graph.model.registry import PREFIXES as IDS
from graph.reads.table.roots import ROOTS
from graph.reads.table.types import ALSO, PREFIXES, TYPES
from resolvers import DESCRIPTION, build_schema

SDL = Path(__file__).parents[2] / "schema" / "schema.graphql"

# What the domain itself calls by one name in several entities, though it is not the same there:
# closed lists of their own, and what is required in one and not in the other. A client that asks
# for two of these at once gives one of them an alias.
OF_THEIR_OWN = {
    "kind": {"Team", "Cycle"},
    "owner": {"KeyResult", "Initiative"},
    "source": {"CheckIn", "KpiValue"},
    "state": {"Cycle", "Initiative", "AlignmentProposal"},
    "status": {"Kpi", "CheckIn"},
}


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema().graphql


def nodes(schema: GraphQLSchema) -> list[GraphQLObjectType]:
    """Every type that has an id of its own."""
    node = schema.type_map["Node"]
    assert isinstance(node, GraphQLInterfaceType)
    return list(schema.get_possible_types(node))


def own_types(schema: GraphQLSchema) -> Iterator[object]:
    """Every type that is not GraphQL's own."""
    for named in schema.type_map.values():
        if not is_introspection_type(named) and not is_specified_scalar_type(named):
            yield named


def test_the_committed_contract_is_the_one_that_is_served() -> None:
    built = build_schema().as_str().strip()
    assert SDL.read_text("utf-8").strip() == built, "goalgraph schema > schema/schema.graphql"


def test_every_field_has_its_place_in_the_graph(schema: GraphQLSchema) -> None:
    for name, stored in TYPES.items():
        named = schema.type_map[name]
        assert isinstance(named, GraphQLObjectType)
        assert set(stored.fields) == set(named.fields), name
    assert {named.name for named in nodes(schema)} == set(TYPES) - {"Viewer"}


def test_every_question_has_its_answer(schema: GraphQLSchema) -> None:
    assert schema.query_type is not None
    assert set(schema.query_type.fields) - {"at"} == set(ROOTS)
    questions = schema.type_map["Questions"]
    assert isinstance(questions, GraphQLInterfaceType)
    elsewhere = {"viewer", "changes", "diff", "at"}
    assert set(schema.query_type.fields) - elsewhere == set(questions.fields)


def test_every_node_has_its_prefix(schema: GraphQLSchema) -> None:
    also = [name for names in ALSO.values() for name in names]
    assert sorted([*PREFIXES.values(), *also]) == sorted(named.name for named in nodes(schema))
    known = {kind: prefix.removesuffix("_") for kind, prefix in IDS.items()}
    assert {kind: prefix for prefix, kind in PREFIXES.items()}.items() <= known.items()


def test_a_query_over_mixed_nodes_never_conflicts(schema: GraphQLSchema) -> None:
    """Fields of one name have one shape in all nodes, and so have all fields below them."""
    compared: set[tuple[str, str]] = set()
    conflicts: set[tuple[str, str, str]] = set()

    def compare(one: GraphQLObjectType, other: GraphQLObjectType) -> None:
        if one is other or (one.name, other.name) in compared:
            return
        compared.update({(one.name, other.name), (other.name, one.name)})
        for name in set(one.fields) & set(other.fields):
            pair = {one.name, other.name}
            if name in OF_THEIR_OWN and pair & OF_THEIR_OWN[name]:
                continue
            types = one.fields[name].type, other.fields[name].type
            if not same_shape(*types):
                conflicts.add((name, *sorted(pair)))
            else:
                for below in itertools.product(*(concrete(schema, each) for each in types)):
                    compare(*below)

    for one, other in itertools.combinations(nodes(schema), 2):
        compare(one, other)
    assert conflicts == set()


def test_what_is_of_its_own_really_is(schema: GraphQLSchema) -> None:
    for name, owners in OF_THEIR_OWN.items():
        shapes = {str(named.fields[name].type) for named in nodes(schema) if name in named.fields}
        assert len(shapes) > 1, name
        assert owners <= {named.name for named in nodes(schema) if name in named.fields}


def same_shape(one: GraphQLOutputType, other: GraphQLOutputType) -> bool:
    """SameResponseShape of the GraphQL specification, 5.3.2, but for what is selected below."""
    for wrapper in (GraphQLNonNull, GraphQLList):
        if isinstance(one, wrapper) and isinstance(other, wrapper):
            return same_shape(one.of_type, other.of_type)
        if isinstance(one, wrapper) or isinstance(other, wrapper):
            return False
    return one is other if is_leaf_type(one) or is_leaf_type(other) else True


def concrete(schema: GraphQLSchema, shape: GraphQLOutputType) -> list[GraphQLObjectType]:
    """The object types that a field may have."""
    named = get_named_type(shape)
    if isinstance(named, GraphQLObjectType):
        return [named]
    if isinstance(named, GraphQLInterfaceType | GraphQLUnionType):
        return list(schema.get_possible_types(named))
    return []


def test_everything_is_described_in_a_sentence(schema: GraphQLSchema) -> None:
    described: list[tuple[str, str | None]] = []
    for named in own_types(schema):
        place = str(named)
        described.append((place, named.description))  # type: ignore[attr-defined]
        if isinstance(named, GraphQLEnumType):
            described += [(f"{place}.{key}", v.description) for key, v in named.values.items()]
        elif isinstance(named, GraphQLInputObjectType):
            described += [(f"{place}.{key}", f.description) for key, f in named.fields.items()]
        elif isinstance(named, GraphQLObjectType | GraphQLInterfaceType):
            for key, field in named.fields.items():
                described.append((f"{place}.{key}", field.description))
                for argument, taken in field.args.items():
                    described.append((f"{place}.{key}({argument})", taken.description))
    assert len(described) > 1000
    sentence = re.compile(r"[A-Z`][^\n]*[.]")
    wrong = [
        (place, text)
        for place, text in described
        if not text or not sentence.fullmatch(text) or re.search(r"[.!?] [A-Z]", text)
    ]
    assert wrong == []


def test_a_support_comes_from_a_supporter(schema: GraphQLSchema) -> None:
    support, supporter = schema.type_map["Support"], schema.type_map["Supporter"]
    assert isinstance(support, GraphQLObjectType)
    assert str(support.fields["from"].type) == "Supporter!"
    assert isinstance(supporter, GraphQLUnionType)
    assert {named.name for named in supporter.types} == {"Objective", "KeyResult"}


def test_lists_that_can_grow_are_connections(schema: GraphQLSchema) -> None:
    connections = [
        named
        for named in own_types(schema)
        if isinstance(named, GraphQLObjectType) and named.name.endswith("Connection")
    ]
    assert len(connections) > 15
    for named in connections:
        # The feed is of all that ever happened, which nobody counts.
        counted = {"totalCount"} if named.name != "ChangeFeedConnection" else set()
        assert {"edges", "nodes", "pageInfo"} | counted <= set(named.fields), named.name
        item = str(named.fields["nodes"].type)
        edge = get_named_type(named.fields["edges"].type)
        assert isinstance(edge, GraphQLObjectType)
        assert str(named.fields["edges"].type) == f"[{edge.name}!]!"
        assert item == f"[{edge.fields['node'].type}]!"
        assert str(edge.fields["cursor"].type) == "String!"
        assert str(named.fields["pageInfo"].type) == "PageInfo!"
        if counted:
            assert str(named.fields["totalCount"].type) == "Int!"


def test_connections_are_paged(schema: GraphQLSchema) -> None:
    """Every field that gives a connection takes `first` and `after`; roots also from the end."""
    assert schema.query_type is not None
    places = 0
    for named in own_types(schema):
        if not isinstance(named, GraphQLObjectType):
            continue
        for name, field in named.fields.items():
            if get_named_type(field.type).name.endswith("Connection"):
                places += 1
                assert isinstance(field.type, GraphQLNonNull)
                if named.name == "ProgressChange":
                    continue  # Its page is asked for with the change itself.
                assert str(field.args["first"].type) == "Int"
                if name == "changed":
                    continue  # What a mutation changed cannot be asked for again.
                assert str(field.args["after"].type) == "String"
                if named is schema.query_type and name not in (
                    "search",
                    "changes",
                    "diff",
                    "findings",
                    "templates",
                ):
                    assert str(field.args["last"].type) == "Int"
                    assert str(field.args["before"].type) == "String"
    assert places > 50


def test_the_schema_says_what_it_is(schema: GraphQLSchema) -> None:
    assert schema.description == DESCRIPTION
    assert build_schema().as_str().startswith(f'"""\n{DESCRIPTION}\n"""\nschema {{')
    assert list(schema.type_map) == sorted(schema.type_map)
