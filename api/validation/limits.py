"""What one GraphQL document may ask for, measured in one pass that is linear in its size.

A fragment is measured once and counted every time it is spread, so nested spreads cost nothing to
measure, however much they multiply.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    OverlappingFieldsCanBeMergedRule,
    SelectionNode,
    SelectionSetNode,
    ValidationContext,
    ValueNode,
)

LIMIT_EXCEEDED = "LIMIT_EXCEEDED"

MAX_TOKENS = 2_000
MAX_COMMENTS = 2_000
# Explanations within each other take three levels of fields each, and there are six of them.
MAX_DEPTH = 22
MAX_ALIASES = 50
MAX_SELECTIONS = 5_000
MAX_INPUT_DEPTH = 32
MAX_INTROSPECTION_DEPTH = 30
MAX_INTROSPECTION_WEIGHT = 2_000_000
MAX_ERRORS = 5
MAX_MERGE_COMPARISONS = 30_000

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


class MergeableFieldsRule(OverlappingFieldsCanBeMergedRule):
    """graphql-core's rule, whose work is quadratic, with less of the work that it may do.

    Its own allowance lets one query of 2,000 tokens compute for about a second.
    """

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self.rule_context.remaining_complexity_budget = MAX_MERGE_COMPARISONS


def exceeded(document: DocumentNode) -> list[GraphQLError]:
    """One error for each limit that an operation of the document is over; empty when it is fine.

    The document need not be valid: fragments that are missing or that go in circles count as
    nothing here, and are for validation to report.
    """
    fragments = _measured_fragments(document)
    errors = []
    for operation in document.definitions:
        if not isinstance(operation, OperationDefinitionNode):
            continue
        total = _measure(operation.selection_set, fragments)
        checks = (
            ("depth", "levels of fields", total.depth, MAX_DEPTH),
            ("aliases", "aliases", total.aliases, MAX_ALIASES),
            ("selections", "fields and fragments", total.selections, MAX_SELECTIONS),
            (
                "introspectionDepth",
                "levels of introspection",
                total.introspection_depth,
                MAX_INTROSPECTION_DEPTH,
            ),
            (
                "introspectionWeight",
                "introspected values by estimate",
                total.introspection_weight,
                MAX_INTROSPECTION_WEIGHT,
            ),
        )
        errors += [
            too_much(limit, what, maximum, operation)
            for limit, what, found, maximum in checks
            if found > maximum
        ]
    if any(_nested_too_deeply(value) for value in _values(document)):
        errors.append(too_much("inputDepth", "levels of nested input", MAX_INPUT_DEPTH))
    return errors[:MAX_ERRORS]


def too_much(
    limit: str, what: str, maximum: int, node: OperationDefinitionNode | None = None
) -> GraphQLError:
    """The error for a document with more than `maximum` of something."""
    return GraphQLError(
        f"A query may have at most {maximum:,} {what}, fragments included.",
        nodes=node,
        extensions={"code": LIMIT_EXCEEDED, "limit": limit, "maximum": maximum},
    )


def aborted(error: GraphQLError) -> GraphQLError:
    """The error for a limit at which graphql-core gave up, whose own names no limit."""
    limit, maximum, message = next(
        (limit, maximum, message)
        for part, limit, maximum, message in _ABORTED
        if part in error.message
    )
    return GraphQLError(
        message,
        source=error.source,
        positions=error.positions,
        extensions={"code": LIMIT_EXCEEDED, "limit": limit, "maximum": maximum},
    )


_ABORTED = (
    ("tokens", "tokens", MAX_TOKENS, f"A query may have at most {MAX_TOKENS:,} tokens."),
    ("comments", "comments", MAX_COMMENTS, f"A query may have at most {MAX_COMMENTS:,} comments."),
    ("nested", "depth", MAX_DEPTH, f"A query may have at most {MAX_DEPTH} levels of fields."),
    (
        "",
        "mergeComparisons",
        MAX_MERGE_COMPARISONS,
        "Too many fields of the query have to be merged; select each of them once.",
    ),
)


def nested_too_deeply(variables: Mapping[str, Any]) -> bool:
    """Whether a variable's value has more than MAX_INPUT_DEPTH lists and objects in each other."""
    level = [value for value in variables.values() if isinstance(value, dict | list)]
    for _ in range(MAX_INPUT_DEPTH):
        if not level:
            return False
        level = [
            item
            for value in level
            for item in (value.values() if isinstance(value, dict) else value)
            if isinstance(item, dict | list)
        ]
    return bool(level)


def _measured_fragments(document: DocumentNode) -> dict[str, Measure]:
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
                measured[name] = _measure(definitions[name].selection_set, measured)
                stack.pop()
            elif spread in definitions and spread not in entered:
                entered.add(spread)
                stack.append((spread, _spreads(definitions[spread])))
    return measured


def _measure(selection_set: SelectionSetNode, fragments: Mapping[str, Measure]) -> Measure:
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
            inner = _measure(nested, fragments)
            total = total.beside(
                inner.below(selection) if isinstance(selection, FieldNode) else inner.beside(SPREAD)
            )
    if leaves:
        total = total.beside(Measure(leaves, aliased, depth=1, weight=leaves))
    return total


def _nested(selection: SelectionNode) -> SelectionSetNode | None:
    nested: SelectionSetNode | None = getattr(selection, "selection_set", None)
    return nested


def _selections(selection_set: SelectionSetNode) -> Iterator[SelectionNode]:
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
        for selection in _selections(fragment.selection_set)
        if isinstance(selection, FragmentSpreadNode)
    )


def _values(document: DocumentNode) -> Iterator[ValueNode]:
    """Every value written into the document, outermost only."""
    for definition in document.definitions:
        if not isinstance(definition, OperationDefinitionNode | FragmentDefinitionNode):
            continue
        for variable in definition.variable_definitions or ():
            if variable.default_value is not None:
                yield variable.default_value
        nodes: Iterable[Any] = (definition, *_selections(definition.selection_set))
        for node in nodes:
            for argument in getattr(node, "arguments", None) or ():
                yield argument.value
            for directive in node.directives or ():
                for argument in directive.arguments or ():
                    yield argument.value


def _nested_too_deeply(value: ValueNode) -> bool:
    level = [value]
    for _ in range(MAX_INPUT_DEPTH):
        level = [item for value in level for item in _items(value)]
        if not level:
            return False
    return any(isinstance(value, ListValueNode | ObjectValueNode) for value in level)


def _items(value: ValueNode) -> Iterable[ValueNode]:
    if isinstance(value, ListValueNode):
        return value.values
    if isinstance(value, ObjectValueNode):
        return (field.value for field in value.fields)
    return ()
