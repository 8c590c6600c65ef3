"""From the executor's view of a field to the plain selection that reads compile.

The tree of a document is built once and kept with the outcome of its directives; the arguments are
coerced anew for every request, since they hold the variables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cachetools import LRUCache
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    GraphQLUnionType,
    InlineFragmentNode,
    SelectionSetNode,
    get_argument_values,
    get_named_type,
)
from graphql.execution import get_directive_values
from graphql.type import GraphQLIncludeDirective, GraphQLSkipDirective

from graph.domain.errors import InvalidInput
from graph.reads.compile.selection import Field, asked_by, decode_cursor

CURSORS = ("after", "before")
UNCODED = frozenset({"byTeam"})
"""Fields whose `after` is an id, since their rows have no cursors."""


@dataclass(slots=True)
class Tree:
    """A root field's selection, and where each field's arguments are coerced from."""

    root: Field
    sources: list[tuple[GraphQLField, FieldNode]] = field(default_factory=list)
    signature: str = ""
    """What is selected, as a text: documents that select the same have the same."""

    left_out: frozenset[int] = frozenset()
    """The fields that are not asked for, because of their arguments."""

    def values(self, variables: Any) -> list[Mapping[str, Any]]:
        """The arguments of every field, cursors decoded; raises InvalidInput for bad ones."""
        values: list[Mapping[str, Any]] = []
        for index, (definition, node) in enumerate(self.sources):
            if not definition.args or index in self.left_out:
                values.append(_NOTHING)
                continue
            with asked_by(index):
                values.append(_arguments(definition, node, variables))
        return values

    def pruned(self, root: Field, gone: frozenset[int]) -> Tree:
        """The tree with another root, in which some fields are not asked for."""
        signature = f"{self.signature} without {min(gone)}"
        return Tree(root, self.sources, signature, self.left_out | gone)


def _arguments(definition: GraphQLField, node: FieldNode, variables: Any) -> Mapping[str, Any]:
    try:
        arguments = get_argument_values(definition, node, variables)
    except GraphQLError as error:
        raise InvalidInput(error.message, path=[]) from error
    for name in CURSORS if node.name.value not in UNCODED else ():
        text = arguments.get(name)
        if text is not None:
            arguments[name] = decode_cursor(text, name)
    return arguments


_NOTHING: Mapping[str, Any] = {}


class Trees:
    """The trees of recent operations, by operation, root field and outcome of the directives."""

    def __init__(self, size: int = 1000) -> None:
        self._kept: LRUCache[Any, tuple[Any, Tree]] = LRUCache(size)

    def tree(self, info: GraphQLResolveInfo[Any]) -> Tree:
        """The tree of the field being resolved."""
        directives = tuple(_directive_variables(info))
        # The node is held by what is kept, so its identity stands for it as long as it is here.
        key = (tuple(map(id, info.field_nodes)), info.field_name, directives)
        found = self._kept.get(key)
        if found is None:
            found = (info.field_nodes, _Builder(info).tree())
            self._kept[key] = found
        return found[1]


def _directive_variables(info: GraphQLResolveInfo[Any]) -> Iterator[tuple[str, Any]]:
    """The Boolean variables of the operation: all that its directives can depend on."""
    for definition in info.operation.variable_definitions or ():
        name = definition.variable.name.value
        value = info.variable_values.coerced.get(name)
        if isinstance(value, bool):
            yield name, value


class _Builder:
    def __init__(self, info: GraphQLResolveInfo[Any]) -> None:
        self._schema: GraphQLSchema = info.schema
        self._fragments: Mapping[str, FragmentDefinitionNode] = info.fragments
        self._variables = info.variable_values
        self._info = info
        self._sources: list[tuple[GraphQLField, FieldNode]] = []

    def tree(self) -> Tree:
        info = self._info
        definition = info.parent_type.fields[info.field_name]
        root = self._field(str(info.path.key), definition, list(info.field_nodes))
        return Tree(root, self._sources, _signature(root))

    def _field(self, key: str, definition: GraphQLField, nodes: Sequence[FieldNode]) -> Field:
        made = Field(key, nodes[0].name.value, len(self._sources))
        self._sources.append((definition, nodes[0]))
        inner = [node.selection_set for node in nodes if node.selection_set]
        if inner:
            named = get_named_type(definition.type)
            for concrete in self._concrete(named):
                made.on[concrete.name] = self._fields(concrete, inner)
        return made

    def _fields(self, parent: GraphQLObjectType, sets: Sequence[SelectionSetNode]) -> list[Field]:
        grouped: dict[str, list[FieldNode]] = {}
        for one in sets:
            self._collect(parent, one, grouped, set())
        fields = []
        for key, nodes in grouped.items():
            name = nodes[0].name.value
            if name == "__typename":
                fields.append(Field(key, name, 0))
            else:
                fields.append(self._field(key, parent.fields[name], nodes))
        return fields

    def _collect(
        self,
        parent: GraphQLObjectType,
        selections: SelectionSetNode,
        into: dict[str, list[FieldNode]],
        visited: set[str],
    ) -> None:
        for one in selections.selections:
            if not self._included(one):
                continue
            if isinstance(one, FieldNode):
                key = one.alias.value if one.alias else one.name.value
                into.setdefault(key, []).append(one)
            elif isinstance(one, InlineFragmentNode):
                condition = one.type_condition
                if condition is None or self._applies(condition.name.value, parent):
                    self._collect(parent, one.selection_set, into, visited)
            elif isinstance(one, FragmentSpreadNode) and one.name.value not in visited:
                visited.add(one.name.value)
                fragment = self._fragments[one.name.value]
                # Executors differ in what they wrap definitions in; the definition is inside.
                fragment = getattr(fragment, "definition", fragment)
                if self._applies(fragment.type_condition.name.value, parent):
                    self._collect(parent, fragment.selection_set, into, visited)

    def _included(self, node: Any) -> bool:
        if not node.directives:
            return True
        skip = get_directive_values(GraphQLSkipDirective, node, self._variables)
        if skip and skip["if"]:
            return False
        include = get_directive_values(GraphQLIncludeDirective, node, self._variables)
        return not include or bool(include["if"])

    def _applies(self, name: str, parent: GraphQLObjectType) -> bool:
        condition = self._schema.type_map[name]
        if isinstance(condition, GraphQLInterfaceType | GraphQLUnionType):
            return self._schema.is_sub_type(condition, parent)
        return condition is parent

    def _concrete(self, named: GraphQLNamedType) -> Sequence[GraphQLObjectType]:
        if isinstance(named, GraphQLInterfaceType | GraphQLUnionType):
            return self._schema.get_possible_types(named)
        assert isinstance(named, GraphQLObjectType)
        return [named]


def _signature(selected: Field) -> str:
    inner = (
        f"{type_name}{{{' '.join(map(_signature, fields))}}}"
        for type_name, fields in selected.on.items()
    )
    return f"{selected.key}:{selected.name}{selected.index}{''.join(inner)}"


def check_ids(ids: Sequence[str]) -> None:
    """Raises InvalidInput for more ids than one question may have."""
    if len(ids) > 100:
        raise InvalidInput(f"`ids` has {len(ids)}; ask for 100 at a time.", path=["ids"])
