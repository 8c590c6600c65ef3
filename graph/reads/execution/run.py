"""Running a plan: its statement, then the rules that parts of the answer wait for.

The statements of one root field see one revision: each brings the organization's revision along,
and when a write came between two of them the field is asked again. Each also brings the revision at
which anybody's access last changed, so that no viewer is answered by rights they no longer have.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from graph.database.client import Database
from graph.domain.calendar import time_text
from graph.domain.errors import Contention, NotFound
from graph.domain.viewer import Viewer
from graph.reads.compile.compiler import Plan, Rule
from graph.reads.compile.selection import Values
from graph.reads.temporal.moment import Moment

ATTEMPTS_AT_ONE_REVISION = 4


class Moved(Exception):
    """A write came between two statements of one root field."""


class AccessChanged(Exception):
    """Somebody's access has changed since the viewer was looked up."""


@dataclass(slots=True)
class Run:
    """One attempt at answering one root field; `past` is what it is about, when that is not the
    present, which is `now`."""

    database: Database
    viewer: Viewer
    now: datetime
    values: Values
    past: Moment | None = None
    settle: bool = False
    params: dict[str, Any] = field(default_factory=dict)
    revision: int | None = None
    pending: list[tuple[Rule, Any, dict[str, Any], str]] = field(default_factory=list)
    brought: dict[int, Any] = field(default_factory=dict)
    """What came beside the one object for a rule, by the identity of its fetch."""

    @property
    def moment(self) -> datetime:
        """When it is about."""
        return self.now if self.past is None else self.past.time

    def defer(self, rule: Rule, identity: Any, into: dict[str, Any], key: str) -> None:
        """Let a rule put its value for an object into the answer later."""
        into[key] = None
        self.pending.append((rule, identity, into, key))

    async def fetch(self, plan: Plan, more: Mapping[str, Any] | None = None) -> Any:
        """What a plan's statement returned, unbuilt; raises Moved or AccessChanged."""
        viewer = self.viewer
        p = plan.bind(self.values)
        self.params = p
        p["org"] = viewer.org
        p["now"] = int((self.moment if plan.past else self.now).timestamp() * 1000)
        p["person"] = viewer.person
        p["name"] = viewer.name
        p["scope"] = viewer.scope.upper()
        p["seesAll"] = viewer.sees_all
        p["mine"] = viewer.mine
        p["near"] = viewer.near
        if self.past is not None:
            p["at"] = self.past.revision
            p["time"] = time_text(self.past.time)
        if more:
            p.update(more)
        answer = await self.database.read(plan.name, plan.text, p)
        if answer is None:
            raise NotFound("The organization is not there any more.")
        access, revision, raw = answer
        if access != viewer.access_revision:
            raise AccessChanged
        if self.revision is None:
            self.revision = revision
        elif revision != self.revision and not self.settle:
            raise Moved
        return raw

    async def built(self, plan: Plan, more: Mapping[str, Any] | None = None) -> Any:
        """A plan's answer; what rules have yet to fill in is pending."""
        raw = await self.fetch(plan, more)
        return plan.build(raw, self)

    async def finish(self) -> None:
        """Resolve what is pending, and what that makes pending, one rule at a time."""
        while self.pending:
            rule = self.pending[0][0]
            waiting = [one for one in self.pending if one[0] is rule]
            self.pending = [one for one in self.pending if one[0] is not rule]
            found = await rule.resolve(self, list(dict.fromkeys(one[1] for one in waiting)))
            for _, identity, into, key in waiting:
                into[key] = found[identity]


async def answer(
    plan_for: Callable[[Viewer], Plan],
    values: Values,
    *,
    database: Database,
    viewer: Callable[[], Viewer],
    refresh: Callable[[], Awaitable[Any]],
    now: datetime,
    past: Moment | None = None,
) -> Any:
    """The answer of one root field, all of it as of one revision, the present one or that of
    `past`, and by today's rights."""
    for attempt in range(ATTEMPTS_AT_ONE_REVISION):
        last = attempt == ATTEMPTS_AT_ONE_REVISION - 1
        run = Run(database, viewer(), now, values, past, settle=last)
        try:
            value = await run.built(plan_for(run.viewer))
            await run.finish()
        except Moved:
            continue
        except AccessChanged:
            await refresh()
            continue
        return value
    raise Contention("Access kept changing while this was read; it is safe to try again.")
