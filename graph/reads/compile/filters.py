"""From a filter's value to conditions over `node`. Which members are there decides the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from graph.domain.errors import InvalidInput
from graph.reads.compile.compiler import Compiler, Scope
from graph.reads.compile.selection import Argument, plain

MOST_CLAUSES = 100
"""How many comparators one filter may have: planning is linear in them, but not for free."""

SIGNS = {"eq": "=", "in": "IN", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


def _positive(value: Any) -> Any:
    """Zero has no sign, which an index would tell apart."""
    return 0.0 if isinstance(value, float) and value == 0 else plain(value)


@dataclass(slots=True)
class Where:
    """The conditions of one list, the clauses that have to come before its MATCH, and the variables
    that those bind."""

    compiler: Compiler
    scope: Scope
    preludes: list[str] = field(default_factory=list)
    bound: list[str] = field(default_factory=list)
    clauses: int = 0

    def text(self, template: str) -> str:
        """A template with its variables named."""
        return self.compiler.render(template, self.scope)


FilterField = Callable[[Where, Argument], str]
"""One field of a filter: its condition, from its value."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What one type can be filtered by."""

    concerns: Mapping[str, FilterField]

    def condition(self, where: Where, argument: Argument) -> str:
        """All of a filter's members hold. An empty filter holds."""
        parts = []
        for name in argument.value:
            member = argument.member(name)
            where.clauses += 1
            if where.clauses > MOST_CLAUSES:
                raise InvalidInput(
                    f"A filter may have {MOST_CLAUSES} conditions; split the question.",
                    path=["filter"],
                )
            if member.value is None:
                continue
            match name:
                case "and" | "or":
                    inner = [self.condition(where, one) for one in member.items()]
                    joined = f" {name.upper()} ".join(inner)
                    parts.append(f"({joined})" if inner else ("true" if name == "and" else "false"))
                case "not":
                    # coalesce: what cannot be compared does not hold, so its opposite does.
                    inner_one = self.condition(where, member)
                    if asks(member.value):
                        parts.append(f"NOT coalesce({inner_one}, false)")
                case _:
                    parts.append(self.concerns[name](where, member))
        return "(" + " AND ".join(parts) + ")" if parts else "true"

    def unless_wished(
        self, where: Where, argument: Argument | None, names: frozenset[str], condition: str
    ) -> str | None:
        """A condition that holds for what a filter does not ask for by one of these fields; None
        where all that it selects is asked for by one."""
        clauses = where.clauses
        wish = "false" if argument is None else self._wish(where, argument, names)
        where.clauses = clauses  # What is said twice is asked once.
        if wish == "true":
            return None
        return condition if wish == "false" else f"({condition} OR {wish})"

    def _wish(self, where: Where, argument: Argument, names: frozenset[str]) -> str:
        """Of what a filter selects, what it asks for by one of these fields. To exclude something
        is to ask for nothing, but for a flag, of which it is to ask for the opposite."""
        wishes = []
        for name, value in argument.value.items():
            if name in names and asks(value):
                return "true"
            if name in ("and", "or") and value is not None:
                for item in argument.member(name).items():
                    wish = self._wish(where, item, names)
                    if wish == "true" and name == "and":
                        return "true"
                    if wish == "true":
                        wishes.append(self.condition(where, item))
                    elif wish != "false":
                        selected = self.condition(where, item)
                        wishes.append(f"({selected} AND {wish})")
            if name == "not" and any(isinstance((value or {}).get(n), bool) for n in names):
                return "true"
        return "(" + " OR ".join(wishes) + ")" if wishes else "false"


NO_FILTERS = Filters({})
"""Of what cannot be filtered."""


def asks(value: Any) -> bool:
    """Whether a field of a filter, or a whole filter, asks anything: null, an empty object, and
    comparators that are null ask nothing, but for `eq`, for which null is a value."""
    if isinstance(value, Mapping):
        return any(name == "eq" or asks(member) for name, member in value.items())
    return value is not None


def compares(expression: str) -> FilterField:
    """`eq`, `in`, `gt`, `gte`, `lt` and `lte`."""

    def concern(where: Where, argument: Argument) -> str:
        left = where.text(expression)
        parts = []
        for name in argument.value:
            member = argument.member(name)
            if member.value is not None:
                parts.append(f"{left} {SIGNS[name]} {where.compiler.param(member, _positive)}")
            elif name == "eq":
                parts.append(f"{left} IS NULL")
        return "(" + " AND ".join(parts) + ")" if parts else "true"

    return concern


def either(*concerns: FilterField) -> FilterField:
    """The comparison holds for one of several texts."""

    def concern(where: Where, argument: Argument) -> str:
        return "(" + " OR ".join(one(where, argument) for one in concerns) + ")"

    return concern


def flag(condition: str) -> FilterField:
    """A condition that has to hold, or not to."""

    def concern(where: Where, argument: Argument) -> str:
        text = where.text(condition)
        return f"({text})" if argument.value else f"NOT ({text})"

    return concern


_SEES = re.compile(r"SEES[(](\w+)[)]")


def judged_by_sight(condition: str) -> FilterField:
    """As `flag`, of a condition on the graph as the viewer sees it: `SEES(_x)` stands for whether
    they may see the objective `_x`."""

    def concern(where: Where, argument: Argument) -> str:
        def seen(found: re.Match[str]) -> str:
            return " AND ".join(where.compiler.visible("Objective", found[1])) or "true"

        text = _SEES.sub(seen, where.text(condition))
        return f"({text})" if argument.value else f"NOT ({text})"

    return concern


def related(pattern: str, name_of: str = "id") -> FilterField:
    """A property of something `pattern` finds as `_other`, by `eq` or `in`."""

    def concern(where: Where, argument: Argument) -> str:
        parts = []
        for name in argument.value:
            member = argument.member(name)
            other = where.compiler.fresh("other")
            found = re.sub(r"\b_other\b", other, pattern)
            if member.value is None:
                if name == "eq":
                    parts.append(f"NOT EXISTS {{ MATCH {where.text(found)} }}")
                continue
            sign = SIGNS[name]
            parts.append(
                f"EXISTS {{ MATCH {where.text(found)} "
                f"WHERE {other}.{name_of} {sign} {where.compiler.param(member)} }}"
            )
        return "(" + " AND ".join(parts) + ")" if parts else "true"

    return concern


def of_team(owner_id: str) -> FilterField:
    """Owned by one of the teams, their sub-teams and, when asked, the members of any of these.

    The owners' ids are found once, before the list's own MATCH.
    """
    return partial(_of_team, owner_id)


def _of_team(owner_id: str, where: Where, argument: Argument) -> str:
    c = where.compiler
    scope, top, below, owner = (c.fresh(word) for word in ("s", "t", "t", "w"))
    down = (
        f"MATCH ({top}) (()<-[:PART_OF]-(:Team)){{0,}} ({below})"
        if argument.value.get("includeSubTeams", True)
        else f"WITH {top} AS {below}"
    )
    people = (
        f"MATCH ({below}) (()<-[:MEMBER_OF]-(:Person)){{0,1}} ({owner})"
        if argument.value.get("includePeople")
        else f"WITH {below} AS {owner}"
    )
    given = c.param(argument.member("in"))
    # What the clauses before this one have bound is carried along.
    bound = "".join(f"{one}, " for one in where.bound)
    where.preludes.append(
        f"WITH {bound}COLLECT {{ MATCH ({top}:Team) WHERE {top}.org = $p.org "
        f"AND {top}.id IN {given} {down} {people} RETURN DISTINCT {owner}.id }} AS {scope}"
    )
    where.bound.append(scope)
    return where.text(f"{owner_id} IN {scope}")


def of_cycle(cycle_id: str) -> FilterField:
    """In one of the cycles, or in a cycle that is part of one of them, at any depth; by `eq` or
    `in`. Their ids are found once, before the list's own MATCH."""
    return partial(_of_cycle, cycle_id)


def _of_cycle(cycle_id: str, where: Where, argument: Argument) -> str:
    c = where.compiler
    parts = []
    for name in argument.value:
        member = argument.member(name)
        if member.value is None:
            if name == "eq":
                parts.append(where.text(f"{cycle_id} IS NULL"))
            continue
        scope, top, below = (c.fresh(word) for word in ("s", "t", "t"))
        bound = "".join(f"{one}, " for one in where.bound)
        where.preludes.append(
            f"WITH {bound}COLLECT {{ MATCH ({top}:Cycle) WHERE {top}.org = $p.org "
            f"AND {top}.id {SIGNS[name]} {c.param(member)} "
            f"MATCH ({top}) (()<-[:WITHIN]-(:Cycle)){{0,}} ({below}) "
            f"RETURN DISTINCT {below}.id }} AS {scope}"
        )
        where.bound.append(scope)
        parts.append(where.text(f"{cycle_id} IN {scope}"))
    return "(" + " AND ".join(parts) + ")" if parts else "true"


def match(found: str, conditions: list[str]) -> str:
    """A clause with its conditions."""
    return f"{found} WHERE {' AND '.join(conditions)}" if conditions else found


__all__ = [
    "NO_FILTERS",
    "SIGNS",
    "FilterField",
    "Filters",
    "Where",
    "asks",
    "compares",
    "either",
    "flag",
    "match",
    "of_cycle",
    "of_team",
    "plain",
    "related",
]
