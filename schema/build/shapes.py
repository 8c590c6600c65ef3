"""The types of the contract that a field of the model has: shown, set, and filtered by.

Types that refer to entities are looked up late (`schema.refs`).
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from types import GenericAlias
from typing import Annotated, Any, Final

import strawberry
from strawberry import ID

from graph.domain.documents import Day, Moment
from graph.model.fields import Field
from graph.model.marks import Link, Shown
from graph.model.parts import GOALS, OWNERS, ExternalLink, Measure, Metric, Period
from graph.model.templates import TemplateKeyResult
from graph.model.weekly import ReportItem
from schema import comparators, enums, refs

_ENUMS: Final[Mapping[frozenset[str], type[Enum]]] = {
    frozenset(member.value for member in found): found
    for found in vars(enums).values()
    if isinstance(found, type) and issubclass(found, Enum) and found is not Enum
}
"""The enum of each closed list, by its values."""


def _late(name: str, module: str) -> Any:
    return Annotated[name, strawberry.lazy(f"schema.{module}")]


_NODES: Final[Mapping[tuple[str, ...], Any]] = {
    OWNERS: _late("ObjectiveOwner", "nodes"),
    GOALS: _late("GoalOrResult", "key_results"),
    (): _late("Node", "nodes"),
    **{
        (kind,): getattr(refs, kind)
        for kind in (
            *("Team", "Person", "Cycle", "Objective", "KeyResult", "CheckIn", "Comment"),
            *("Kpi", "KpiTarget", "KpiValue"),
        )
    },
}
_PARTS: Final[Mapping[type, tuple[Any, Any]]] = {
    Metric: (_late("Metric", "key_results"), _late("MetricInput", "mutations.key_results")),
    Measure: (_late("Measure", "key_results"), _late("MeasureInput", "mutations.key_results")),
    Period: (_late("Period", "kpis"), _late("PeriodInput", "period_input")),
    ExternalLink: (
        _late("ExternalLink", "objectives"),
        _late("ExternalLinkInput", "mutations.objectives"),
    ),
    ReportItem: (
        _late("ReportItem", "weekly"),
        _late("ReportItemInput", "mutations.weekly"),
    ),
    TemplateKeyResult: (_late("TemplateKeyResult", "templates"), None),
}


def enum_of(field: Field) -> type[Enum]:
    """The enum of a field that has one of the values of a closed list."""
    return _ENUMS[frozenset(field.values)]


def _listed(field: Field, item: Any) -> Any:
    return GenericAlias(list, (item,)) if field.many else item


def _scalar(field: Field) -> Any:
    if field.values:
        return enum_of(field)
    if field.base is str:
        return date if field.checked == Day else datetime if field.checked == Moment else str
    return field.base


def output(field: Field) -> Any:
    """What a client is shown."""
    link, shown = field.mark(Link), field.mark(Shown)
    if field.part:
        shape, _ = _PARTS[field.base]
        return _listed(field, shape)
    item = _NODES[link.kinds] if link else _scalar(field)
    nullable = field.nullable if shown is None else shown.nullable
    return _listed(field, item) | None if nullable else _listed(field, item)


def given(field: Field) -> Any:
    """What a client sets."""
    if field.part:
        _, shape = _PARTS[field.base]
        return _listed(field, shape)
    return _listed(field, ID if field.mark(Link) else _scalar(field))


def comparator(field: Field) -> Any:
    """What a client filters by."""
    if field.mark(Link):
        return comparators.IdFilter
    if field.values:
        return comparators.EnumFilter[enum_of(field)]  # type: ignore[misc]
    if field.many:
        return comparators.LabelFilter
    return {
        bool: bool,
        int: comparators.IntFilter,
        float: comparators.FloatFilter,
        date: comparators.DateFilter,
        datetime: comparators.DateTimeFilter,
        str: comparators.StringFilter,
    }[_scalar(field)]
