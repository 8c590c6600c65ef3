"""Mutations of objectives."""

import strawberry
from strawberry import ID, UNSET, field

from graph.model import goals
from schema.build.inputs import DRY_RUN, VERSION, WHICH, create_input, update_input, which_input
from schema.mutations.payloads import ObjectivePayload, mutation


@strawberry.input(description="A page on the web that belongs to a goal.")
class ExternalLinkInput:
    """A title and an address."""

    title: str = field(description="What to show.")
    url: str = field(description="Where it leads: http, https or mailto.")


@strawberry.input(description="Whom an objective is shared with.")
class ObjectiveShareInput:
    """The whole list."""

    id: ID = field(description=WHICH)
    shared_with: list[ID] = field(
        description="Everybody who may see it while it is private: people and teams."
    )
    expected_version: int | None = field(default=UNSET, description=VERSION)
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.type
class ObjectiveMutations:
    """Their names and descriptions."""

    objective_create: ObjectivePayload = mutation(
        create_input(goals.Objective, "A new objective."),
        "Make an objective, a draft unless it says otherwise.",
    )
    objective_update: ObjectivePayload = mutation(
        update_input(
            goals.Objective,
            "Other fields of an objective: what is absent is left alone, null clears.",
        ),
        "Change what an objective says.",
    )
    objective_share: ObjectivePayload = mutation(
        ObjectiveShareInput, "Say whom an objective is shared with."
    )
    objective_publish: ObjectivePayload = mutation(
        which_input(goals.Objective, "publish", "An objective to publish."),
        "Make a draft active: it counts from now on.",
    )
    objective_close: ObjectivePayload = mutation(
        which_input(goals.Objective, "close", "An objective to close, and how it ended."),
        "Close an objective: its progress and health stay as they are.",
    )
    objective_reopen: ObjectivePayload = mutation(
        which_input(goals.Objective, "reopen", "An objective to reopen."),
        "Make a closed or archived objective active again.",
    )
    objective_archive: ObjectivePayload = mutation(
        which_input(goals.Objective, "archive", "An objective to archive."),
        "Put an objective away: it counts nowhere from now on.",
    )
