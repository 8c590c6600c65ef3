"""Mutations of cycles."""

from datetime import date

import strawberry
from strawberry import ID, UNSET, field

from graph.model import organization
from schema import enums
from schema.build.inputs import DRY_RUN, create_input, update_input, which_input
from schema.comparators import TeamScope
from schema.mutations.payloads import CyclePayload, CyclesPayload, RolloverPayload, mutation


@strawberry.input(description="The periods of the fiscal calendar that are to be cycles.")
class CyclesGenerateInput:
    """At most 200 periods."""

    from_: date = field(name="from", description="A day of the first period of each kind.")
    until: date = field(description="A day of the last period of each kind.")
    kinds: list[enums.CycleKind] = field(
        description="YEAR, HALF, QUARTER and MONTH, or some of these; CUSTOM is refused."
    )
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.input(description="Goals of one cycle that are to go on in another.")
class CycleRolloverInput:
    """At most 500 goals."""

    from_: ID = field(name="from", description="The cycle that they are of.")
    to: ID = field(description="The cycle that they are to go on in, which begins no earlier.")
    objectives: list[ID] | None = field(
        default=UNSET,
        description=(
            "Goals of `from`; unless given, those whose decision is KEEP or MODIFY, and those "
            "still ACTIVE, of which the viewer may change."
        ),
    )
    team: TeamScope | None = field(default=UNSET, description="Only of these teams.")
    weights: bool | None = field(
        default=True, description="Whether weights are kept; 1 for all of them if not."
    )
    close_old: bool | None = field(
        default=False,
        description="Whether those that are ACTIVE are closed, with the decision KEEP.",
    )
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.type
class CalendarMutations:
    """Mutations of many cycles, which are whole by themselves: no batch takes them."""

    cycles_generate: CyclesPayload = mutation(
        CyclesGenerateInput,
        "Make cycles in planning of the fiscal calendar's periods that touch these days, named by "
        "their labels, each within the next larger one; those that are there are left as they are.",
    )
    cycle_rollover: RolloverPayload = mutation(
        CycleRolloverInput,
        "Copy goals of a cycle into another as drafts, with what is left of their key results and "
        "with their links; those that were copied before are left as they are.",
    )


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
