"""A template: an objective with its key results and initiatives, and what KPIs it helps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import orjson

from graph.domain.metrics import Metric, MetricGoal, metric_mistakes
from graph.domain.units import Unit, unit_mistakes

Effect = Literal["RAISES", "LOWERS"]
BUILT_IN: Final = "tpl_library-"
"""What the ids of the library's own begin with; nobody else's do."""


@dataclass(frozen=True, slots=True)
class TemplateResult:
    """A key result of a template: what its number should do, and how it is read."""

    title: str
    goal: MetricGoal
    unit: Unit
    precision: int | None = None
    start: float | None = None
    target: float | None = None
    lower: float | None = None
    upper: float | None = None

    @property
    def metric(self) -> dict[str, Any]:
        """Its metric, as a key result is given it: without nulls."""
        numbers = {name: getattr(self, name) for name in ("start", "target", "lower", "upper")}
        return {"goal": self.goal, **_said(numbers)}

    @property
    def measure(self) -> dict[str, Any]:
        """How its number is read, likewise."""
        return _said({**self.unit._asdict(), "precision": self.precision})

    @property
    def text(self) -> str:
        """How it is stored: as JSON, since a list in the database holds no nulls."""
        metric = self.metric
        said = {"title": self.title, "goal": metric.pop("goal"), "measure": self.measure}
        return orjson.dumps({**said, **metric}).decode()


@dataclass(frozen=True, slots=True)
class Template:
    """What one may start an objective from. `helps` are words of KPIs, and `effect` what success
    does to their values."""

    id: str
    title: str
    results: tuple[TemplateResult, ...]
    initiatives: tuple[str, ...]
    helps: tuple[str, ...]
    effect: Effect
    description: str | None = None
    department: str | None = None

    @property
    def built_in(self) -> bool:
        """Whether it is the library's own."""
        return is_built_in(self.id)


def is_built_in(identifier: str) -> bool:
    """Whether an id is one of the library's own, or would be."""
    return identifier.startswith(BUILT_IN)


def result_of(said: Mapping[str, Any]) -> TemplateResult:
    """A key result from its plain form."""
    measure = dict(said.get("measure") or {})
    precision = measure.pop("precision", None)
    numbers = {
        name: None if said.get(name) is None else float(said[name])
        for name in ("start", "target", "lower", "upper")
    }
    return TemplateResult(said["title"], said["goal"], Unit(**measure), precision, **numbers)


def of_node(node: Mapping[str, Any]) -> Template:
    """An organization's own template, from its stored properties."""
    return Template(
        node["id"],
        node["title"],
        tuple(result_of(orjson.loads(text)) for text in node.get("templateResults", ())),
        tuple(node.get("templateInitiatives", ())),
        tuple(node.get("helps", ())),
        node["effect"],
        node.get("description"),
        node.get("department"),
    )


def result_mistakes(result: TemplateResult) -> Iterator[tuple[str, str]]:
    """What is wrong with a key result of a template: (the field, a sentence)."""
    numbers = (result.start, result.target, result.lower, result.upper)
    yield from metric_mistakes(Metric(result.goal, *numbers))
    for _, sentence in unit_mistakes(result.unit):
        yield "measure", sentence


def _said(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
