"""What a template becomes: the operations of a `batch`, from which the objective is made.

Imports its neighbours only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final, NamedTuple

from graph.domain.templates.template import Effect, Template

Operation = tuple[str, Mapping[str, Any]]
"""A mutation by its name, and its input."""
NewId = Callable[[str], str]
"""From a kind of node to an id for a new one."""

_PREFIXES: Final = {"Objective": "obj", "KeyResult": "kr", "Initiative": "ini", "Support": "sup"}


class Wish(NamedTuple):
    """Whose the objective is to be, in which cycle, and the KPI that it is to help."""

    owner: str
    cycle: str | None = None
    kpi: str | None = None
    effect: Effect | None = None
    expected_delta: float | None = None


def operations(template: Template, wish: Wish, new_id: NewId) -> list[Operation]:
    """The draft of an objective with the template's key results and initiatives, and the support of
    the KPI; each with an id, the objective's first."""
    objective = new_id("Objective")
    made = drafted(template.title, template.description, wish, objective, template.effect, new_id)
    results = [
        (
            "keyResultCreate",
            {
                "id": new_id("KeyResult"),
                "objective": objective,
                "title": result.title,
                "metric": result.metric,
                "measure": result.measure,
            },
        )
        for result in template.results
    ]
    work = [
        ("initiativeCreate", {"id": new_id("Initiative"), "target": objective, "title": title})
        for title in template.initiatives
    ]
    return [made[0], *results, *work, *made[1:]]


def drafted(
    title: str,
    description: str | None,
    wish: Wish,
    objective: str,
    effect: Effect,
    new_id: NewId,
) -> list[Operation]:
    """The objective alone, and its support of the KPI if there is one."""
    given = {"description": description, "cycle": wish.cycle}
    made: list[Operation] = [
        (
            "objectiveCreate",
            {"id": objective, "title": title, **_said(given), "owner": wish.owner},
        )
    ]
    if wish.kpi is not None:
        support = {
            "id": new_id("Support"),
            "from": objective,
            "kpi": wish.kpi,
            "effect": wish.effect or effect,
        }
        made.append(("supportCreate", {**support, **_said({"expectedDelta": wish.expected_delta})}))
    return made


def batch_input(made: Sequence[Operation]) -> dict[str, Any]:
    """The input of the batch that does these operations."""
    return {"operations": [{name: given} for name, given in made]}


def steady_ids(*about: str) -> NewId:
    """Ids that follow from what they are about, so that the same draft has the same: sent twice, it
    is made once."""
    number = 0

    def new_id(kind: str) -> str:
        nonlocal number
        number += 1
        digest = sha256("\n".join((*about, str(number))).encode()).hexdigest()
        return f"{_PREFIXES[kind]}_{digest[:24]}"

    return new_id


def _said(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
