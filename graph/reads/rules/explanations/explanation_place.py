"""One selected `explanation` with those selected of its inputs, and what is told in its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from graph.reads.compile.compiler import Compiler
from graph.reads.compile.selection import Field
from graph.reads.rules.explanations.contributions import Subgraph
from graph.reads.rules.listing import Listing, Order, Window
from graph.reads.rules.projection import Projection

NOW: Final = -1
"""The moment that is asked about, among revisions."""

INPUTS = Order("inputs", lambda row: (row.share, f"{row.node}/{row.link or ''}"), falling=True)
LEAVES = Order("leaves", lambda row: (row.contribution, row.node), falling=True)
_GOAL_OR_RESULT = ("Objective", "KeyResult")


@dataclass(slots=True)
class Told:
    """The explanation of one objective as it is selected in one place: pages of its inputs and
    leaves, and the explanations of the inputs shown."""

    place: Place
    goal: str
    state: Subgraph
    """What was fetched of the moment at which it is explained."""
    moment: int
    closed: Subgraph | None = None
    """The same of the moment at which it closed, where that is another."""
    closed_at: int = NOW
    inputs: dict[int, Window] = field(default_factory=dict)
    leaves: dict[int, Window] = field(default_factory=dict)
    sums: dict[int, tuple[float, float]] = field(default_factory=dict)
    below: dict[tuple[int, str], Told] = field(default_factory=dict)
    reported: dict[int, list[str]] = field(default_factory=dict)
    """The key results of which check-ins are shown, by the field that shows them."""

    def check_ins_of(self) -> dict[int, list[str]]:
        """The same by the slot of the check-ins."""
        return {self.place.check_ins[key]: results for key, results in self.reported.items()}

    @property
    def inner(self) -> Subgraph:
        """Where its inputs are."""
        return self.closed or self.state


class Place:
    """One selected `explanation`, with those selected of its inputs."""

    def __init__(self, c: Compiler, projection: Projection, selected: Field) -> None:
        self.selected = selected
        self.inputs = {
            id(member): _listing(c, projection, member, INPUTS)
            for member in selected.child("inputs")
        }
        self.leaves = {
            id(member): _listing(c, projection, member, LEAVES)
            for member in selected.child("leaves")
        }
        self.alignments = {
            id(member): projection.slot(["Alignment"], member.on)
            for edge in edges_of(selected, "inputs")
            for member in edge.child("alignment")
        }
        self.check_ins = {
            id(member): projection.slot(["CheckIn"], member.on)
            for edge in edges_of(selected, "leaves")
            for member in edge.child("checkIn")
        }
        self.below = {
            id(member): Place(c, projection, member)
            for edge in edges_of(selected, "inputs")
            for member in edge.child("explanation")
        }

    @property
    def looks_below(self) -> bool:
        """Whether what is selected depends on the inputs."""
        return bool(self.inputs or self.selected.child("notes"))


def _listing(c: Compiler, projection: Projection, selected: Field, order: Order) -> Listing:
    return Listing(c, projection, selected, _GOAL_OR_RESULT, order, lambda row: row.node)


def edges_of(selected: Field, name: str) -> Iterator[Field]:
    for connection in selected.child(name):
        yield from connection.child("edges")
