"""Random operations of a schema, with values at and beyond the edges of what is taken."""

from __future__ import annotations

from random import Random
from typing import Any, Final

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_required_argument,
    is_required_input_field,
)

IDS: Final = ("obj_keep", "team_growth", "psn_jaan", "kr_macros", "obj_none", "x", "")
VALUES: Final[dict[str, tuple[Any, ...]]] = {
    "ID": IDS,
    "String": (
        "",
        " ",
        "Keep",
        "\u0000",
        "\U0001f600" * 3,
        "x" * 3000,
        "%",
        '"',
        "WyJ4IiwxLCJ4Il0",
    ),
    "Int": (0, 1, 2, 100, 101, -1, 2**31 - 1, -(2**31)),
    "Float": (0, -0.0, 0.5, 1, 1e308, -1e308, 5e-324, 1e-12),
    "Boolean": (True, False),
    "Date": ("2026-11-02", "0001-01-01", "9999-12-31"),
    "DateTime": (
        "2026-11-02T09:00:00Z",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999Z",
        "2026-10-01T00:00:00.0000001+14:00",
    ),
}

RARE: Final = {"after": 0.03, "before": 0.03, "last": 0.03, "first": 0.1}
"""How often an argument is given that is refused most of the time; others are more often."""


class Operations:
    """A stream of operations, the same for the same seed."""

    def __init__(self, schema: GraphQLSchema, seed: int) -> None:
        self._schema = schema
        self._random = Random(seed)
        self._variables: dict[str, Any] = {}
        self._declared: list[str] = []

    def of(self, root: GraphQLObjectType, name: str) -> tuple[str, dict[str, Any]]:
        """An operation of one root field, and its variables; mutations only try."""
        self._variables, self._declared = {}, []
        word = "mutation" if root is self._schema.mutation_type else "query"
        field = self._field(root, name, 0)
        declared = f"({', '.join(self._declared)})" if self._declared else ""
        return f"{word}{declared} {{ {field} }}", self._variables

    def _field(
        self, parent: GraphQLObjectType | GraphQLInterfaceType, name: str, depth: int
    ) -> str:
        field = parent.fields[name]
        arguments = []
        for argument, given in field.args.items():
            if is_required_argument(given) or self._random.random() < RARE.get(argument, 0.4):
                variable = f"v{len(self._variables)}"
                self._declared.append(f"${variable}: {given.type}")
                self._variables[variable] = self._value(given.type, 0)
                arguments.append(f"{argument}: ${variable}")
        text = f"f{self._random.randrange(10**6)}: {name}"
        if arguments:
            text += f"({', '.join(arguments)})"
        return f"{text}{self._selected(get_named_type(field.type), depth)}"

    def _selected(self, named: Any, depth: int) -> str:
        if isinstance(named, GraphQLUnionType):
            return " { __typename }"
        if not isinstance(named, GraphQLObjectType | GraphQLInterfaceType):
            return ""
        names = list(named.fields)
        if depth > 2:
            names = [
                name
                for name in names
                if not hasattr(get_named_type(named.fields[name].type), "fields")
                and not named.fields[name].args
            ]
        chosen = self._random.sample(names, min(len(names), 3))
        fields = " ".join(self._field(named, name, depth + 1) for name in chosen)
        return f" {{ __typename {fields} }}"

    def _value(self, type_: GraphQLInputType, depth: int) -> Any:
        if isinstance(type_, GraphQLNonNull):
            return self._value(type_.of_type, depth)
        if self._random.random() < 0.05 and depth:
            return None
        if isinstance(type_, GraphQLList):
            count = self._random.choice((0, 1, 2))
            return [self._value(type_.of_type, depth + 1) for _ in range(count)]
        if isinstance(type_, GraphQLEnumType):
            return self._random.choice(list(type_.values))
        if isinstance(type_, GraphQLInputObjectType):
            names = list(type_.fields)
            if type_.is_one_of:
                names = [self._random.choice(names)]
            return {
                name: True if name == "dryRun" else self._value(type_.fields[name].type, depth + 1)
                for name in names
                if name == "dryRun"
                or type_.is_one_of
                or is_required_input_field(type_.fields[name])
                or self._random.random() < 0.3 / (1 + depth)
            }
        return self._random.choice(VALUES[type_.name])
