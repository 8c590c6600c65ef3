"""Mutations of teams."""

import strawberry

from graph.model import organization
from schema.build.inputs import create_input, update_input, which_input
from schema.mutations.payloads import TeamPayload, mutation


@strawberry.type
class TeamMutations:
    """Their names and descriptions."""

    team_create: TeamPayload = mutation(
        create_input(organization.Team, "A new team."), "Make a team."
    )
    team_update: TeamPayload = mutation(
        update_input(
            organization.Team, "Other fields of a team: what is absent is left alone, null clears."
        ),
        "Change a team; all but its name is for administrators.",
    )
    team_archive: TeamPayload = mutation(
        which_input(organization.Team, "archive", "A team to archive."),
        "Put a team away; refused while it has sub-teams, or anything open of its own.",
    )
    team_restore: TeamPayload = mutation(
        which_input(organization.Team, "restore", "A team to restore."),
        "Take back a team that was archived.",
    )
