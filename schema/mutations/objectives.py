"""Mutations of objectives."""

import strawberry
from strawberry import ID, UNSET, field

from schema import enums
from schema.mutations.payloads import DRY_RUN, VERSION, WHICH, ObjectivePayload, mutation
from schema.mutations.payloads import ID as NEW_ID


@strawberry.input(description="A page on the web that belongs to a goal.")
class ExternalLinkInput:
    """A title and an address."""

    title: str = field(description="What to show.")
    url: str = field(description="Where it leads: http, https or mailto.")


@strawberry.input(description="A new objective.")
class ObjectiveCreateInput:
    """Objective of DOMAIN.md."""

    id: ID | None = field(default=UNSET, description=NEW_ID)
    title: str = field(description="What is to be achieved.")
    description: str | None = field(default=UNSET, description="More about it.")
    owner: ID = field(description="The team or person whose goal it is.")
    lead: ID | None = field(default=UNSET, description="The person who answers for it.")
    cycle: ID | None = field(default=UNSET, description="The period it is set for.")
    lifecycle: enums.Lifecycle | None = field(
        default=UNSET, description="DRAFT, unless given, or ACTIVE."
    )
    ambition: enums.Ambition | None = field(
        default=UNSET, description="How it is meant: COMMITTED, unless given."
    )
    visibility: enums.Visibility | None = field(
        default=UNSET, description="Who may see it: PUBLIC, unless given."
    )
    shared_with: list[ID] | None = field(
        default=UNSET, description="People and teams who may see it while it is private."
    )
    labels: list[str] | None = field(default=UNSET, description="Its labels.")
    links: list[ExternalLinkInput] | None = field(
        default=UNSET, description="Pages that belong to it."
    )
    contribution_statement: str | None = field(
        default=UNSET, description="How it serves the goals above it."
    )
    progress_mode: enums.ProgressMode | None = field(
        default=UNSET, description="What its progress is computed from: AUTO, unless given."
    )
    manual_progress: float | None = field(
        default=UNSET, description="The progress set by hand, 0 to 1; only in mode MANUAL."
    )
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.input(
    description="Other fields of an objective: what is absent is left alone, null clears."
)
class ObjectiveUpdateInput:
    """Objective of DOMAIN.md."""

    id: ID = field(description=WHICH)
    title: str | None = field(default=UNSET, description="What is to be achieved.")
    description: str | None = field(default=UNSET, description="More about it.")
    owner: ID | None = field(default=UNSET, description="The team or person whose goal it is.")
    lead: ID | None = field(default=UNSET, description="The person who answers for it.")
    cycle: ID | None = field(
        default=UNSET, description="The period it is set for; null for the backlog."
    )
    ambition: enums.Ambition | None = field(default=UNSET, description="How it is meant.")
    visibility: enums.Visibility | None = field(default=UNSET, description="Who may see it.")
    labels: list[str] | None = field(default=UNSET, description="Its labels.")
    links: list[ExternalLinkInput] | None = field(
        default=UNSET, description="Pages that belong to it."
    )
    contribution_statement: str | None = field(
        default=UNSET, description="How it serves the goals above it."
    )
    progress_mode: enums.ProgressMode | None = field(
        default=UNSET, description="What its progress is computed from."
    )
    manual_progress: float | None = field(
        default=UNSET, description="The progress set by hand, 0 to 1; only in mode MANUAL."
    )
    expected_version: int | None = field(default=UNSET, description=VERSION)
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.input(description="An objective to publish.")
class ObjectivePublishInput:
    """A draft."""

    id: ID = field(description=WHICH)
    expected_version: int | None = field(default=UNSET, description=VERSION)
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.input(description="An objective to close, and how it ended.")
class ObjectiveCloseInput:
    """An active objective."""

    id: ID = field(description=WHICH)
    score: float | None = field(default=UNSET, description="How well it went, 0 to 1.")
    outcome: str | None = field(default=UNSET, description="What came of it.")
    decision: enums.ClosingDecision | None = field(
        default=UNSET, description="Whether to go on with it."
    )
    closing_note: str | None = field(default=UNSET, description="What was learned.")
    expected_version: int | None = field(default=UNSET, description=VERSION)
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.input(description="An objective to reopen.")
class ObjectiveReopenInput:
    """A closed or archived objective."""

    id: ID = field(description=WHICH)
    expected_version: int | None = field(default=UNSET, description=VERSION)
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.input(description="An objective to archive.")
class ObjectiveArchiveInput:
    """Any open objective."""

    id: ID = field(description=WHICH)
    expected_version: int | None = field(default=UNSET, description=VERSION)
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


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
        ObjectiveCreateInput, "Make an objective, a draft unless it says otherwise."
    )
    objective_update: ObjectivePayload = mutation(
        ObjectiveUpdateInput, "Change what an objective says."
    )
    objective_share: ObjectivePayload = mutation(
        ObjectiveShareInput, "Say whom an objective is shared with."
    )
    objective_publish: ObjectivePayload = mutation(
        ObjectivePublishInput, "Make a draft active: it counts from now on."
    )
    objective_close: ObjectivePayload = mutation(
        ObjectiveCloseInput, "Close an objective: its progress and health stay as they are."
    )
    objective_reopen: ObjectivePayload = mutation(
        ObjectiveReopenInput, "Make a closed or archived objective active again."
    )
    objective_archive: ObjectivePayload = mutation(
        ObjectiveArchiveInput, "Put an objective away: it counts nowhere from now on."
    )
