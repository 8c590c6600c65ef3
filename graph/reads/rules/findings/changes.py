"""Which findings a write makes appear and which it settles: all rules before and after it."""

from __future__ import annotations

import asyncio
from collections.abc import Set
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Final

from graph.domain.errors import LimitExceeded
from graph.domain.findings.finding import Finding
from graph.domain.findings.lint import findings
from graph.domain.findings.settings import DEFAULTS
from graph.domain.impact import FindingChanges
from graph.domain.organization_graph import Question
from graph.reads.compile.compiler import Compiler
from graph.reads.execution.run import Moved
from graph.reads.rules.organization_fetch import Organization, OrganizationFetch
from graph.reads.rules.organizations import asked
from graph.reads.table.types import TYPES

if TYPE_CHECKING:
    from graph.reads.execution.run import Run

MOST_COMPARED: Final = 20_000
"""How many live goals, key results and KPIs an organization may have for its findings to be
compared: that is done under the lock of the write."""


async def prepare(run: Run) -> None:
    """Brings up what is kept of the organization, before a write that compares takes its lock."""
    with suppress(LimitExceeded, Moved):
        await asked(_fetch(sees_all=run.viewer.sees_all), run, MOST_COMPARED)


async def finding_changes(before: Run, after: Run) -> FindingChanges:
    """Between two runs of one viewer. In an organization that is too large for that no rule is
    compared."""
    fetch = _fetch(sees_all=after.viewer.sees_all)
    try:
        everything = await asked(fetch, before, MOST_COMPARED)
        was = everything.organization
        # What is changed and not committed is in the record by now.
        now = await fetch.since(after, was, everything.revision, everything.stamp)
        if now is None:
            now = await fetch.organization(after, MOST_COMPARED)
    except LimitExceeded:
        return FindingChanges(not_compared=list(DEFAULTS))
    found = [
        await _found(organization, run, hidden)
        for organization, run, hidden in (
            (was, before, everything.hidden),
            (now, after, await fetch.hidden(after)),
        )
    ]
    return FindingChanges.between(*found)


async def _found(organization: Organization, run: Run, hidden: Set[str]) -> list[Finding]:
    question, asks = Question(organization.graph, run.now, hidden), organization.asks
    return await asyncio.to_thread(findings, question, asks.settings, asks.dismissals)


@cache
def _fetch(*, sees_all: bool) -> OrganizationFetch:
    """The statements are compiled once."""
    return OrganizationFetch(Compiler(TYPES, [], sees_all))
