"""What a rule finds, and how findings are told apart and ordered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

Severity = Literal["INFO", "WARNING", "ERROR"]
FindingRule = Literal[
    "ORPHAN_OBJECTIVE",
    "IDLE_OBJECTIVE",
    "UNMOVED_KPI",
    "UNSUPPORTED_COMPANY_OBJECTIVE",
    "KPI_BEHIND_UNADDRESSED",
    "OPPOSING_WORK",
    "HEALTH_CONTRADICTION",
    "CYCLE_MISMATCH",
    "LEVEL_SKIP",
    "STALE_KEY_RESULT",
    "TOO_MANY_KEY_RESULTS",
    "TOO_FEW_KEY_RESULTS",
    "TOO_MANY_OBJECTIVES",
    "KPI_AS_KEY_RESULT",
    "UNMEASURABLE_OBJECTIVE",
    "UNCOUNTED_CONTRIBUTION",
    "KPI_VALUE_OVERDUE",
    "EFFECT_CONTRADICTION",
    "KEY_PERSON",
    "SANDBAGGING",
    "FORMULA_INPUT_NOT_DRIVER",
]

SEVERITIES: Final[tuple[Severity, ...]] = ("INFO", "WARNING", "ERROR")
"""Least severe first."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A number that a finding rests on, by name, with the limit that it is held against."""

    name: str
    value: float
    limit: float | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about the plan that asks for a decision.

    `key_nodes` define it, what it is about first; `others` are only mentioned, and are those that
    the viewer may see. `said` holds what a message needs beside titles and facts, such as days.
    `dismissal` is the id of the decision to leave it as it is, while that holds.
    """

    rule: FindingRule
    severity: Severity
    key_nodes: tuple[str, ...]
    others: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    said: Mapping[str, str] = field(default_factory=dict)
    dismissal: str | None = None

    @property
    def key(self) -> str:
        """Stable while the same rule holds of the same nodes."""
        return f"{self.rule}:{'+'.join(self.key_nodes)}"

    @property
    def nodes(self) -> tuple[str, ...]:
        """What it is about first, then what else it concerns."""
        return (*self.key_nodes, *self.others)
