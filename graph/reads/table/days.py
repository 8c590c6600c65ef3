"""A node's period: days that are stored, and the moments that follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graph.domain.calendar import parse_date, period_between, zone_of
from graph.reads.compile.compiler import Compiled, Compiler, Scope
from graph.reads.compile.selection import Field
from graph.reads.rules.kpi_periods import shown_period


@dataclass(frozen=True, slots=True)
class PeriodOfDays:
    """The period of `this`, whose days become moments in the organization's timezone."""

    def compile(self, c: Compiler, scope: Scope, selected: Field) -> Compiled:
        """Its days and the timezone, and how a period is made of them."""
        expression = (
            "[this.startsOn, this.endsOn, head(COLLECT { "
            "MATCH (_g:Organization {org: $p.org, id: $p.org}) RETURN _g.timezone })]"
        )
        asked = [(one.key, one.name) for one in selected.only()]

        def build(raw: Any, run: Any) -> dict[str, Any]:
            starts_on, ends_on, timezone = raw
            days = period_between(parse_date(starts_on), parse_date(ends_on), zone_of(timezone))
            period = shown_period(days)
            return {key: period[name] for key, name in asked}

        return Compiled(c.render(expression, scope), build)
