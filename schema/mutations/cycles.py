"""Mutations of cycles."""

import strawberry

from graph.model import organization
from schema.build.inputs import create_input, update_input, which_input
from schema.mutations.payloads import CyclePayload, mutation


@strawberry.type
class CycleMutations:
    """Their names and descriptions."""

    cycle_create: CyclePayload = mutation(
        create_input(organization.Cycle, "A new cycle."),
        "Make a cycle, in planning unless it says otherwise.",
    )
    cycle_update: CyclePayload = mutation(
        update_input(
            organization.Cycle,
            "Other fields of a cycle: what is absent is left alone, null clears.",
        ),
        "Change a cycle that is not closed; the health of its goals follows.",
    )
    cycle_activate: CyclePayload = mutation(
        which_input(organization.Cycle, "activate", "A cycle to activate."),
        "Start a cycle, or reopen one that is closed.",
    )
    cycle_close: CyclePayload = mutation(
        which_input(organization.Cycle, "close", "A cycle to close."),
        "Close a cycle: what belongs to it is read-only until it is reopened.",
    )
    cycle_archive: CyclePayload = mutation(
        which_input(organization.Cycle, "archive", "A cycle to archive."),
        "Put a cycle away; refused while there are cycles within it, or, unless it is closed, open "
        "objectives.",
    )
    cycle_restore: CyclePayload = mutation(
        which_input(organization.Cycle, "restore", "A cycle to restore."),
        "Take back a cycle that was archived, in the state it was in.",
    )
