"""Running a plan: its statement, then the rules that parts of the answer wait for.

The statements of one root field see one revision: each brings the organization's revision along,
and when a write came between two of them the field is asked again. Each also brings the revision at
which anybody's access last changed, so that no viewer is answered by rights they no longer have.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from graph.database.reader import StatementReader
from graph.domain.calendar import time_text
from graph.domain.errors import Contention, NotFound
from graph.domain.viewer import Viewer
from graph.reads.compile.selection import Values, asked_by
from graph.reads.temporal.moment import Moment

ATTEMPTS_AT_ONE_REVISION = 4


class Moved(Exception):
    """A write came between two statements of one root field."""


class AccessChanged(Exception):
    """Somebody's access has changed since the viewer was looked up."""


Transform = Callable[[Any], Any]
Binding = tuple[str, tuple[Any, ...], Transform]
"""The name of a parameter, where its value is among those of a request, and what is made of it."""

Build = Callable[[Any, "Run"], Any]
"""From what the statement returned for a field to its value in the answer."""


@dataclass(slots=True)
class Plan:
    """A compiled statement: text, where its parameters come from, and how to build its answer."""

    name: str
    text: str
    bindings: Sequence[Binding]
    build: Build
    others: Sequence[Plan] = ()
    """The statements of its rules, for planning them all ahead."""
    past: bool = False
    """Whether it is about the past."""

    def bind(self, values: Values) -> dict[str, Any]:
        """The parameters of one request; raises InvalidInput for values that cannot be."""
        bound: dict[str, Any] = {}
        for name, path, transform in self.bindings:
            value: Any = values
            for step in path:
                value = value.get(step) if isinstance(value, Mapping) else value[step]
            with asked_by(path[0]) if path else nullcontext():
                bound[name] = transform(value)
        return bound

    def check(self, values: Values) -> None:
        """Raises InvalidInput for values that one of its statements could not be asked with."""
        for plan in (self, *self.others):
            plan.bind(values)


class Prefetch(Protocol):
    """What a rule works on, as far as compiling its field goes."""

    beside: str | None


class Rule(Protocol):
    """A field whose value needs a rule in Python; one instance for each place in a selection."""

    @property
    def fetch(self) -> Prefetch:
        """What the rule works on."""

    async def resolve(self, run: Run, ids: list[Any]) -> Mapping[Any, Any]:
        """The value for each of the objects' ids: one more statement for all of them, unless it
        came beside the one object, and one for the page that was asked for."""


class Pending(NamedTuple):
    """A value that a rule has yet to put into the answer."""

    rule: Rule
    identity: Any
    into: dict[str, Any]
    key: str


@dataclass(slots=True)
class Run:
    """One attempt at answering one root field; `past` is what it is about, when that is not the
    present, which is `now`."""

    database: StatementReader
    viewer: Viewer
    now: datetime
    values: Values
    past: Moment | None = None
    settle: bool = False
    params: dict[str, Any] = field(default_factory=dict)
    revision: int | None = None
    pending: list[Pending] = field(default_factory=list)
    in_turn: bool = False
    """Whether statements are sent one at a time."""
    brought: dict[int, Any] = field(default_factory=dict)
    """What came beside the one object for a rule, by the identity of its fetch."""

    @property
    def moment(self) -> datetime:
        """When it is about."""
        return self.now if self.past is None else self.past.time

    def defer(self, rule: Rule, identity: Any, into: dict[str, Any], key: str) -> None:
        """Let a rule put its value for an object into the answer later."""
        into[key] = None
        self.pending.append(Pending(rule, identity, into, key))

    async def fetch(self, plan: Plan, more: Mapping[str, Any] | None = None) -> Any:
        """What a plan's statement returned, unbuilt; raises Moved or AccessChanged."""
        viewer = self.viewer
        p = plan.bind(self.values)
        p["org"] = viewer.org
        p["now"] = int((self.moment if plan.past else self.now).timestamp() * 1000)
        p["person"] = viewer.person
        p["name"] = viewer.name
        p["scope"] = viewer.scope.upper()
        p["seesAll"] = viewer.sees_all
        p["mine"] = viewer.mine
        p["near"] = viewer.near
        p["led"] = viewer.led
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
        # What is built of this statement's rows is built before anything else is awaited.
        self.params = p
        return raw

    async def built(self, plan: Plan, more: Mapping[str, Any] | None = None) -> Any:
        """A plan's answer; what rules have yet to fill in is pending."""
        raw = await self.fetch(plan, more)
        return plan.build(raw, self)

    async def finish(self) -> None:
        """Resolve what is pending, and what that makes pending: all rules that wait at once, or one
        after the other in a transaction, which takes one statement at a time."""
        while self.pending:
            waiting: dict[int, list[Pending]] = {}
            for one in self.pending:
                waiting.setdefault(id(one.rule), []).append(one)
            self.pending = []
            await self.together(map(self._resolve, waiting.values()))

    async def together(self, works: Iterable[Coroutine[Any, Any, None]]) -> None:
        """Do several things at once, or in turn."""
        every = list(works)
        if self.in_turn or len(every) == 1:
            for work in every:
                await work
            return
        # All are waited for: to leave a statement halfway costs its connection.
        done = await asyncio.gather(*every, return_exceptions=True)
        for error in done:
            if error is not None:
                raise error

    async def _resolve(self, waiting: Sequence[Pending]) -> None:
        ids = list(dict.fromkeys(one.identity for one in waiting))
        found = await waiting[0].rule.resolve(self, ids)
        for one in waiting:
            if one.identity not in found:
                raise Moved
            one.into[one.key] = found[one.identity]


PlanFor = Callable[[Viewer, bool], Plan]
"""The plan of a question for a viewer; of the present a moment ago, when it is pinned to that."""


async def answer(
    plan_for: PlanFor,
    values: Values,
    *,
    database: StatementReader,
    viewer: Callable[[], Viewer],
    refresh: Callable[[], Awaitable[Any]],
    now: datetime,
    past: Moment | None = None,
    pins: bool = True,
) -> Any:
    """The answer of one root field, all of it as of one revision, the present one or that of
    `past`, and by today's rights.

    Where writes keep coming between its statements, it is asked as of the revision that the first
    one saw: the history is the snapshot. Without `pins`, which only the present can be asked, it is
    then answered as it comes.
    """
    about = past
    settle = False
    for attempt in range(ATTEMPTS_AT_ONE_REVISION):
        run = Run(database, viewer(), now, values, about, settle=settle)
        try:
            plan = plan_for(run.viewer, about is not past)
            plan.check(values)
            value = await run.built(plan)
            await run.finish()
        except Moved:
            if attempt > 0 and pins and past is None and run.revision is not None:
                about = Moment(run.revision, now)
            settle = about is not past or attempt == ATTEMPTS_AT_ONE_REVISION - 2
            continue
        except AccessChanged:
            await refresh()
            continue
        return value
    raise Contention("Access kept changing while this was read; it is safe to try again.")
