"""Check-ins, and what a key result comes to by them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from graph.domain.calendar import check_not_ahead, parse_moment, time_text
from graph.domain.errors import Conflict, InvalidInput
from graph.domain.ids import new_id
from graph.domain.reports import Report, Reported, reported
from graph.writes.mutations.mutation import (
    Entities,
    Given,
    Handlers,
    check_found_open,
    check_not_archived,
)
from graph.writes.unit_of_work.loading import Found, Node
from graph.writes.unit_of_work.rollup import restate
from graph.writes.unit_of_work.unit_of_work import Unit

_COUNTING: Final = """\
RETURN COLLECT {
  UNWIND $p.results AS id
  MATCH (k:KeyResult {org: $p.org, id: id})
  RETURN [id, COLLECT {
    MATCH (k)-[:HAS_CHECK_IN]->(c:CheckIn) WHERE c.superseded = false
    RETURN [c.effectiveAt, c.source <> 'KPI', c.recordedAt, c.id, c.value, c.status, c.confidence]
  }]
}"""
_UTC: Final = ZoneInfo("UTC")


async def check_in(unit: Unit, given: Given) -> Entities:
    """A report on a key result; the latest in effect is what it has come to."""
    result = unit.found[given["keyResult"]]
    check_found_open(result, ["keyResult"])
    check_not_archived(result, ["keyResult"])
    effective_at = moment(given.get("effectiveAt"), unit, ["effectiveAt"])
    properties = {
        **{n: v for n, v in given.items() if n not in ("keyResult", "supersedes")},
        "value": float(given["value"]),
        "effectiveAt": effective_at,
        "source": given.get("source", "INTEGRATION" if unit.viewer.person is None else "MANUAL"),
        "authorId": unit.viewer.person,
        "supersedesId": given.get("supersedes"),
    }
    entities = {"checkIn": given["id"], "keyResult": result.id}
    if given["id"] in unit.found and "effectiveAt" not in given:
        # Without a moment of its own it was for the moment at which it came in.
        properties.pop("effectiveAt")
    taken_back = _superseded(unit, result, given)
    made = await add_reports(unit, [(result, [properties])])
    if made and taken_back is not None:
        unit.change("CheckIn", taken_back.node, {"superseded": True})
    return entities


async def add_reports(
    unit: Unit, reports: Iterable[tuple[Found, Iterable[Mapping[str, Any]]]]
) -> bool:
    """New check-ins of key results, each of which then stands as they say; whether any is new.

    A report has the properties of a CheckIn; `id` and `recordedAt` are made unless they are there.
    That another is superseded by it is for the caller to say of the other.
    """
    added: list[tuple[Found, list[Node]]] = []
    for result, some in reports:
        new = [node for one in some if (node := _add(unit, result, one)) is not None]
        if new:
            added.append((result, new))
    older = await _older(unit, added)
    for result, new in added:
        _stands(unit, result, _reported(result, new, older.get(result.id)))
    return bool(added)


async def recount(unit: Unit, results: Sequence[Found]) -> None:
    """What key results have come to by all the reports that count now."""
    await unit.flush()
    by_id = {result.id: result for result in results}
    rows = await unit.read("checkIn.counting", _COUNTING, {"results": sorted(by_id)})
    for identifier, counting in rows:
        _stands(unit, by_id[identifier], reported(Report(*row) for row in counting))


def _stands(unit: Unit, result: Found, now: Reported) -> None:
    unit.replace("LAST_CHECK_IN", result.id, result.more["last"], now.last, out=True)
    result.more["last"] = now.last
    unit.derive(
        "KeyResult",
        result.node,
        {
            "current": now.current,
            "lastCheckInAt": now.last_at,
            "lastStatus": now.status,
            "confidence": now.confidence,
        },
    )
    restate(unit, result.node, result.cycle)
    unit.rolls(result.goal["id"])


def _add(unit: Unit, result: Found, report: Mapping[str, Any]) -> Node | None:
    """A new check-in; None when it is there already."""
    properties = {
        "id": new_id("CheckIn"),
        "recordedAt": unit.at,
        **report,
        "keyResultId": result.id,
        "superseded": False,
    }
    if not unit.add("CheckIn", properties, ignoring=("recordedAt",)):
        return None
    unit.relate("HAS_CHECK_IN", result.id, properties["id"])
    unit.relate("AUTHORED", properties.get("authorId"), properties["id"])
    return properties


async def _older(
    unit: Unit, added: Sequence[tuple[Found, Sequence[Node]]]
) -> dict[str, list[Report]]:
    """The reports that count beside new ones, by key result; read only where they matter."""
    wanted = {
        result.id: {one.get("supersedesId") for one in new}
        for result, new in added
        if not _go_on(result.node, new)
    }
    if not wanted:
        return {}
    rows = await unit.read("checkIn.counting", _COUNTING, {"results": sorted(wanted)})
    return {
        identifier: [one for row in counting if (one := Report(*row)).id not in wanted[identifier]]
        for identifier, counting in rows
    }


def _go_on(node: Node, new: Sequence[Node]) -> bool:
    """Whether new reports of a key result leave its older ones as they are, and come after them."""
    last_at = node.get("lastCheckInAt")
    return all(
        one.get("supersedesId") is None and (last_at is None or one["effectiveAt"] > last_at)
        for one in new
    )


def _reported(result: Found, added: Sequence[Node], older: Sequence[Report] | None) -> Reported:
    """What a key result comes to with new reports."""
    new = {one["id"]: _report(one) for one in added}
    if older is not None:
        return reported([*new.values(), *(one for one in older if one.id not in new)])
    now, node = reported(new.values()), result.node
    return Reported(
        now.current,
        now.last,
        now.last_at,
        now.status,
        node.get("confidence") if now.confidence is None else now.confidence,
    )


def _report(node: Node) -> Report:
    return Report(
        node["effectiveAt"],
        node["source"] != "KPI",
        node["recordedAt"],
        node["id"],
        node["value"],
        node.get("status"),
        node.get("confidence"),
    )


def _superseded(unit: Unit, result: Found, given: Given) -> Found | None:
    """The check-in that a new one takes the place of."""
    identifier = given.get("supersedes")
    if identifier is None:
        return None
    found = unit.found[identifier]
    if found.node["keyResultId"] != result.id:
        raise InvalidInput(
            f"{identifier} is a check-in of another key result.", path=["supersedes"]
        )
    if found.node["superseded"] and given["id"] not in unit.found:
        raise Conflict(
            f"Another check-in has taken the place of {identifier} already; supersede that one.",
            path=["supersedes"],
        )
    return found


def moment(text: str | None, unit: Unit, path: list[str]) -> str:
    """A moment that was given, as it is stored; that of the write, if none was. Raises InvalidInput
    for one that no calendar has, and for one that has not come yet."""
    if text is None:
        return unit.at
    given = moment_of(text, path)
    try:
        check_not_ahead(given, unit.now)
    except InvalidInput as error:
        raise InvalidInput(error.message, path=path) from None
    return time_text(given)


def moment_of(text: str, path: list[str]) -> datetime:
    """The moment that a text names. Raises InvalidInput for one that no calendar has."""
    try:
        return parse_moment(text, _UTC)
    except InvalidInput as error:
        raise InvalidInput(error.message, path=path) from None


REPORTS: Final[Handlers] = {
    "keyResultCheckIn": check_in,
}
