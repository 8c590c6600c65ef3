"""What is asked of mutations of weekly reports. Imports pydantic, graph.model and graph.domain."""

from __future__ import annotations

from typing import Annotated, Required

from pydantic import Field, with_config
from typing_extensions import TypedDict

from graph.domain.commands import Change, Command, own_id
from graph.domain.commands_kpis import PeriodInput
from graph.domain.documents import Flag, ItemText, Ref
from graph.model.weekly import MOST_ABOUT, MOST_ITEMS, ItemId, ReportTopic


@with_config(extra="forbid")
class ReportItemGiven(TypedDict, total=False):
    """A plan, piece of progress or problem."""

    id: ItemId | None
    topic: Required[ReportTopic]
    text: Required[ItemText]
    about: Annotated[list[Ref], Field(max_length=MOST_ABOUT)] | None
    done: Flag | None


class ReportSave(Change, total=False):
    """All items of the viewer's report on a week."""

    id: Annotated[str, own_id("Report")] | None
    week: Required[PeriodInput]
    items: Required[Annotated[list[ReportItemGiven], Field(max_length=MOST_ITEMS)]]


class ReportSubmit(Command, total=False):
    """A report that is to be seen by others."""

    id: Required[Ref]
