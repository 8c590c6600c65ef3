"""Mutations that would settle a finding, where no person has to decide anything else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from graph.domain.findings.finding import Finding, FindingRule


class Fix(NamedTuple):
    """A mutation by its name, with its input, and what it does in a few words."""

    title: str
    operation: str
    input: Mapping[str, Any]


def _other_cycle(finding: Finding) -> list[Fix]:
    given = {"id": finding.key_nodes[0], "cycle": finding.said["targetCycle"]}
    return [Fix("Move it to the cycle of what it is aligned to.", "objectiveUpdate", given)]


def _count_both(finding: Finding) -> list[Fix]:
    given = {"id": finding.key_nodes[0], "progressMode": "COMBINED"}
    return [Fix("Count its key results and what contributes.", "objectiveUpdate", given)]


def _other_sign(finding: Finding) -> list[Fix]:
    support = finding.said["support"]
    [expected] = [fact.value for fact in finding.facts if fact.name == "expectedDelta"]
    turned = {"id": support, "expectedDelta": -expected}
    effect = {"id": support, "effect": "RAISES" if expected > 0 else "LOWERS"}
    return [
        Fix("Turn the sign of the expected change.", "supportUpdate", turned),
        Fix("Let the effect be that of the expected change.", "supportUpdate", effect),
    ]


_FIXES: Final[Mapping[FindingRule, Callable[[Finding], list[Fix]]]] = {
    "CYCLE_MISMATCH": _other_cycle,
    "UNCOUNTED_CONTRIBUTION": _count_both,
    "EFFECT_CONTRADICTION": _other_sign,
}


def fixes_of(finding: Finding) -> list[Fix]:
    """Any one of them settles the finding; none where a person has to decide."""
    fixes = _FIXES.get(finding.rule)
    return [] if fixes is None else fixes(finding)
