"""Findings that somebody has decided to leave as they are. Imports its neighbours only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from graph.domain.findings.finding import Finding


class Dismissal(NamedTuple):
    """One decision: `last_day` is the last day on which it holds, as text, in the organization's
    time zone; None: for good."""

    id: str
    key: str
    last_day: str | None


def in_force(dismissals: Iterable[Dismissal], today: date) -> Mapping[str, str]:
    """The dismissals that hold on a day: their ids by the keys of findings."""
    day = today.isoformat()
    return {row.key: row.id for row in dismissals if row.last_day is None or row.last_day >= day}


def marked(findings: Iterable[Finding], held: Mapping[str, str]) -> list[Finding]:
    """The findings, those that are dismissed with the ids of their dismissals."""
    if not held:
        return list(findings)
    return [
        replace(finding, dismissal=held[finding.key]) if finding.key in held else finding
        for finding in findings
    ]


def still_open(findings: Sequence[Finding]) -> list[Finding]:
    """Those that nobody has dismissed."""
    return [finding for finding in findings if finding.dismissal is None]
