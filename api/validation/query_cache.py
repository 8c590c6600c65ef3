"""Texts become parsed and validated documents, once for each text.

Parsing and validating is most of what a request costs outside the database, and clients send the
same few texts again and again.
"""

from __future__ import annotations

from collections.abc import Mapping

from cachetools import FIFOCache, LRUCache
from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OverlappingFieldsCanBeMergedRule,
    parse,
    specified_rules,
    validate,
)
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from api.validation.finite import FiniteNumbersRule
from api.validation.limits import (
    MAX_COMMENTS,
    MAX_ERRORS,
    MAX_TOKENS,
    MergeableFieldsRule,
    exceeded,
)
from api.validation.measure import INTROSPECTION

# A parsed document takes up to 280 bytes for each byte of its text (measured with tracemalloc).
TREE_BYTES = 280
CACHE_BYTES = 64 * 1024 * 1024
# Longer ones are seldom sent twice, and a few of them would push out all others.
LONGEST_CACHED = 32 * 1024

RULES = (
    *(
        MergeableFieldsRule if rule is OverlappingFieldsCanBeMergedRule else rule
        for rule in specified_rules
    ),
    FiniteNumbersRule,
    MaybeNullValidationRule,
    OneOfInputValidationRule,
)


class Document:
    """A valid document, how large its tree is at most, and its operations by name."""

    __slots__ = ("_operations", "bytes", "node")

    def __init__(self, node: DocumentNode, size: int) -> None:
        self.node = node
        self.bytes = size
        self._operations: Mapping[str | None, OperationDefinitionNode] = {
            definition.name.value if definition.name else None: definition
            for definition in node.definitions
            if isinstance(definition, OperationDefinitionNode)
        }

    def operation(self, name: str | None) -> OperationDefinitionNode | None:
        """The operation of that name; without a name, the only one; None when there is none."""
        if name is None and len(self._operations) == 1:
            return next(iter(self._operations.values()))
        return None if name is None else self._operations.get(name)


class Introspections:
    """The encoded answers to the last few introspections, which take 0.1 s to make."""

    KEPT = 16

    def __init__(self) -> None:
        # By identity, since nodes compare by content; the node is kept, so it stays its own.
        self._answers: FIFOCache[int, tuple[OperationDefinitionNode, bytes]] = FIFOCache(self.KEPT)

    def get(self, operation: OperationDefinitionNode) -> bytes | None:
        """The answer to this very operation of a cached document, if it is kept."""
        kept = self._answers.get(id(operation))
        return None if kept is None else kept[1]

    def keep(self, operation: OperationDefinitionNode, answer: bytes) -> None:
        """Keeps an answer to an operation that does nothing but introspect."""
        if _only_introspects(operation):
            self._answers[id(operation)] = operation, answer


class Documents:
    """Valid documents by text, the least recently used dropped beyond 64 MiB of trees."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._cache: LRUCache[str, Document] = LRUCache(CACHE_BYTES, lambda kept: kept.bytes)

    def get(self, text: str) -> Document | list[GraphQLError]:
        """The document of a text, or what is wrong with it: its syntax, size or validity."""
        document = self._cache.get(text)
        if document is not None:
            return document
        try:
            node = parse(
                text,
                max_lexical_tokens=MAX_TOKENS,
                max_comments=MAX_COMMENTS,
                allow_empty_selection_sets=False,
            )
        except GraphQLError as error:
            return [error]
        # The limits come first: validation takes the longer, the more there is.
        errors = exceeded(node) or validate(self._schema, node, RULES, max_errors=MAX_ERRORS)
        if errors:
            return errors
        document = Document(node, len(text) * TREE_BYTES)
        if len(text) <= LONGEST_CACHED:
            self._cache[text] = document
        return document


def _only_introspects(operation: OperationDefinitionNode) -> bool:
    return not operation.variable_definitions and all(
        isinstance(selection, FieldNode) and selection.name.value in INTROSPECTION
        for selection in operation.selection_set.selections
    )
