"""A query as clauses, and a path as nodes, relationships and repeated parts."""

from __future__ import annotations

from dataclasses import dataclass, field

from graph.reads.temporal.tokens import (
    TODAY,
    Group,
    Item,
    Items,
    Word,
    at,
    is_group,
    is_word,
    split,
    written,
)

_STARTS = ("MATCH", "OPTIONAL", "UNWIND", "WITH", "RETURN", "CALL", "WHERE", "YIELD", "USING")
_TAIL = ("ORDER", "SKIP", "LIMIT", "WHERE")


@dataclass(slots=True)
class Clause:
    """A clause: its keyword, what follows it, and its WHERE if it is a MATCH."""

    keyword: str
    items: list[Item] = field(default_factory=list)
    where: list[Item] = field(default_factory=list)

    @property
    def all(self) -> list[Item]:
        """Everything in it."""
        return [*self.items, *self.where]


def clauses_of(items: Items) -> list[Clause]:
    """The clauses of one query. A pattern alone is a MATCH; hints of indexes are left out, since
    what they are about is not the order of the past."""
    if is_group(at(items, 0), "("):
        items = [Word("MATCH", gap=False), *items]
    found: list[Clause] = []
    into: list[Item] = []
    for index, item in enumerate(items):
        if is_group(item, TODAY[0]) and (not found or found[-1].keyword == TODAY[0]):
            # Whole clauses that stay as they are.
            found.append(Clause(TODAY[0], [item]))
            continue
        begins = is_word(item, *_STARTS) and not is_word(at(items, index - 1), "STARTS", "ENDS")
        if not begins:
            into.append(item)
            continue
        assert isinstance(item, Word)
        keyword = item.text
        last = found[-1] if found else None
        if keyword == "MATCH" and last is not None and last.keyword == "OPTIONAL":
            last.keyword = "OPTIONAL MATCH"
            continue
        if keyword == "USING":
            into = []
        elif keyword == "WHERE" and last is not None and last.keyword.endswith("MATCH"):
            into = last.where
        elif keyword in ("WHERE", "YIELD") and last is not None:
            into = last.items
            into.append(item)
        else:
            found.append(Clause(keyword))
            into = found[-1].items
    return found


@dataclass(slots=True)
class Projected:
    """One item of a WITH or RETURN: an expression, and the name that it has from there on."""

    items: list[Item]
    name: str | None

    @property
    def bare(self) -> bool:
        """Whether it hands on a variable as it is called."""
        return len(self.items) == 1 and is_word(self.items[0], self.name or "")


def projection(clause: Clause) -> tuple[bool, list[Projected], list[Item]]:
    """Of a WITH or RETURN: whether it is DISTINCT, its items, and its order, limit and WHERE."""
    items = clause.items
    distinct = is_word(at(items, 0), "DISTINCT")
    end = next((i for i, one in enumerate(items) if is_word(one, *_TAIL)), len(items))
    return distinct, [_projected(one) for one in split(items[distinct:end], ",")], items[end:]


def _projected(items: list[Item]) -> Projected:
    if len(items) > 2 and is_word(items[-2], "AS"):
        return Projected(items[:-2], written(items[-1:]).strip())
    alone = items[0] if len(items) == 1 else None
    return Projected(items, alone.text if isinstance(alone, Word) else None)


def returned(items: Items) -> list[str]:
    """The names that a subquery answers."""
    last = clauses_of(items)[-1]
    return [one.name for one in projection(last)[1] if one.name] if last.keyword == "RETURN" else []


@dataclass(slots=True)
class Pattern:
    """A node or relationship in a path: its variable, labels or types, properties and condition."""

    name: str | None
    kinds: list[str]
    properties: Group | None
    where: list[Item]
    negated: bool = False

    def written(self, opening: str, properties: str, where: str) -> str:
        """The pattern with its properties and condition rendered."""
        kinds = f":{'|'.join(self.kinds)}" if self.kinds else ""
        inner = f"{self.name or ''}{kinds}"
        parts = [inner, properties, f"WHERE {where}" if where else ""]
        return f"{opening}{' '.join(filter(None, parts))}{')' if opening == '(' else ']'}"


def pattern_of(group: Group) -> Pattern:
    """What is in the brackets of a node or relationship."""
    items = group.items
    condition = next((i for i, one in enumerate(items) if is_word(one, "WHERE")), len(items))
    head, where = items[:condition], items[condition + 1 :]
    properties = head[-1] if head and is_group(head[-1], "{") else None
    words = [one.text for one in head if isinstance(one, Word)]
    if any(word in ("*", "!", "&") for word in words):
        raise ValueError(f"{written([group])} is no pattern that can be asked of the past")
    name = words.pop(0) if words and words[0] != ":" else None
    kinds = [word for word in words if word not in (":", "|")]
    return Pattern(name, kinds, properties if isinstance(properties, Group) else None, where)


def repeats(path: Items, index: int) -> bool:
    """Whether the part of the path there is repeated: ((…)-[…]-(…)){…}."""
    group = path[index]
    return isinstance(group, Group) and group.opening == "(" and is_group(at(group.items, 0), "(")
