"""What a rule fetches: beside the one object of a root question, in the very statement that finds
it; or for all objects of a list, in a statement of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graph.reads.compile.compiler import Compiler
from graph.reads.execution.run import Prefetch, Run

Clauses = Callable[[Compiler, str], str]
"""From the variable of an object to clauses that start there and end in RETURN of one list."""


class Fetch:
    """The clauses of a rule, compiled for its place in a selection.

    `this` is the variable of the one object, or None for the objects of a list; with `link`, they
    are relationships. `beside` is the
    expression that brings the one object's id and what was fetched; None where there is a
    statement instead.
    """

    def __init__(
        self,
        c: Compiler,
        name: str,
        label: str,
        clauses: Clauses,
        this: str | None,
        *,
        link: bool = False,
    ) -> None:
        self.beside: str | None = None
        if this is not None:
            # Not its head: in an argument of a function Neo4j prunes no walk, but lists all paths.
            self.beside = f"[{this}.id, COLLECT {{ {clauses(c, this)} }}]"
            return
        own = c.another()
        item, start, raw = own.fresh("id"), own.fresh("start"), own.fresh("raw")
        # Ids are unwound before the seek: 2026.09 drops a DISTINCT after a unique seek on a list.
        key = f"{start}:{label} {{org: $p.org, id: {item}}}"
        self._plan = own.plan(
            name,
            f"UNWIND $p.ids AS {item} MATCH {f'()-[{key}]->()' if link else f'({key})'} "
            f"{clauses(own, start)} AS {raw}",
            raw,
        )

    async def of(self, run: Run, ids: list[Any]) -> Any:
        """What was fetched for the objects `ids`."""
        if self.beside is not None:
            return next(iter(run.brought.pop(id(self))), None)
        return await run.fetch(self._plan, {"ids": ids})


class _Nothing:
    beside: str | None = None


NOTHING: Prefetch = _Nothing()
"""For a rule that works on what stands in the place of the object's id."""
