"""What one GraphQL document may ask for, measured in one pass that is linear in its size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    OverlappingFieldsCanBeMergedRule,
    ValidationContext,
    ValueNode,
)

from api.validation.measure import measure, measured_fragments, selections

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
    fragments = measured_fragments(document)
    errors = []
    for operation in document.definitions:
        if not isinstance(operation, OperationDefinitionNode):
            continue
        total = measure(operation.selection_set, fragments)
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


def _values(document: DocumentNode) -> Iterator[ValueNode]:
    """Every value written into the document, outermost only."""
    for definition in document.definitions:
        if not isinstance(definition, OperationDefinitionNode | FragmentDefinitionNode):
            continue
        for variable in definition.variable_definitions or ():
            if variable.default_value is not None:
                yield variable.default_value
        nodes: Iterable[Any] = (definition, *selections(definition.selection_set))
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
