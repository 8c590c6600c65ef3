"""Expressions, asked of the past: a property is that of a node's state then."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from graph.reads.temporal.states import FIXED, Names
from graph.reads.temporal.tokens import (
    BELONGING,
    TODAY,
    Group,
    Items,
    Word,
    at,
    is_group,
    is_word,
    written,
)

_SUBQUERIES = ("COLLECT", "EXISTS", "COUNT")

Subquery = Callable[["Rendering", Items, str], str]
"""Rewrites a subquery of a query: its clauses, and the word before it."""


@dataclass(slots=True)
class Rendering:
    """What a query's expressions speak of: `outer` are the variables that it sees, `locals` its
    own, `links` those of them that are relationships, `states` where the state of some is. With
    `belonging`, properties are those of today, and only relationships those of then."""

    names: Names
    outer: frozenset[str]
    links: set[str]
    states: dict[str, str]
    belonging: bool
    subquery: Subquery
    locals: list[str] = field(default_factory=list)

    def among(self, met: str, state: str) -> Rendering:
        """A query of what is met on a walk, whose state is in the variable `state`."""
        return Rendering(
            self.names,
            frozenset([*self.outer, *self.locals, met]),
            self.links - {met},
            {**self.states, met: state},
            belonging=False,
            subquery=self.subquery,
        )

    def reads(self, items: Items) -> set[str]:
        """The nodes of which something is read that their states may differ in."""
        if self.belonging:
            return set()
        return set(self._read(items))

    def _read(self, items: Items) -> Iterable[str]:
        for index, item in enumerate(items):
            if isinstance(item, Group):
                if item.opening not in (TODAY[0], BELONGING[0]):
                    yield from self._read(item.items)
            elif self._is_read(items, index):
                yield item.text

    def _is_read(self, items: Items, index: int) -> bool:
        """Whether `items` has a read of a property there: name, point, name; or name[key]."""
        item, dot, name = items[index], at(items, index + 1), at(items, index + 2)
        if isinstance(dot, Group):
            by_name = dot.opening == "[" and len(dot.items) == 1 and is_word(dot.items[0], "key")
            dot, name = Word("." if by_name else "", gap=False), Word("key", gap=False)
        return (
            isinstance(item, Word)
            and item.is_name
            and item.text not in self.links
            and is_word(dot, ".")
            and isinstance(name, Word)
            and name.text not in FIXED
            and not is_word(at(items, index - 1), ".")
            and not is_group(at(items, index + 3), "(")
        )

    # Expressions.

    def render(self, items: Items) -> str:
        """An expression, or any text that is not a pattern, with its states and subqueries."""
        out: list[str] = []
        index = 0
        while index < len(items):
            item = items[index]
            out.append(" " * item.gap)
            if isinstance(item, Word):
                text, used = self._word(items, index, item)
                out.append(text)
                index += used
                continue
            if item.opening == TODAY[0]:
                out.append(written(item.items))
            elif item.opening == BELONGING[0]:
                visible = frozenset([*self.outer, *self.locals])
                inner = Rendering(
                    self.names, visible, self.links, {}, belonging=True, subquery=self.subquery
                )
                out.append(inner.render(item.items))
            else:
                if item.opening == "[" and is_word(at(items, index - 1), "-"):
                    raise ValueError(f"{written(items)}: write EXISTS {{ … }} around a pattern")
                out.append(f"{item.opening}{self.render(item.items)}{item.closing}")
            index += 1
        return "".join(out)

    def _word(self, items: Items, index: int, item: Word) -> tuple[str, int]:
        """A word rewritten, and how many items that took."""
        following = at(items, index + 1)
        if item.text in _SUBQUERIES and isinstance(following, Group) and following.opening == "{":
            return f"{item.text} {{ {self.subquery(self, following.items, item.text)} }}", 2
        if item.text == "properties":
            raise ValueError("properties() cannot be asked of the past; name those that are wanted")
        if self.belonging:
            return item.text, 1
        if item.text in ("startNode", "endNode") and is_word(at(items, index + 2), "."):
            name = at(items, index + 3)
            assert isinstance(following, Group)
            assert isinstance(name, Word)
            end = f"{item.text}({written(following.items)})"
            if name.text in FIXED:
                return f"{end}.{name.text}", 4
            return f"({self.names.state(end)}).{name.text}", 4
        if self._is_read(items, index):
            state = self.states.get(item.text)
            return state or f"({self.names.state(item.text)})", 1
        return item.text, 1
