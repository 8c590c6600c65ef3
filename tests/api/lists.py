"""The lists of the root, in every order that the contract lets clients ask for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graphql import GraphQLEnumType, GraphQLInputObjectType, get_named_type

from resolvers import build_schema

SCHEMA = build_schema().graphql
ALL_LIFECYCLES = "{lifecycle: {in: [DRAFT, ACTIVE, CLOSED, ARCHIVED]}}"


@dataclass(frozen=True)
class RootList:
    """One list of the root, and one of the orders it can have."""

    name: str
    field: str
    direction: str

    @property
    def key(self) -> str:
        """What of a node says where it is in this order."""
        return "cycle { startsOn endsOn name }" if self.field == "CYCLE" else camel(self.field)

    def __str__(self) -> str:
        return f"{self.name}-{self.field}-{self.direction}"


def camel(name: str) -> str:
    """CHECK_IN_DUE_ON is the order by checkInDueOn."""
    first, *others = name.lower().split("_")
    return first + "".join(word.title() for word in others)


def everything(name: str) -> str:
    """The filter that leaves nothing of a root list out."""
    assert SCHEMA.query_type is not None
    taken = get_named_type(SCHEMA.query_type.fields[name].args["filter"].type)
    assert isinstance(taken, GraphQLInputObjectType)
    if "lifecycle" in taken.fields:
        return ALL_LIFECYCLES
    if "archived" in taken.fields:
        return "{or: [{archived: true}, {archived: false}]}"
    return "{}"


def root_lists() -> Iterator[RootList]:
    """Every root list in every order."""
    assert SCHEMA.query_type is not None
    for name, field in SCHEMA.query_type.fields.items():
        if "orderBy" in field.args:
            taken = get_named_type(field.args["orderBy"].type)
            assert isinstance(taken, GraphQLInputObjectType)
            fields = get_named_type(taken.fields["field"].type)
            assert isinstance(fields, GraphQLEnumType)
            for one in fields.values:
                for direction in ("ASC", "DESC"):
                    yield RootList(name, one, direction)


PAGE = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"


def root_query(listed: RootList) -> str:
    """A page of a root list, with all of its arguments."""
    return (
        "query ($first: Int, $after: String, $last: Int, $before: String) {"
        f" page: {listed.name}(first: $first, after: $after, last: $last, before: $before,"
        f" filter: {everything(listed.name)},"
        f" orderBy: {{field: {listed.field}, direction: {listed.direction}}}) {{"
        f" totalCount nodes {{ id }} edges {{ cursor node {{ id key: {listed.key} }} }}"
        f" {PAGE} }} }}"
    )
