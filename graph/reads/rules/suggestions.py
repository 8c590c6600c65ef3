"""`Kpi.suggestions`: the rules that hold, the template that fits, and the draft of a batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final, NamedTuple

import orjson

from graph.domain.forecast.forecast import Forecast, forecast_of
from graph.domain.forecast.outlook import outlooks
from graph.domain.influence import Influence
from graph.domain.kpi_series import finished_amounts
from graph.domain.templates.advice import About, draft_of, message_of
from graph.domain.templates.matching import kpi_text, ranked
from graph.domain.templates.suggestions import Expected, Suggestion, suggestions
from graph.domain.templates.template import Template
from graph.reads.compile.compiler import Compiler, Scope
from graph.reads.compile.selection import Field
from graph.reads.execution.computing import computed
from graph.reads.execution.run import Run
from graph.reads.rules.computed import Computed
from graph.reads.rules.fetch import NOTHING, Fetch
from graph.reads.rules.kept_influence import KeptInfluence
from graph.reads.rules.kpi_facts import KpiFacts
from graph.reads.rules.kpi_periods import PeriodsRule, Told, ahead_of
from graph.reads.rules.listing import Wanted
from graph.reads.rules.plan_below import plan_graph
from graph.reads.rules.plans import flagged
from graph.reads.rules.projection import Projection
from graph.reads.rules.templates import every_template, own_plan

_ABOUT: Final = (
    "COLLECT { UNWIND $p.ids AS _id MATCH (_k:Kpi {org: $p.org, id: _id}) "
    "RETURN [_k.id, _k.name, _k.ownerId, _k.description, _k.archived] }"
)


class _Kpi(NamedTuple):
    """What a suggestion is told with."""

    about: About
    description: str | None
    archived: bool


class SuggestionsRule:
    """One selected `suggestions` of KPIs."""

    fetch = NOTHING

    def __init__(self, c: Compiler, selected: Field, this: str | None) -> None:
        self._periods = PeriodsRule(c, Field("forecast", "forecast", selected.index), None)
        own = c.another()
        self._about = own.plan("suggestions.about", "", own.render(_ABOUT, Scope("")))
        self._kept = None if c.past else KeptInfluence(c)
        self._plans = Fetch(c, "suggestions.plans", "Kpi", flagged, None) if c.past else None
        self._templates = own_plan(c)
        projection = Projection(c.another(), "suggestions.page")
        self._shown = Computed(projection, selected, {"template": ["Template"]})
        self._projection = projection.done()

    async def resolve(self, run: Run, ids: list[Any]) -> Mapping[Any, Any]:
        """The suggestions for each KPI, by its id."""
        now = run.moment
        kpis = {
            row[0]: _Kpi(About(row[0], row[1], row[2]), row[3], row[4])
            for row in await run.fetch(self._about, {"ids": ids})
        }
        told = await self._periods.told(run, ids, {}, now)
        helped = await self._helped(run, ids)
        templates = list((await every_template(run, self._templates)).values())
        called: dict[Any, Any] = {}
        wanted: Wanted = {}
        for kpi in ids:
            if kpis[kpi].archived:
                called[kpi] = []
                continue
            make = partial(_suggested, kpis[kpi], told[kpi], now, kpi in helped, templates)
            rows = await computed(make, 100 * len(told[kpi].kpi.values) + len(templates))
            called[kpi] = self._shown.called(run, rows)
            self._shown.wants(called[kpi], wanted)
        found = await self._projection.fill(run, wanted)
        return {kpi: self._shown.build(rows, found) for kpi, rows in called.items()}

    async def _helped(self, run: Run, ids: Sequence[str]) -> set[str]:
        """The KPIs that something in the plan pushes the right way, seen by the viewer or not."""
        if self._kept is not None:
            facts, kept, _ = await self._kept.of(run, ids)
            return {kpi for kpi in ids if _helps(facts[kpi], kept[kpi])}
        assert self._plans is not None
        raw = await self._plans.of(run, list(ids))
        facts = {row[0]: KpiFacts(*row[1:]) for row in raw[0]}
        graph = plan_graph(*raw[1:6])
        return {kpi for kpi in ids if _helps(facts[kpi], Influence(graph, kpi))}


def _helps(facts: KpiFacts, influence: Influence) -> bool:
    return any(facts.helps(row.share, row.net_share) for row in influence.movers.rows)


def _suggested(
    kpi: _Kpi, told: Told, now: datetime, helped: bool, templates: Sequence[Template]
) -> list[dict[str, Any]]:
    """The suggestions as plain data; a template is its id."""
    return [
        _values(kpi, suggestion, templates)
        for suggestion in suggestions(told.kpi, now, _outlook(told, now), helped=helped)
    ]


def _outlook(told: Told, now: datetime) -> list[Expected]:
    """What the forecast says of each target that it reaches, the earliest first."""
    kpi = told.kpi
    periods, amounts = finished_amounts(kpi, now)
    found = forecast_of(
        amounts,
        kpi.calendar.frequency,
        logarithms=told.kind not in ("PERCENT", "SCORE"),
        counts=told.kind == "COUNT",
    )
    if not isinstance(found, Forecast):
        return []
    return [
        Expected(look.target, look.expected, look.probability, found.accuracy.relative_error)
        for look in outlooks(kpi, found, ahead_of(kpi, periods, found))
    ]


def _values(kpi: _Kpi, suggestion: Suggestion, templates: Sequence[Template]) -> dict[str, Any]:
    template = None
    if suggestion.effect is not None:
        text = kpi_text(kpi.about.name, kpi.description)
        template = next(iter(ranked(text, templates, suggestion.effect)), None)
    return {
        "reason": suggestion.reason,
        "message": message_of(suggestion, kpi.about),
        "facts": [
            {"name": fact.name, "value": fact.value, "limit": fact.limit}
            for fact in suggestion.facts
        ],
        "template": None if template is None else template.id,
        "draft": orjson.dumps(draft_of(suggestion, kpi.about, template)).decode(),
    }
