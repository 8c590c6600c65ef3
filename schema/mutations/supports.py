"""Mutations of supports and drives."""

import strawberry
from strawberry import ID

from graph.model import links
from schema.build.inputs import create_input, update_input, which_input
from schema.mutations.payloads import DrivePayload, SupportPayload, mutation


@strawberry.type
class SupportMutations:
    """Their names and descriptions."""

    support_create: SupportPayload = mutation(
        create_input(
            links.Support,
            "A new support of a KPI.",
            more=[
                ("from", ID, "The objective or the key result that supports it.", True),
                ("kpi", ID, "The KPI.", True),
            ],
        ),
        "Say that an objective or a key result moves a KPI.",
    )
    support_update: SupportPayload = mutation(
        update_input(
            links.Support,
            "Other fields of a support: what is absent is left alone, null clears.",
        ),
        "Change what a support says.",
    )
    support_remove: SupportPayload = mutation(
        which_input(links.Support, "remove", "A support to remove."), "Remove a support."
    )
    drive_create: DrivePayload = mutation(
        create_input(
            links.Drive,
            "A new drive: one KPI moves another.",
            more=[
                ("from", ID, "The KPI that drives.", True),
                ("to", ID, "The KPI that is driven.", True),
            ],
        ),
        "Say that one KPI drives another.",
    )
    drive_update: DrivePayload = mutation(
        update_input(
            links.Drive, "Other fields of a drive: what is absent is left alone, null clears."
        ),
        "Change what a drive says.",
    )
    drive_remove: DrivePayload = mutation(
        which_input(links.Drive, "remove", "A drive to remove."), "Remove a drive."
    )
