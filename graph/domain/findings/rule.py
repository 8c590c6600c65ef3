"""What a rule is given and what it yields."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from graph.domain.findings.finding import Fact
from graph.domain.organization_graph import Question

NOTHING: Final[Mapping[str, str]] = {}


class Found(NamedTuple):
    """One place where a rule holds; the fields are those of a `Finding`."""

    key_nodes: tuple[str, ...]
    others: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    said: Mapping[str, str] = NOTHING


Rule = Callable[[Question, float], Iterator[Found]]
"""From a question and the rule's limit (0 where it has none) to where it holds, in any order. What
the viewer may not see is left out afterwards where it is part of the key."""


def seen(question: Question, nodes: Sequence[str]) -> tuple[str, ...]:
    """Those of the nodes that the viewer may see, each once, by id."""
    return tuple(node for node in sorted(set(nodes)) if question.sees(node))


def counted(number: int, limit: float) -> tuple[Fact, ...]:
    """The fact of a rule that counts."""
    return (Fact("count", float(number), limit),)
