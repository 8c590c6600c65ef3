"""Mutations of what people do, say and report: check-ins, initiatives, comments, weekly reports;
and undoing."""

from typing import Final

from graph.domain.actions import Action, is_archived, is_open, is_present
from graph.domain.commands import ChangeRevert, Existing, KeyResultCheckIn
from graph.domain.commands_comments import (
    CommentAcknowledge,
    CommentAdd,
    CommentUpdate,
    RetrospectiveNote,
)
from graph.domain.commands_findings import FindingDismiss, FindingRestore
from graph.domain.commands_reports import ReportSave, ReportSubmit
from graph.domain.ids import COMMENTED
from graph.domain.permissions import (
    FOR_MEMBERS,
    Permission,
    Who,
    for_authors,
    for_deciders,
    for_reporters,
)
from graph.model.commands import creating, updating
from graph.model.mutations.mutation import Mutation, references_of
from graph.model.weekly import ABOUT
from graph.model.work import Initiative

_INITIATIVE: Final = {"id": ("Initiative",)}
_COMMENT: Final = {"id": ("Comment",)}

CHECK_INS: Final = (
    Mutation(
        "keyResultCheckIn",
        KeyResultCheckIn,
        for_reporters("keyResult"),
        {"keyResult": ("KeyResult",), "supersedes": ("CheckIn",)},
        creates="CheckIn",
        guarded="keyResult",
        actions=(Action("KeyResult", "checkIn", is_present, "report on it"),),
    ),
)

INITIATIVES: Final = (
    Mutation(
        "initiativeCreate",
        creating(Initiative),
        for_deciders("target"),
        references_of(Initiative),
        creates="Initiative",
        actions=(
            Action("Objective", "createInitiative", is_open, "make an initiative for it"),
            Action("KeyResult", "createInitiative", is_present, "make an initiative for it"),
        ),
    ),
    Mutation(
        "initiativeUpdate",
        updating(Initiative),
        for_deciders("id", "target"),
        references_of(Initiative) | _INITIATIVE,
        actions=(Action("Initiative", "update", is_present, "change what it says"),),
    ),
    Mutation(
        "initiativeArchive",
        Existing,
        for_deciders("id"),
        _INITIATIVE,
        actions=(Action("Initiative", "archive", is_present, "put it away"),),
    ),
    Mutation(
        "initiativeRestore",
        Existing,
        for_deciders("id"),
        _INITIATIVE,
        actions=(Action("Initiative", "restore", is_archived, "take it back: it is archived"),),
    ),
)

COMMENTS: Final = (
    Mutation(
        "commentAdd",
        CommentAdd,
        FOR_MEMBERS,
        {"on": (*COMMENTED, "AlignmentProposal"), "replyTo": ("Comment",)},
        creates="Comment",
    ),
    Mutation(
        "retrospectiveNote",
        RetrospectiveNote,
        FOR_MEMBERS,
        {"cycle": ("Cycle",), "team": ("Team",)},
        creates="Comment",
    ),
    Mutation("commentUpdate", CommentUpdate, for_authors("id"), _COMMENT),
    Mutation("commentRemove", Existing, for_authors("id"), _COMMENT),
    Mutation("commentAcknowledge", CommentAcknowledge, FOR_MEMBERS, _COMMENT),
)

# For what the finding is about (`graph.writes.mutations.findings`).
FINDINGS: Final = (
    Mutation("findingDismiss", FindingDismiss, for_deciders()),
    Mutation("findingRestore", FindingRestore, for_deciders()),
)

WEEKLY_REPORTS: Final = (
    # Of oneself: there is no report by or for anybody else.
    Mutation("reportSave", ReportSave, FOR_MEMBERS, {"items.about": ABOUT}, guarded=None),
    Mutation("reportSubmit", ReportSubmit, Permission(Who.AUTHOR, ("id",)), {"id": ("Report",)}),
)

REVERTS: Final = (
    # For each node that the revision changed (`graph.writes.revert.revert`).
    Mutation("changeRevert", ChangeRevert, for_deciders()),
)
