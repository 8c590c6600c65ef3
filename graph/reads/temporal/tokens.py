"""Cypher as words and what stands in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

TODAY = "⟦", "⟧"
"""Around what is asked of the present even in a question about the past: it stays as it is."""
BELONGING = "⟨", "⟩"
"""Around what is asked of the nodes as they are today, along the relationships of then."""

_CLOSES = {"(": ")", "[": "]", "{": "}", TODAY[0]: TODAY[1], BELONGING[0]: BELONGING[1]}
_TOKEN = re.compile(
    r"(?P<gap>\s*)(?P<text>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|\$?[^\W\d]\w*|\d+(?:\.\d+)?\w*|\S)"
)
_NAME = re.compile(r"[^\W\d]\w*")


@dataclass(slots=True)
class Word:
    """A word, a number, a text or a sign, and whether there is space before it."""

    text: str
    gap: bool

    @property
    def is_name(self) -> bool:
        """Whether this may be the name of something, rather than a sign or a value."""
        return _NAME.fullmatch(self.text) is not None


@dataclass(slots=True)
class Group:
    """What stands between a pair of brackets."""

    opening: str
    gap: bool
    items: list[Item] = field(default_factory=list)

    @property
    def closing(self) -> str:
        """The bracket at its end."""
        return _CLOSES[self.opening]


Item = Word | Group
Items = Sequence[Item]


def parsed(text: str) -> list[Item]:
    """The words and groups of a text."""
    top = Group("{", gap=False)
    stack = [top]
    for found in _TOKEN.finditer(text):
        token, gap = found["text"], bool(found["gap"])
        if token in _CLOSES:
            group = Group(token, gap)
            stack[-1].items.append(group)
            stack.append(group)
        elif token == stack[-1].closing and len(stack) > 1:
            stack.pop()
        else:
            stack[-1].items.append(Word(token, gap))
    assert len(stack) == 1, text
    return top.items


def written(items: Items) -> str:
    """The text of items, as it was but for the marks."""
    return "".join((" " if one.gap else "") + _one(one) for one in items)


def _one(item: Item) -> str:
    if isinstance(item, Word):
        return item.text
    if item.opening in (TODAY[0], BELONGING[0]):
        return written(item.items)
    return f"{item.opening}{written(item.items)}{item.closing}"


def is_word(item: Item | None, *texts: str) -> bool:
    """Whether an item is one of these words."""
    return isinstance(item, Word) and item.text in texts


def is_group(item: Item | None, *openings: str) -> bool:
    """Whether an item is a group in such brackets."""
    return isinstance(item, Group) and item.opening in openings


def at(items: Items, index: int) -> Item | None:
    """The item there, if there is one."""
    return items[index] if 0 <= index < len(items) else None


def split(items: Items, *separators: str) -> list[list[Item]]:
    """The parts between these words, those within CASE … END and within brackets apart."""
    parts: list[list[Item]] = [[]]
    cases = 0
    for item in items:
        cases += is_word(item, "CASE") - is_word(item, "END")
        if cases == 0 and is_word(item, *separators):
            parts.append([])
        else:
            parts[-1].append(item)
    return [part for part in parts if part]


def names(items: Items) -> set[str]:
    """All names in it, at any depth."""
    return {word.text for word, _ in _words(items) if word.is_name}


def _words(items: Items) -> Iterator[tuple[Word, Items]]:
    for item in items:
        if isinstance(item, Word):
            yield item, items
        else:
            yield from _words(item.items)
