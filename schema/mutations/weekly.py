"""Mutations of weekly reports."""

import strawberry
from strawberry import ID, UNSET, field

from schema import enums
from schema.build.inputs import DRY_RUN, NEW_ID, WHICH
from schema.mutations.payloads import ReportPayload, mutation
from schema.period_input import PeriodInput


@strawberry.input(description="One plan, piece of progress or problem.")
class ReportItemInput:
    """ReportItem of `docs/model.md`."""

    id: ID | None = field(
        default=UNSET,
        description="The id of an item of this report or, on a new one, of an open plan of the "
        "report before; what is left out of it stays as it is.",
    )
    topic: enums.ReportTopic = field(description="What it tells.")
    text: str = field(description="The text: at most 2,000 characters.")
    about: list[ID] | None = field(
        default=UNSET,
        description="What it is about: at most 20 objectives, key results, check-ins, "
        "initiatives, KPIs, teams, people or cycles.",
    )
    done: bool | None = field(default=UNSET, description="Whether it is done or solved.")


@strawberry.input(description="What the viewer reports on a week, as a whole.")
class ReportSaveInput:
    """Report of `docs/model.md`."""

    id: ID | None = field(default=UNSET, description=NEW_ID)
    week: PeriodInput = field(description="The week, Monday to Sunday: there is one report on it.")
    items: list[ReportItemInput] = field(
        description="All its items, at most 50, in order; a new report has the open plans of the "
        "one before as well."
    )
    expected_version: int | None = field(
        default=UNSET,
        description="Refuse the change unless this is the version of the report on that week now; "
        "0 when there is to be none yet.",
    )
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.input(description="A report to submit.")
class ReportSubmitInput:
    """Any report of the viewer's own."""

    id: ID = field(description=WHICH)
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.type
class WeeklyReportMutations:
    """Their names and descriptions."""

    report_save: ReportPayload = mutation(
        ReportSaveInput,
        "Save the viewer's own report on a week; a new one is a draft, which nobody else sees.",
    )
    report_submit: ReportPayload = mutation(
        ReportSubmitInput, "Show one's report to those who may see it."
    )
