"""What is said of a suggestion, and the batch that follows it. Imports its neighbours only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from graph.domain.templates.draft import Wish, batch_input, drafted, operations, steady_ids
from graph.domain.templates.suggestions import Suggestion, SuggestionReason
from graph.domain.templates.template import Template

_NOBODY: Final = "nothing in the plan pushes it the right way"
_MESSAGES: Final[Mapping[SuggestionReason, str]] = {
    "BEHIND": f"“{{name}}” was behind its target in its last two measured periods, and {_NOBODY}.",
    "FORECAST_TO_MISS": (
        "“{name}” is expected to be {expected} by {ends}, and meets its target with a probability "
        f"of {{probability}} only; {_NOBODY}."
    ),
    "AMBITIOUS_TARGET": (
        "The target of “{name}” from {starts} to {ends} asks for more than the one before, "
        f"{{target}}, and is far from the latest value, {{value}}; {_NOBODY}."
    ),
    "RAISE_TARGET": (
        "“{name}” was on target in the last three periods; {median} would ask for more again."
    ),
}
_WAYS: Final = {"RAISES": "Raise", "LOWERS": "Lower"}


class About(NamedTuple):
    """The KPI that a suggestion is for."""

    kpi: str
    name: str
    owner: str


def message_of(suggestion: Suggestion, about: About) -> str:
    """What is so, in a sentence."""
    said = {fact.name: f"{fact.value:.6g}" for fact in suggestion.facts}
    for fact in suggestion.facts:
        if fact.name == "probability":
            said["probability"] = f"{100 * fact.value:.2g} %"
    starts, ends = suggestion.days
    return _MESSAGES[suggestion.reason].format(
        name=about.name, starts=starts.isoformat(), ends=ends.isoformat(), **said
    )


def draft_of(suggestion: Suggestion, about: About, template: Template | None) -> dict[str, Any]:
    """The input of a batch that follows it: the draft of an objective, or the target. Its ids
    follow from the KPI, the rule and the days that it is about, so that it is made but once."""
    if (target := suggestion.target) is not None:
        period = {
            "startsOn": target.starts_on.isoformat(),
            "endsOn": target.ends_on.isoformat(),
        }
        given = {"kpi": about.kpi, "period": period, "value": target.value}
        return batch_input([("kpiTargetSet", given)])
    assert suggestion.effect is not None
    days = (day.isoformat() for day in suggestion.days)
    new_id = steady_ids(about.kpi, suggestion.reason, *days)
    wish = Wish(about.owner, kpi=about.kpi, effect=suggestion.effect)
    if template is not None:
        return batch_input(operations(template, wish, new_id))
    title = f"{_WAYS[suggestion.effect]} “{about.name[:400]}”"
    description = "Give it two to five key results that do not restate the KPI."
    objective = new_id("Objective")
    return batch_input(drafted(title, description, wish, objective, suggestion.effect, new_id))
