"""Mutations of KPIs, of their targets and of their values."""

from typing import Final

from graph.domain.actions import Action, is_archived, is_present
from graph.domain.commands import Existing
from graph.domain.commands_kpis import KpiRecordValues, KpiTargetSet, KpiValueRemove
from graph.domain.permissions import for_deciders
from graph.model.commands import creating, updating
from graph.model.kpis import Kpi
from graph.model.mutations.mutation import Mutation, references_of

_KPI: Final = {"id": ("Kpi",)}

KPIS: Final = (
    Mutation("kpiCreate", creating(Kpi), for_deciders("owner"), references_of(Kpi), creates="Kpi"),
    Mutation(
        "kpiUpdate",
        updating(Kpi),
        for_deciders("id", "owner"),
        references_of(Kpi) | _KPI,
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
        actions=(Action("Kpi", "recordValues", is_present, "record values of it"),),
    ),
    Mutation(
        "kpiValueRemove",
        KpiValueRemove,
        for_deciders("kpi"),
        {"kpi": ("Kpi",), "id": ("KpiValue",)},
        guarded=None,
        actions=(Action("Kpi", "removeValues", is_present, "remove values of it"),),
    ),
)
