"""Who is aligned to whom in the bench's organization."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from random import Random

LEVELS = 6
WIDENING = 6
"""How many times wider each level is than the one above."""


@dataclass(frozen=True)
class Shape:
    """Who is aligned to whom, by number; numbers grow from level to level."""

    levels: list[range]
    parents: list[list[int]]
    children: list[list[int]]

    @property
    def size(self) -> int:
        return len(self.parents)


def make_shape(random: Random, size: int) -> Shape:
    whole = sum(WIDENING**level for level in range(LEVELS))
    levels: list[range] = []
    start = 0
    for level in range(LEVELS):
        width = max(1, size * WIDENING**level // whole)
        stop = size if level == LEVELS - 1 else start + width
        levels.append(range(start, stop))
        start = stop
    parents: list[list[int]] = [[] for _ in range(size)]
    children: list[list[int]] = [[] for _ in range(size)]
    for above, here in pairwise(levels):
        for position, number in enumerate(here):
            first = above[position * len(above) // len(here)]
            chosen = [first]
            if random.random() < 0.1 and len(above) > 1:
                second = random.choice(above)
                while second == first:
                    second = random.choice(above)
                chosen.append(second)
            parents[number] = chosen
            for parent in chosen:
                children[parent].append(number)
    return Shape(levels, parents, children)


def supporters_of(shape: Shape, movers: int) -> tuple[list[int], int]:
    """Objectives that, with all that is below them, are so many: the highest that fit first."""
    taken: set[int] = set()
    supporters: list[int] = []
    for number in range(shape.size):
        if number in taken:
            continue
        below = _below(shape, number, movers - len(taken), taken)
        if below is not None:
            taken |= below
            supporters.append(number)
            if len(taken) == movers:
                break
    return supporters, len(taken)


def _below(shape: Shape, number: int, most: int, taken: set[int]) -> set[int] | None:
    """It and all below it that is not taken yet; None when that is more than `most`."""
    found = {number}
    stack = [number]
    while stack:
        if len(found) > most:
            return None
        for child in shape.children[stack.pop()]:
            if child not in found and child not in taken:
                found.add(child)
                stack.append(child)
    return found if len(found) <= most else None
