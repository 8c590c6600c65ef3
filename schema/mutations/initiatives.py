"""Mutations of initiatives."""

import strawberry

from graph.model import work
from schema.build.inputs import create_input, update_input, which_input
from schema.mutations.payloads import InitiativePayload, mutation


@strawberry.type
class InitiativeMutations:
    """Their names and descriptions."""

    initiative_create: InitiativePayload = mutation(
        create_input(work.Initiative, "New work for an objective or a key result."),
        "Add work for an objective or a key result.",
    )
    initiative_update: InitiativePayload = mutation(
        update_input(
            work.Initiative,
            "Other fields of an initiative: what is absent is left alone, null clears.",
        ),
        "Change what an initiative says, or what it is for.",
    )
    initiative_archive: InitiativePayload = mutation(
        which_input(work.Initiative, "archive", "An initiative to archive."),
        "Put an initiative away.",
    )
    initiative_restore: InitiativePayload = mutation(
        which_input(work.Initiative, "restore", "An initiative to take back."),
        "Take back an initiative that was archived.",
    )
