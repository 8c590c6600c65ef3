"""Weekly reports: saved as drafts, carried on from week to week, submitted.

A person has one report for each week, and nobody reports for somebody else. A submitted report can
still be put right; its history tells how.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from graph.domain.calendar import parse_date
from graph.domain.errors import Conflict, Forbidden, InvalidInput, VersionConflict
from graph.domain.ids import new_id, new_item_id
from graph.domain.weekly_reports import (
    Item,
    check_submitted,
    open_plans,
    saved_items,
    week_at,
    week_of,
)
from graph.model.properties import decoded, encoded
from graph.model.weekly import MOST_ABOUT, ReportItem
from graph.writes.mutations.mutation import Entities, Given, Handlers, check_version
from graph.writes.unit_of_work.loading import Node
from graph.writes.unit_of_work.unit_of_work import Unit

OWN: Final = """\
RETURN {
  week: head(COLLECT {
    MATCH (n:Report)
    WHERE n.org = $p.org AND n.authorId = $p.author AND n.startsOn = $p.week AND n.id IS NOT NULL
      AND n.ended IS NULL
    RETURN n.id LIMIT 1
  }),
  before: head(COLLECT {
    MATCH (n:Report)
    WHERE n.org = $p.org AND n.authorId = $p.author AND n.startsOn < $p.week AND n.id IS NOT NULL
      AND n.ended IS NULL
    RETURN n.items ORDER BY n.org DESC, n.authorId DESC, n.startsOn DESC, n.id DESC LIMIT 1
  })
}"""


async def save(unit: Unit, given: Given) -> Entities:
    """What the viewer reports on a week: their report of it, or a new draft, which carries on the
    open plans of the one before."""
    author = unit.viewer.person
    if author is None:
        raise Forbidden("Only people report on their weeks; this is a service's token.", path=[])
    first, last = (day.isoformat() for day in week_of(**_snake(given["week"])))
    own = await unit.read("report.own", OWN, {"author": author, "week": first})
    identifier = given.get("id")
    if own["week"] is None:
        return await _begin(unit, given, {"startsOn": first, "endsOn": last}, own["before"])
    if identifier not in (None, own["week"]):
        raise Conflict(
            f"Your report on that week is {own['week']}; give that id, or none.", path=["id"]
        )
    await unit.find([own["week"]])
    node = unit.found[own["week"]].node
    if (expected := given.get("expectedVersion")) is not None:
        check_version(unit, "Report", node["id"], expected)
    there = items_of(node)
    items = saved_items(given["items"], there, [], new_item_id)
    await _keep_hidden(unit, there, items)
    unit.change("Report", node, {"items": _stored(items)})
    return {"report": node["id"]}


async def submit(unit: Unit, given: Given) -> Entities:
    """From now on others see it; again changes nothing."""
    node = unit.found[given["id"]].node
    if node.get("submittedAt") is None:
        week = week_at(parse_date(node["startsOn"]), unit.zone)
        check_submitted(items_of(node), week, unit.now)
        unit.change("Report", node, {"submittedAt": unit.at})
    return {"report": node["id"]}


def items_of(node: Node) -> list[Item]:
    """The items of a stored report."""
    return [decoded(ReportItem, text) for text in node.get("items") or ()]


async def _begin(
    unit: Unit, given: Given, week: dict[str, str], before: list[str] | None
) -> Entities:
    identifier = given.get("id")
    if identifier is not None:
        await unit.find([identifier], [identifier])
        taken = unit.found.get(identifier)
        if taken is not None and taken.node["authorId"] == unit.viewer.person:
            raise InvalidInput(
                f"{identifier} is your report on the week of {taken.node['startsOn']}; a report "
                "keeps its week.",
                path=["week"],
            )
    if given.get("expectedVersion") not in (None, 0):
        raise VersionConflict(
            "You have no report on that week; expect version 0 for a new one.",
            path=["expectedVersion"],
            current=unit.viewer.person,
        )
    carried = open_plans(items_of({"items": before}))
    items = saved_items(given["items"], [], carried, new_item_id)
    await _keep_hidden(unit, carried, items)
    made: str = identifier or new_id("Report")
    author = unit.viewer.person
    node = {"id": made, "authorId": author, **week, "items": _stored(items)}
    if unit.add("Report", node):
        unit.relate("AUTHORED", author, made)
    return {"report": made}


async def _keep_hidden(unit: Unit, before: Sequence[Item], items: Sequence[Item]) -> None:
    """What an item was about stays where the author does not see it any more: they cannot have
    meant to take it away."""
    were = {item["id"]: item["about"] for item in before}
    old = {item["id"]: were.get(item["id"], were.get(item["carriedFrom"], ())) for item in items}
    await unit.find([one for about in old.values() for one in about])
    for item in items:
        hidden = [
            one
            for one in old[item["id"]]
            if (found := unit.found.get(one)) is not None and not found.seen_by(unit.viewer)
        ]
        item["about"] = list(dict.fromkeys([*item["about"], *hidden]))[:MOST_ABOUT]


def _stored(items: Sequence[Item]) -> list[str]:
    return [encoded(ReportItem, item) for item in items]


def _snake(week: dict[str, Any]) -> dict[str, str]:
    return {"starts_on": week["startsOn"], "ends_on": week["endsOn"]}


WEEKLY_REPORTS: Final[Handlers] = {"reportSave": save, "reportSubmit": submit}
