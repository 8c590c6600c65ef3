"""Mutations of alignments and of proposals of them, of supports and of drives."""

from typing import Final, Required

from graph.domain.actions import Action, is_open, is_present
from graph.domain.commands import Existing
from graph.domain.commands_proposals import AlignmentAccept, AlignmentDecline
from graph.domain.documents import Ref
from graph.domain.permissions import for_deciders
from graph.model.commands import creating, updating
from graph.model.links import Alignment, Drive, Support
from graph.model.mutations.mutation import Mutation
from graph.model.parts import GOALS

_PROPOSAL: Final = {"id": ("AlignmentProposal", "Alignment")}
_SUPPORT: Final = {"id": ("Support",)}
_DRIVE: Final = {"id": ("Drive",)}

ALIGNMENTS: Final = (
    Mutation(
        "objectiveAlign",
        creating(Alignment, more={"objective": Required[Ref], "to": Required[Ref]}, guarded=True),
        for_deciders("objective"),
        {"objective": ("Objective",), "to": GOALS},
        creates="Alignment",
        guarded="objective",
        actions=(Action("Objective", "align", is_open, "align it to others, or propose to"),),
    ),
    Mutation(
        "alignmentUpdate",
        updating(Alignment, more={"keyResult": Ref | None}),
        for_deciders("id"),
        {"id": ("Alignment", "AlignmentProposal"), "keyResult": ("KeyResult",)},
    ),
    Mutation("alignmentRemove", Existing, for_deciders("id"), {"id": ("Alignment",)}),
    Mutation("alignmentAccept", AlignmentAccept, for_deciders("id"), _PROPOSAL),
    Mutation("alignmentDecline", AlignmentDecline, for_deciders("id"), _PROPOSAL),
    Mutation("alignmentWithdraw", Existing, for_deciders("id"), _PROPOSAL),
)

SUPPORTS: Final = (
    Mutation(
        "supportCreate",
        creating(Support, more={"from": Required[Ref], "kpi": Required[Ref]}),
        for_deciders("from"),
        {"from": GOALS, "kpi": ("Kpi",)},
        creates="Support",
        actions=(
            Action("Objective", "createSupport", is_open, "say that it moves a KPI"),
            Action("KeyResult", "createSupport", is_present, "say that it moves a KPI"),
        ),
    ),
    Mutation("supportUpdate", updating(Support), for_deciders("id"), _SUPPORT),
    Mutation("supportRemove", Existing, for_deciders("id"), _SUPPORT),
)

DRIVES: Final = (
    Mutation(
        "driveCreate",
        creating(Drive, more={"from": Required[Ref], "to": Required[Ref]}),
        for_deciders("to"),
        {"from": ("Kpi",), "to": ("Kpi",)},
        creates="Drive",
        actions=(Action("Kpi", "createDrive", is_present, "say that another KPI drives it"),),
    ),
    Mutation("driveUpdate", updating(Drive), for_deciders("id"), _DRIVE),
    Mutation("driveRemove", Existing, for_deciders("id"), _DRIVE),
)
