"""What is said about a finding, and what to do about it.

Titles come with the page that is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from graph.domain.findings.finding import Finding, FindingRule


class Text(NamedTuple):
    """Templates: {0}, {1} are the titles of the nodes that define it, names are facts and what else
    is said."""

    message: str
    advice: str


_TEXTS: Final[Mapping[FindingRule, Text]] = {
    "ORPHAN_OBJECTIVE": Text(
        "{0} has no way up to a company objective.",
        "Align it to the goal that it serves, or close it if it serves none.",
    ),
    "IDLE_OBJECTIVE": Text(
        "{0} moves no KPI.",
        "Say which KPI its success moves, by a support, or align it to a goal that moves one.",
    ),
    "UNMOVED_KPI": Text(
        "No active objective moves {0}.",
        "Set a goal that supports it, or archive it if nobody minds where it goes.",
    ),
    "UNSUPPORTED_COMPANY_OBJECTIVE": Text(
        "No active objective is aligned to the company objective {0}.",
        "Align the goals that serve it, or ask whether the company still means it.",
    ),
    "KPI_BEHIND_UNADDRESSED": Text(
        "{0} is behind ({status}), and nothing in the plan pushes it the right way.",
        "Set a goal that helps it, or correct the effect of those that support it.",
    ),
    "OPPOSING_WORK": Text(
        "Goals push {0} in opposite directions ({raising} up, {lowering} down).",
        "Agree on what it should do, and correct the goals or the effects of their supports.",
    ),
    "HEALTH_CONTRADICTION": Text(
        "{0} looks on track by its own key results, but of what contributes to it some is off "
        "track ({count}).",
        "Look at what contributes: help it, or let its progress count in this objective.",
    ),
    "CYCLE_MISMATCH": Text(
        "{0} ends on {ends}, after {1}, to which it is aligned, on {targetEnds}.",
        "Move it to an earlier cycle, or align it to a goal whose cycle lasts as long.",
    ),
    "LEVEL_SKIP": Text(
        "{0} is a personal objective aligned straight to the company's {1}.",
        "Align it to a goal of the team between, which is aligned to the company's.",
    ),
    "STALE_KEY_RESULT": Text(
        "{0} has had no check-in for more than twice its cadence.",
        "Report where it is, or lengthen its cadence.",
    ),
    "TOO_MANY_KEY_RESULTS": Text(
        "{0} has {count} key results; more than {limit} are hard to keep in mind.",
        "Keep those that tell best whether the objective is met.",
    ),
    "TOO_FEW_KEY_RESULTS": Text(
        "{0} has few key results ({count}) and nothing that contributes to it; fewer than {limit} "
        "seldom tell whether it is met.",
        "Add a key result that would show the objective is met.",
    ),
    "TOO_MANY_OBJECTIVES": Text(
        "{0} has {count} active objectives in {1}, more than {limit}.",
        "Close or postpone those that matter least.",
    ),
    "KPI_AS_KEY_RESULT": Text(
        "{0} restates the target of {1}.",
        "Measure what the goal does to move the KPI, and support the KPI with it.",
    ),
    "UNMEASURABLE_OBJECTIVE": Text(
        "{0} is active and has nothing to measure its progress by.",
        "Add key results, align measurable goals to it, or set its progress by hand.",
    ),
    "UNCOUNTED_CONTRIBUTION": Text(
        "Goals contribute to {0} ({count}), but its progress follows from its key results alone.",
        "Count both with the mode COMBINED, or mark the alignments as not counting.",
    ),
    "KPI_VALUE_OVERDUE": Text(
        "{0} has had no value for whole periods ({count}); its latest period ended on {since}.",
        "Record its values, or have them imported.",
    ),
    "EFFECT_CONTRADICTION": Text(
        "{0} says it changes {1} by {expectedDelta}, against the effect of its own support.",
        "Correct the sign of the expected change, or the effect.",
    ),
    "KEY_PERSON": Text(
        "{0} alone answers for {share} of {1}.",
        "Share the work, or let others lead a part of it.",
    ),
    "SANDBAGGING": Text(
        "{0} scored {mean} on average on {count} aspirational goals of {1}.",
        "Aim higher: aspirational goals are met to about 70 %.",
    ),
    "FORMULA_INPUT_NOT_DRIVER": Text(
        "{0} is computed from {1}, which does not drive it in the graph.",
        "Add the drive, so that what moves the input is seen to move the KPI.",
    ),
}

_SHARES: Final = frozenset({"share", "mean"})


def message_of(finding: Finding, titles: Mapping[str, str]) -> str:
    """The sentence about a finding; `titles` has those of its key's nodes, by id."""
    said: dict[str, str] = dict(finding.said)
    for fact in finding.facts:
        said[fact.name] = _number(fact.name, fact.value)
        if fact.limit is not None:
            said["limit"] = _number(fact.name, fact.limit)
    # As quoted, so that a sentence with a title in it can be read.
    names = [f"“{titles.get(node, node)}”" for node in finding.key_nodes]
    return _TEXTS[finding.rule].message.format(*names, **said)


def advice_of(finding: Finding) -> str:
    """What to do about it."""
    return _TEXTS[finding.rule].advice


def _number(name: str, value: float) -> str:
    return f"{100 * value:.4g} %" if name in _SHARES else f"{value:.12g}"
