"""Mutations of objectives and of key results."""

from typing import Final

from graph.domain.actions import Action, has_lifecycle, is_open, is_present
from graph.domain.commands import Existing, KeyResultMove, ObjectiveShare
from graph.domain.permissions import for_deciders
from graph.model.commands import creating, setting, updating
from graph.model.goals import KeyResult, Objective
from graph.model.mutations.mutation import Mutation, references_of

_OBJECTIVE: Final = {"id": ("Objective",)}
_KEY_RESULT: Final = {"id": ("KeyResult",)}

OBJECTIVES: Final = (
    Mutation(
        "objectiveCreate",
        creating(Objective),
        for_deciders("owner"),
        references_of(Objective),
        creates="Objective",
    ),
    Mutation(
        "objectiveUpdate",
        updating(Objective),
        for_deciders("id", "owner"),
        references_of(Objective) | _OBJECTIVE,
        actions=(Action("Objective", "update", is_open, "change what it says"),),
    ),
    Mutation(
        "objectivePublish",
        Existing,
        for_deciders("id"),
        _OBJECTIVE,
        actions=(
            Action("Objective", "publish", has_lifecycle("DRAFT"), "make it active: it is a draft"),
        ),
    ),
    Mutation(
        "objectiveClose",
        setting(Objective, "close"),
        for_deciders("id"),
        _OBJECTIVE,
        actions=(Action("Objective", "close", has_lifecycle("ACTIVE"), "close it: it is active"),),
    ),
    Mutation(
        "objectiveReopen",
        Existing,
        for_deciders("id"),
        _OBJECTIVE,
        actions=(
            Action(
                "Objective",
                "reopen",
                lambda facts: facts.lifecycle in ("CLOSED", "ARCHIVED"),
                "make it active again: it is closed or archived",
            ),
        ),
    ),
    Mutation(
        "objectiveArchive",
        Existing,
        for_deciders("id"),
        _OBJECTIVE,
        actions=(Action("Objective", "archive", has_lifecycle("DRAFT", "ACTIVE"), "put it away"),),
    ),
    Mutation(
        "objectiveShare",
        ObjectiveShare,
        for_deciders("id"),
        references_of(Objective) | _OBJECTIVE,
        actions=(Action("Objective", "share", is_open, "say whom it is shared with"),),
    ),
)

KEY_RESULTS: Final = (
    Mutation(
        "keyResultCreate",
        creating(KeyResult),
        for_deciders("objective"),
        references_of(KeyResult),
        creates="KeyResult",
        actions=(Action("Objective", "createKeyResult", is_open, "make a key result of it"),),
    ),
    Mutation(
        "keyResultUpdate",
        updating(KeyResult),
        for_deciders("id"),
        references_of(KeyResult) | _KEY_RESULT,
        actions=(Action("KeyResult", "update", is_present, "change what it says"),),
    ),
    Mutation(
        "keyResultArchive",
        Existing,
        for_deciders("id"),
        _KEY_RESULT,
        actions=(Action("KeyResult", "archive", is_present, "put it away"),),
    ),
    Mutation(
        "keyResultMove",
        KeyResultMove,
        for_deciders("id", "objective"),
        references_of(KeyResult) | _KEY_RESULT,
        actions=(
            Action(
                "KeyResult",
                "move",
                is_present,
                "move it to another objective that is theirs as well",
            ),
        ),
    ),
)
