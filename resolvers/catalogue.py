"""Operations that between them use every layer: each field of every type once.

They are made from the schema, so that what is new in it is planned ahead as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Final

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_required_argument,
)

FIRST: Final = ("objective", "objectives", "kpi", "kpis", "keyResult", "keyResults", "viewer")
"""The root fields that are asked most; the others follow in the schema's order."""

_LITERALS: Final = {
    "ID": '"obj_1"',
    "String": '"word"',
    "Int": "1",
    "DateTime": '"2026-01-01T00:00:00Z"',
    "Date": '"2026-01-01"',
}
_IDS: Final = {
    "node": (
        *("obj", "kr", "kpi", "team", "psn", "cyc", "ini", "chk", "tgt", "val", "aln", "sup"),
        *("drv", "cmt", "tpl"),
    ),
}
_SEVERAL: Final = frozenset({"node", "nodes", "search", "at"})


def catalogue(schema: GraphQLSchema) -> Iterator[str]:
    """Small documents: every root field, those asked most first, then every field of the entities
    that it leads to, as far as none before it has."""
    query = schema.query_type
    assert query is not None
    walk = _Walk()
    roots = [name for name in dict.fromkeys((*FIRST, *query.fields)) if name in query.fields]
    done: set[str] = set()
    for name in roots:
        root = query.fields[name]
        for arguments in _arguments(name, root):
            asked = f"{name}{arguments}"
            yield f"{{ {asked}{walk.inside(root)} }}"
            entity, opening, closing = _entity(get_named_type(root.type))
            if entity is None or entity.name in done or name in _SEVERAL:
                continue
            done.add(entity.name)
            for field_name, field in entity.fields.items():
                if not is_leaf_type(get_named_type(field.type)):
                    for inner in walk.field(field_name, field):
                        yield f"{{ {asked} {opening} {inner} {closing} }}"


def _entity(
    named: GraphQLNamedType,
) -> tuple[GraphQLObjectType | None, str, str]:
    """The type of what a root field leads to, and what stands around its fields."""
    if not isinstance(named, GraphQLObjectType):
        return None, "", ""
    nodes = named.fields.get("nodes")
    if nodes is None:
        return named, "{", "}"
    inner = get_named_type(nodes.type)
    return (inner if isinstance(inner, GraphQLObjectType) else None), "{ nodes {", "} }"


class _Walk:
    """Writes fields with everything below them, up to the next entities."""

    def __init__(self) -> None:
        self._aliases = 0
        self._around: list[str] = []

    def field(self, name: str, field: GraphQLField) -> Iterator[str]:
        """A field with every choice of its enums."""
        for arguments in _arguments(name, field):
            self._aliases += 1
            yield f"a{self._aliases}: {name}{arguments}{self.inside(field)}"

    def inside(self, field: GraphQLField) -> str:
        """What is asked of a field's value."""
        named = get_named_type(field.type)
        if is_leaf_type(named):
            return ""
        if not isinstance(named, GraphQLObjectType):
            return " { __typename }"
        if any(one.name == "Node" for one in named.interfaces):
            return " { id }"
        if named.name in self._around:
            return " { __typename }"
        self._around.append(named.name)
        inner = [one for item in named.fields.items() for one in self.field(*item)]
        self._around.pop()
        return f" {{ __typename {' '.join(inner)} }}"


def _arguments(name: str, field: GraphQLField) -> Iterator[str]:
    """Every choice of a field's enums, with values for what it needs; none when one of those
    is not known."""
    choices: list[list[str]] = []
    for argument_name, argument in field.args.items():
        values = _values(argument.type)
        if argument_name == "id" and name in _IDS:
            values = [f'"{prefix}_1"' for prefix in _IDS[name]]
        if is_required_argument(argument):
            if not values:
                return
            choices.append([f"{argument_name}: {value}" for value in values])
        elif isinstance(get_nullable_type(argument.type), GraphQLEnumType):
            choices.append(["", *(f"{argument_name}: {value}" for value in values)])
    for chosen in product(*choices):
        given = ", ".join(filter(None, chosen))
        yield f"({given})" if given else ""


def _values(given: GraphQLInputType) -> list[str]:
    inner = get_nullable_type(given)
    if isinstance(inner, GraphQLList):
        return [f"[{value}]" for value in _values(inner.of_type)]
    if isinstance(inner, GraphQLEnumType):
        return list(inner.values)
    literal = _LITERALS.get(inner.name) if is_leaf_type(inner) else None
    return [] if literal is None else [literal]
