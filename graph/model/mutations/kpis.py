"""Mutations of KPIs, of their targets and of their values."""

from typing import Final

from graph.domain.actions import Action, has_state, is_archived, is_present
from graph.domain.commands import Existing
from graph.domain.commands_kpis import FormulaGiven, KpiRecordValues, KpiTargetSet, KpiValueRemove
from graph.domain.permissions import for_deciders
from graph.model.commands import creating, updating
from graph.model.kpis import Kpi
from graph.model.mutations.mutation import Mutation, references_of

_KPI: Final = {"id": ("Kpi",)}
# Nobody records what is computed.
_MEASURED: Final = has_state("MEASURED")
_FORMULA: Final = {"formula": FormulaGiven | None}
_REFERENCES: Final = references_of(Kpi) | {"formula.inputs.kpi": ("Kpi",)}

KPIS: Final = (
    Mutation(
        "kpiCreate",
        creating(Kpi, more=_FORMULA),
        for_deciders("owner"),
        _REFERENCES,
        creates="Kpi",
    ),
    Mutation(
        "kpiUpdate",
        updating(Kpi, more=_FORMULA),
        for_deciders("id", "owner"),
        _REFERENCES | _KPI,
        actions=(Action("Kpi", "update", is_present, "change what it says"),),
    ),
    Mutation(
        "kpiArchive",
        Existing,
        for_deciders("id"),
        _KPI,
        actions=(Action("Kpi", "archive", is_present, "put it away"),),
    ),
    Mutation(
        "kpiRestore",
        Existing,
        for_deciders("id"),
        _KPI,
        actions=(Action("Kpi", "restore", is_archived, "take it back: it is archived"),),
    ),
    Mutation(
        "kpiTargetSet",
        KpiTargetSet,
        for_deciders("kpi"),
        {"kpi": ("Kpi",)},
        guarded=None,
        actions=(Action("Kpi", "setTarget", is_present, "say what it should be"),),
    ),
    Mutation(
        "kpiRecordValues",
        KpiRecordValues,
        for_deciders("values.kpi"),
        {"values.kpi": ("Kpi",)},
        actions=(Action("Kpi", "recordValues", _MEASURED, "record values of it"),),
    ),
    Mutation(
        "kpiValueRemove",
        KpiValueRemove,
        for_deciders("kpi"),
        {"kpi": ("Kpi",), "id": ("KpiValue",)},
        guarded=None,
        actions=(Action("Kpi", "removeValues", _MEASURED, "remove values of it"),),
    ),
)
