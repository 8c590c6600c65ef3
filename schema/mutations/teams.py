"""Mutations of teams."""

import strawberry
from strawberry import ID, UNSET, field

from schema.build.inputs import DRY_RUN, NEW_ID, VERSION, WHICH
from schema.enums import TeamKind
from schema.mutations.payloads import TeamPayload, mutation


@strawberry.input(description="A new team.")
class TeamCreateInput:
    """Team of DOMAIN.md."""

    id: ID | None = field(default=UNSET, description=NEW_ID)
    name: str = field(description="Its name.")
    kind: TeamKind | None = field(
        default=UNSET,
        description="What it is in the organization: TEAM, unless given; never COMPANY.",
    )
    parent: ID | None = field(
        default=UNSET, description="The team it is a part of: the company, unless given."
    )
    leads: list[ID] | None = field(default=UNSET, description="The people who lead it.")
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.input(description="Other fields of a team: what is absent is left alone, null clears.")
class TeamUpdateInput:
    """Team of DOMAIN.md."""

    id: ID = field(description=WHICH)
    name: str | None = field(default=UNSET, description="Its name.")
    kind: TeamKind | None = field(
        default=UNSET,
        description=(
            "What it is in the organization; as COMPANY it takes the company's place, which "
            "becomes a division of it."
        ),
    )
    parent: ID | None = field(
        default=UNSET, description="The team it is a part of; null for the company."
    )
    leads: list[ID] | None = field(default=UNSET, description="All the people who lead it.")
    expected_version: int | None = field(default=UNSET, description=VERSION)
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.input(description="A team to archive.")
class TeamArchiveInput:
    """Any team but the company."""

    id: ID = field(description=WHICH)
    expected_version: int | None = field(default=UNSET, description=VERSION)
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.input(description="A team to restore.")
class TeamRestoreInput:
    """An archived team."""

    id: ID = field(description=WHICH)
    expected_version: int | None = field(default=UNSET, description=VERSION)
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.type
class TeamMutations:
    """Their names and descriptions."""

    team_create: TeamPayload = mutation(TeamCreateInput, "Make a team.")
    team_update: TeamPayload = mutation(
        TeamUpdateInput, "Change a team; all but its name is for administrators."
    )
    team_archive: TeamPayload = mutation(
        TeamArchiveInput,
        "Put a team away; refused while it has sub-teams, or anything open of its own.",
    )
    team_restore: TeamPayload = mutation(TeamRestoreInput, "Take back a team that was archived.")
