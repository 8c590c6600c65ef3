"""Which findings a write makes appear and which it settles: all rules before and after it."""

from __future__ import annotations

import asyncio
from functools import cache
from typing import TYPE_CHECKING, Final

from graph.domain.errors import LimitExceeded
from graph.domain.findings.finding import Finding
from graph.domain.findings.lint import findings
from graph.domain.findings.settings import DEFAULTS
from graph.domain.impact import FindingChanges
from graph.domain.organization_graph import Question
from graph.reads.compile.compiler import Compiler
from graph.reads.rules.organization_fetch import OrganizationFetch
from graph.reads.table.types import TYPES

if TYPE_CHECKING:
    from graph.reads.execution.run import Run

MOST_COMPARED: Final = 2000
"""How many live goals, key results and KPIs an organization may have for its findings to be
compared: they are read under the lock of the write."""


async def finding_changes(before: Run, after: Run) -> FindingChanges:
    """Between two runs of one viewer. In an organization that is too large for that no rule is
    compared."""
    fetch = _fetch(sees_all=after.viewer.sees_all)
    try:
        now = await _found(fetch, after)
        was = await _found(fetch, before)
    except LimitExceeded:
        return FindingChanges(not_compared=list(DEFAULTS))
    return FindingChanges.between(was, now)


async def _found(fetch: OrganizationFetch, run: Run) -> list[Finding]:
    organization = await fetch.organization(run, MOST_COMPARED)
    question = Question(organization.graph, run.now, await fetch.hidden(run))
    return await asyncio.to_thread(
        findings, question, organization.asks.settings, organization.asks.dismissals
    )


@cache
def _fetch(*, sees_all: bool) -> OrganizationFetch:
    """The statements are compiled once."""
    return OrganizationFetch(Compiler(TYPES, [], sees_all))
