"""Check-ins, and what a key result comes to by them. May import graph.domain and graph.writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from graph.domain.calendar import parse_moment, time_text
from graph.domain.commands import KeyResultCheckIn
from graph.domain.errors import Conflict, InvalidInput
from graph.domain.ids import new_id
from graph.domain.reports import Report, Reported, reported
from graph.writes.lookups import Found, Node
from graph.writes.mutations import (
    Entities,
    Given,
    Mutation,
    check_found_open,
    check_not_archived,
)
from graph.writes.settling import restate
from graph.writes.unit import Unit

_COUNTING: Final = """\
MATCH (k:KeyResult {org: $p.org, id: $p.id})
RETURN COLLECT {
  MATCH (k)-[:HAS_CHECK_IN]->(c:CheckIn) WHERE c.superseded = false
  RETURN [c.effectiveAt, c.source <> 'KPI', c.recordedAt, c.id, c.value, c.status, c.confidence]
}"""
_READINGS: Final = """\
MATCH (k:Kpi {org: $p.org, id: $p.kpi})
RETURN COLLECT {
  MATCH (k)-[:HAS_VALUE]->(v:KpiValue)
  WHERE NOT EXISTS {
    MATCH (:KeyResult {org: $p.org, id: $p.id})-[:HAS_CHECK_IN]->(c:CheckIn)
    WHERE c.effectiveAt = v.at AND (c.source = 'KPI' OR c.superseded = false)
  }
  RETURN {value: v.value, effectiveAt: v.at, recordedAt: v.recordedAt}
}"""
_UTC: Final = ZoneInfo("UTC")


async def check_in(unit: Unit, given: Given) -> Entities:
    """A report on a key result; the latest in effect is what it has come to."""
    result = unit.found[given["keyResult"]]
    check_found_open(result, ["keyResult"])
    check_not_archived(result, ["keyResult"])
    effective_at = _moment(given.get("effectiveAt"), unit)
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
    made = await add_reports(unit, result, [properties], superseded=taken_back)
    if made and taken_back is not None:
        unit.change("CheckIn", taken_back.node, {"superseded": True})
    return entities


async def add_reports(
    unit: Unit,
    result: Found,
    reports: Sequence[Mapping[str, Any]],
    *,
    superseded: Found | None = None,
) -> bool:
    """New check-ins of a key result, whose state follows from them; whether any is new.

    A report has the properties of a CheckIn; `id` and `recordedAt` are made unless they are there.
    """
    node = result.node
    added = []
    for one in reports:
        properties = {
            "id": new_id("CheckIn"),
            "recordedAt": unit.at,
            **one,
            "keyResultId": result.id,
            "superseded": False,
        }
        if unit.add("CheckIn", properties, ignoring=("recordedAt",)):
            added.append(properties)
            unit.relate("HAS_CHECK_IN", result.id, properties["id"])
            unit.relate("AUTHORED", properties.get("authorId"), properties["id"])
    if not added:
        return False
    now = await _reported(unit, result, added, superseded)
    unit.replace("LAST_CHECK_IN", result.id, result.more["last"], now.last, out=True)
    result.more["last"] = now.last
    unit.derive(
        "KeyResult",
        node,
        {
            "current": now.current,
            "lastCheckInAt": now.last_at,
            "lastStatus": now.status,
            "confidence": now.confidence,
        },
    )
    restate(unit, node, result.cycle)
    unit.rolls(result.goal["id"])
    return True


async def feed(unit: Unit, result: Found, kpi: str) -> None:
    """The values of the KPI that measures a key result from now on become check-ins, except at
    times that somebody reported for."""
    readings = await unit.read("checkIn.readings", _READINGS, {"id": result.id, "kpi": kpi})
    await add_reports(unit, result, [{**reading, "source": "KPI"} for reading in readings])


async def _reported(
    unit: Unit, result: Found, added: Sequence[Node], superseded: Found | None
) -> Reported:
    """What a key result comes to with new reports. Older ones are read only when they matter."""
    new = [_report(one) for one in added]
    node = result.node
    last_at = node.get("lastCheckInAt")
    if superseded is None and all(last_at is None or r.effective_at > last_at for r in new):
        now = reported(new)
        return Reported(
            now.current,
            now.last,
            now.last_at,
            now.status or node.get("lastStatus"),
            node.get("confidence") if now.confidence is None else now.confidence,
        )
    rows = await unit.read("checkIn.counting", _COUNTING, {"id": result.id})
    ids = {one.id for one in new}
    gone = {superseded.id} if superseded else set()
    stored = [Report(*row) for row in rows]
    return reported([*new, *(one for one in stored if one.id not in ids | gone)])


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


def _moment(text: str | None, unit: Unit) -> str:
    if text is None:
        return unit.at
    try:
        return time_text(parse_moment(text, _UTC))
    except InvalidInput as error:
        raise InvalidInput(error.message, path=["effectiveAt"]) from None


REPORTS = [
    Mutation(
        "keyResultCheckIn",
        KeyResultCheckIn,
        check_in,
        {"keyResult": ("KeyResult",), "supersedes": ("CheckIn",)},
        creates="CheckIn",
        guarded="keyResult",
    ),
]
