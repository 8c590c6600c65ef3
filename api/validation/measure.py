"""How much a document selects, fragments spread out.

A fragment is measured once and counted every time it is spread, so nested spreads cost nothing to
measure, however much they multiply.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    SelectionNode,
    SelectionSetNode,
)

INTROSPECTION = frozenset({"__schema", "__type"})
# How many items the lists of an introspection hold, roughly: what a selection below them weighs.
LIST_SIZES = {
    "types": 300,
    "fields": 15,
    "inputFields": 10,
    "enumValues": 8,
    "possibleTypes": 10,
    "directives": 8,
    "args": 4,
    "interfaces": 2,
}
# Weights multiply at every level; beyond this they only have to stay comparable.
CEILING = 10**9


@dataclass(frozen=True, slots=True)
class Measure:
    """What a selection set comes to with all its fragments spread out.

    `selections` counts fields, spreads and inline fragments; `depth` is levels of fields, those
    below `__schema` and `__type` apart, which `introspection_depth` and `introspection_weight`
    (fields times the usual lengths of the lists they are in) measure instead. `weight` is that
    weight for fields not yet known to be below one of these two.
    """

    selections: int = 0
    aliases: int = 0
    depth: int = 0
    weight: int = 0
    introspection_depth: int = 0
    introspection_weight: int = 0

    def beside(self, other: Measure) -> Measure:
        """Both in one selection set."""
        return Measure(
            min(CEILING, self.selections + other.selections),
            min(CEILING, self.aliases + other.aliases),
            max(self.depth, other.depth),
            min(CEILING, self.weight + other.weight),
            max(self.introspection_depth, other.introspection_depth),
            min(CEILING, self.introspection_weight + other.introspection_weight),
        )

    def below(self, field: FieldNode) -> Measure:
        """The field with this as its selection set."""
        name = field.name.value
        selections = 1 + self.selections
        aliases = self.aliases + (field.alias is not None)
        weight = min(CEILING, 1 + LIST_SIZES.get(name, 1) * self.weight)
        if name in INTROSPECTION:
            return Measure(selections, aliases, 1, weight, 1 + self.depth, weight)
        return Measure(
            selections,
            aliases,
            1 + self.depth,
            weight,
            self.introspection_depth,
            self.introspection_weight,
        )


NOTHING = Measure()
SPREAD = Measure(selections=1)


def measured_fragments(document: DocumentNode) -> dict[str, Measure]:
    """Every fragment's measure, each after those it spreads; those in circles are left out."""
    definitions = {
        definition.name.value: definition
        for definition in document.definitions
        if isinstance(definition, FragmentDefinitionNode)
    }
    measured: dict[str, Measure] = {}
    entered: set[str] = set()
    # An explicit stack: a chain of fragments may be longer than Python's own allows.
    stack: list[tuple[str, Iterator[str]]] = []
    for root, definition in definitions.items():
        if root in entered:
            continue
        entered.add(root)
        stack.append((root, _spreads(definition)))
        while stack:
            name, spreads = stack[-1]
            spread = next(spreads, None)
            if spread is None:
                measured[name] = measure(definitions[name].selection_set, measured)
                stack.pop()
            elif spread in definitions and spread not in entered:
                entered.add(spread)
                stack.append((spread, _spreads(definitions[spread])))
    return measured


def measure(selection_set: SelectionSetNode, fragments: Mapping[str, Measure]) -> Measure:
    """What a selection set comes to."""
    # The parser allows 200 levels within one definition, so this recursion is bounded.
    total = NOTHING
    leaves = aliased = 0
    for selection in selection_set.selections:
        nested = _nested(selection)
        if isinstance(selection, FragmentSpreadNode):
            total = total.beside(fragments.get(selection.name.value, NOTHING)).beside(SPREAD)
        elif isinstance(selection, FieldNode) and nested is None:
            leaves += 1
            aliased += selection.alias is not None
        elif nested is not None:
            inner = measure(nested, fragments)
            total = total.beside(
                inner.below(selection) if isinstance(selection, FieldNode) else inner.beside(SPREAD)
            )
    if leaves:
        total = total.beside(Measure(leaves, aliased, depth=1, weight=leaves))
    return total


def _nested(selection: SelectionNode) -> SelectionSetNode | None:
    nested: SelectionSetNode | None = getattr(selection, "selection_set", None)
    return nested


def selections(selection_set: SelectionSetNode) -> Iterator[SelectionNode]:
    """Every field, spread and inline fragment of a selection set, at every level."""
    stack = [selection_set]
    while stack:
        for selection in stack.pop().selections:
            yield selection
            nested = _nested(selection)
            if nested is not None:
                stack.append(nested)


def _spreads(fragment: FragmentDefinitionNode) -> Iterator[str]:
    return (
        selection.name.value
        for selection in selections(fragment.selection_set)
        if isinstance(selection, FragmentSpreadNode)
    )
