"""What is wrong with one field of a question: where it is, and what of the answer it takes along.

A question is planned as a whole, so a value that is refused is known before there is an answer.
As the specification has it ("Handling Field Errors"), the field is null then, or the nearest one
around it that may be null. That one is left out, the rest is asked, and null put in its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from graphql import (
    GraphQLError,
    GraphQLOutputType,
    is_list_type,
    is_non_null_type,
)

from graph.domain.errors import InvalidInput
from graph.reads.compile.selection import FIELD, Field
from resolvers.selection import Tree

MOST = 20
"""How many fields of a question may be left out, before it is refused as a whole."""

Path = list[str | int]


class Step(NamedTuple):
    """A field on the way down, and the type that it is selected of."""

    type_name: str
    field: Field


@dataclass(slots=True)
class LeftOut:
    """A field of an answer that is null because of an error at or below it.

    `steps` lead from the root to the field with the error. The answer is null at `depth` of them;
    where `item`, that is a list, and null its items of the type of the next step.
    """

    steps: list[Step]
    depth: int
    item: bool
    tree: Tree
    error: InvalidInput

    def at(self, path: Path) -> GraphQLError:
        """The error, where the answer is null at `path`. What is below has no answer to count in,
        so the first item of a list stands for all."""
        below = list(path)
        for depth in range(self.depth, len(self.steps)):
            if depth > self.depth:
                below.append(self.steps[depth].field.key)
            if depth < len(self.steps) - 1 and not (self.item and depth == self.depth):
                below += _first(self._type(depth))
        node = self.tree.sources[self.steps[-1].field.index][1]
        return GraphQLError(self.error.message, node, path=below, original_error=self.error)

    def put_null(self, answer: Any) -> Iterator[GraphQLError]:
        """Puts null wherever the field would be in the answer; gives the error of each place."""
        yield from self._walk(answer, 0, [self.steps[0].field.key])

    def _walk(self, value: Any, depth: int, path: Path) -> Iterator[GraphQLError]:
        if isinstance(value, list):
            for index, item in enumerate(value):
                here = [*path, index]
                if self.item and depth == self.depth:
                    if self._fits(item, depth):
                        value[index] = None
                        yield self.at(here)
                else:
                    yield from self._walk(item, depth, here)
        elif isinstance(value, dict) and self._fits(value, depth):
            following = self.steps[depth + 1].field
            here = [*path, following.key]
            if depth + 1 == self.depth and not self.item:
                order = self.steps[depth].field.on[self.steps[depth + 1].type_name]
                members = {
                    one.key: value.get(one.key)
                    for one in order
                    if one.key in value or one is following
                }
                value.clear()
                value.update(members)
                yield self.at(here)
            else:
                yield from self._walk(value.get(following.key), depth + 1, here)

    def _fits(self, value: Any, depth: int) -> bool:
        """Whether an object has the type that the next step is selected of."""
        if not isinstance(value, dict):
            return False
        known = getattr(value, "type_name", None)
        return known is None or known == self.steps[depth + 1].type_name

    def _type(self, depth: int) -> GraphQLOutputType:
        return self.tree.sources[self.steps[depth].field.index][0].type


def left_out(tree: Tree, error: InvalidInput) -> tuple[Tree, LeftOut]:
    """The question without the field that a refused value was given to, and what that was.

    Raises a GraphQLError that takes the whole root field along, where nothing less can be null.
    """
    found = _found(tree, error)
    steps = found.steps
    for depth in range(len(steps) - 1, 0, -1):
        if not is_non_null_type(tree.sources[steps[depth].field.index][0].type):
            found.depth = depth
            return _without(tree, found), found
        above = tree.sources[steps[depth - 1].field.index][0].type
        if is_non_null_type(above):
            above = above.of_type
        if is_list_type(above) and not is_non_null_type(above.of_type):
            found.depth, found.item = depth - 1, True
            return _without(tree, found), found
    raise found.at([tree.root.key])


def located(tree: Tree, error: InvalidInput) -> GraphQLError:
    """The error of a root field that is null, or not there, because of a refused value."""
    return _found(tree, error).at([tree.root.key])


def _found(tree: Tree, error: InvalidInput) -> LeftOut:
    root = Step("", tree.root)
    steps = _search(root, error.data.get(FIELD, tree.root.index)) or [root]
    return LeftOut(steps, 0, False, tree, error)


def _without(tree: Tree, found: LeftOut) -> Tree:
    """The tree with the field, or what is selected of the item, left out."""
    at = found.depth if found.item else found.depth - 1
    type_name, out = found.steps[at + 1]
    field = found.steps[at].field
    kept = [] if found.item else [one for one in field.on[type_name] if one is not out]
    # An object of which nothing is selected is none.
    kept = kept or [Field("__typename", "__typename", 0)]
    made = replace(field, on={**field.on, type_name: kept})
    for depth in range(at - 1, -1, -1):
        above, below = found.steps[depth].field, found.steps[depth + 1]
        fields = [made if one is below.field else one for one in above.on[below.type_name]]
        made = replace(above, on={**above.on, below.type_name: fields})
    gone = field.on[type_name] if found.item else [out]
    return tree.pruned(made, frozenset(_indexes(gone)))


def _indexes(fields: Sequence[Field]) -> Iterator[int]:
    for field in fields:
        if field.name != "__typename":
            yield field.index
            for below in field.on.values():
                yield from _indexes(below)


def _search(step: Step, index: int) -> list[Step] | None:
    if step.field.index == index and step.field.name != "__typename":
        return [step]
    for type_name, fields in step.field.on.items():
        for field in fields:
            below = _search(Step(type_name, field), index)
            if below is not None:
                return [step, *below]
    return None


def _first(type_: Any) -> list[int]:
    """The index of the first item, for each list that a type is one of."""
    indexes = []
    while is_non_null_type(type_) or is_list_type(type_):
        if is_list_type(type_):
            indexes.append(0)
        type_ = type_.of_type
    return indexes
