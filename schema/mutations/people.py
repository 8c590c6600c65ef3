"""Mutations of people."""

import strawberry

from graph.model import organization
from schema.build.inputs import create_input, update_input, which_input
from schema.mutations.payloads import PersonPayload, mutation


@strawberry.type
class PersonMutations:
    """Their names and descriptions."""

    person_create: PersonPayload = mutation(
        create_input(organization.Person, "Somebody new."), "Add somebody."
    )
    person_update: PersonPayload = mutation(
        update_input(
            organization.Person,
            "Other fields of a person: what is absent is left alone, null clears.",
        ),
        "Change a person; all but their name is for administrators.",
    )
    person_archive: PersonPayload = mutation(
        which_input(organization.Person, "archive", "A person to archive."),
        "Put a person away: their tokens are not taken any more; refused while they have reports, "
        "or anything open to own or to lead.",
    )
    person_restore: PersonPayload = mutation(
        which_input(organization.Person, "restore", "A person to restore."),
        "Take back a person who was archived; without their manager, if that one is not there.",
    )
