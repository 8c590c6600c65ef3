"""Key results: made, changed, moved and archived."""

from __future__ import annotations

from typing import Any, Final

from graph.domain.documents import MOST_WEIGHT
from graph.model.goals import KeyResult
from graph.model.properties import of_changed, of_new
from graph.writes.mutations.mutation import (
    Entities,
    Given,
    Handlers,
    check_found_open,
    check_not_archived,
)
from graph.writes.rules.cycle_detection import Ways, check_no_circle
from graph.writes.rules.kpi_check_ins import feed, feed_anew
from graph.writes.rules.ownership import hands_over
from graph.writes.rules.references import relate, relate_anew
from graph.writes.rules.validation import (
    check_measure,
    check_measuring,
    check_metric,
    measure_of_kpi,
    usable,
)
from graph.writes.unit_of_work.loading import Found, Node
from graph.writes.unit_of_work.rollup import restate, stands
from graph.writes.unit_of_work.unit_of_work import Unit

SIBLINGS: Final = """\
MATCH (o:Objective {org: $p.org, id: $p.objective})
RETURN COLLECT {
  MATCH (o)-[:HAS_KEY_RESULT]->(k:KeyResult)
  WITH k ORDER BY k.position, k.id
  RETURN properties(k)
}"""
_FEEDING: Final = ("measuredBy", "measuredAs", "baseline")
# What serves a key result goes with it, and so does what was proposed to, whatever became of that.
_SERVING: Final = {
    "Alignment": """\
MATCH (o:Objective {org: $p.org, id: $p.objective})
RETURN COLLECT {
  MATCH (o)<-[r:ALIGNS_TO]-(s:Objective) WHERE r.keyResultId = $p.result
  RETURN {link: properties(r), start: properties(s), whole: head(COLLECT {
    MATCH (o)<-[w:ALIGNS_TO]-(s) WHERE w.keyResultId IS NULL RETURN properties(w)
  })}
}""",
    "AlignmentProposal": """\
MATCH (o:Objective {org: $p.org, id: $p.objective})
RETURN COLLECT {
  MATCH (o)<-[r:PROPOSES]-(s:Objective) WHERE r.keyResultId = $p.result
  RETURN {link: properties(r), start: properties(s), whole: head(COLLECT {
    MATCH (o)<-[w:PROPOSES]-(s)
    WHERE r.state = 'PENDING' AND w.state = 'PENDING' AND w.keyResultId IS NULL
    RETURN properties(w)
  })}
}""",
}


async def create(unit: Unit, given: Given) -> Entities:
    """A new key result, the last of its objective."""
    goal = unit.found[given["objective"]]
    check_found_open(goal, ["objective"])
    usable(unit, given, "owner", "measuredBy")
    check_metric(given)
    check_measure(given)
    identifier = given["id"]
    said = of_new(KeyResult, given)
    check_measuring(said, given)
    if given.get("measuredBy") is not None:
        said |= measure_of_kpi(said, unit.found[given["measuredBy"]].node, ["measuredBy"])
    node: Node = {
        "id": identifier,
        **said,
        "position": await _next_position(unit, goal.id),
        "archived": False,
    }
    if unit.add("KeyResult", node | stands(unit, node, goal.cycle)):
        unit.positions[goal.id] = node["position"] + 1
        relate(unit, KeyResult, identifier, given)
        unit.rolls(goal.id)
        if given.get("measuredBy") is not None:
            await unit.find([identifier])
            await feed(unit, [unit.found[identifier]])
    return _shown(identifier, goal.id)


async def update(unit: Unit, given: Given) -> Entities:
    """Other fields of a key result; its progress follows."""
    found = unit.found[given["id"]]
    node, goal = found.node, found.goal
    if not await hands_over(unit, found, given):
        check_found_open(found, ["id"])
    check_not_archived(found, ["id"])
    usable(unit, given, "owner", "measuredBy")
    check_metric(given)
    check_measure(given)
    changes = of_changed(KeyResult, given)
    fed = _feeding(node)
    if not given.keys().isdisjoint((*_FEEDING, "measure")):
        changes |= _other_baseline(node, {**node, **changes}, given)
        check_measuring({**node, **changes}, given)
        changes |= await _measured(unit, {**node, **changes}, given)
    relate_anew(unit, KeyResult, found, given)
    if "position" in given:
        changes["position"] = await _place(unit, found, given["position"])
    unit.change("KeyResult", node, changes)
    if restate(unit, node, found.cycle) or "weight" in changes:
        unit.rolls(goal["id"])
    if _feeding(node) != fed:
        await feed_anew(unit, [found])
    return _shown(found.id, goal["id"])


def _feeding(result: Node) -> tuple[Any, ...]:
    """What the check-ins that come of a KPI's values follow from."""
    return result.get("measuredById"), result.get("measuredAs", "VALUE"), result.get("baseline")


def _other_baseline(result: Node, then: Node, given: Given) -> Node:
    """A baseline is of one KPI, and of no key result that is measured as it is."""
    as_it_is = then.get("measuredAs", "VALUE") == "VALUE"
    another = then.get("measuredById") != result.get("measuredById")
    return {"baseline": None} if (as_it_is or another) and "baseline" not in given else {}


async def _measured(unit: Unit, result: Node, given: Given) -> Node:
    """What follows from the KPI that measures it for how its number is read."""
    if (kpi := result.get("measuredById")) is None:
        return {}
    await unit.find([kpi])
    path: list[str] = [next(name for name in ("measure", *_FEEDING) if name in given)]
    return measure_of_kpi(result, unit.found[kpi].node, path)


async def archive(unit: Unit, given: Given) -> Entities:
    """It leaves every pool; what aligned to it aligns to its objective from now on.

    An objective that aligned to both has one alignment after that, with the weights of the two.
    """
    found = unit.found[given["id"]]
    goal: str = found.goal["id"]
    check_found_open(found, ["id"])
    if unit.change("KeyResult", found.node, {"archived": True}):
        for kind, row in await _serving(unit, found):
            link, whole = row["link"], row["whole"]
            if whole is None:
                unit.relink(kind, link, {"keyResultId": None})
                continue
            both = {
                "weight": min(whole["weight"] + link["weight"], MOST_WEIGHT),
                "counts": whole["counts"] or link["counts"],
            }
            unit.unlink(kind, link)
            unit.relink(kind, whole, both)
        unit.rolls(goal)
    return _shown(found.id, goal)


async def move(unit: Unit, given: Given) -> Entities:
    """It becomes the last key result of another objective, with its check-ins; what aligned to it
    goes on doing so."""
    found, target = unit.found[given["id"]], unit.found[given["objective"]]
    check_found_open(found, ["id"])
    check_not_archived(found, ["id"])
    check_found_open(target, ["objective"])
    was: str = found.goal["id"]
    if was == target.id:
        return _shown(found.id, was)
    ways = Ways(unit, "ALIGNS_TO")
    for kind, row in await _serving(unit, found):
        link: Node = row["link"]
        start: str = row["start"]["id"]
        if kind == "Alignment" and await ways.closes(start, target.id):
            await check_no_circle(
                unit,
                "ALIGNS_TO",
                row["start"],
                target.id,
                path=["objective"],
                key_result=found.id,
                weight=link["weight"],
            )
        if kind == "AlignmentProposal" and start == target.id:
            # It was proposed to serve what is now its own.
            unit.unlink(kind, link)
            continue
        unit.move_link(kind, link, start, target.id, (start, was))
    position = await _next_position(unit, target.id)
    unit.positions[target.id] = position + 1
    unit.change("KeyResult", found.node, {"objectiveId": target.id, "position": position})
    unit.unrelate("HAS_KEY_RESULT", was, found.id)
    unit.relate("HAS_KEY_RESULT", target.id, found.id)
    restate(unit, found.node, target.cycle)
    unit.rolls(was, target.id)
    return _shown(found.id, target.id)


async def _place(unit: Unit, found: Found, position: int) -> int:
    """Makes room for a key result at a place among those that are not archived, counted from 0, and
    returns the position that it gets."""
    unit.positions.pop(found.goal["id"], None)
    others = [one for one in await _siblings(unit, found.goal["id"]) if one["id"] != found.id]
    shown = [place for place, one in enumerate(others) if not one["archived"]]
    at = shown[position] if position < len(shown) else len(others)
    for place, one in enumerate(others):
        unit.derive("KeyResult", one, {"position": place + (place >= at)})
    return at


async def _next_position(unit: Unit, objective: str) -> int:
    """The position after the last key result of an objective; read once a write."""
    if objective not in unit.positions:
        siblings = await _siblings(unit, objective)
        unit.positions[objective] = max((one["position"] for one in siblings), default=-1) + 1
    return unit.positions[objective]


async def _siblings(unit: Unit, objective: str) -> list[Node]:
    found: list[Node] = await unit.read("keyResult.siblings", SIBLINGS, {"objective": objective})
    return found


async def _serving(unit: Unit, found: Found) -> list[tuple[str, dict[str, Any]]]:
    p = {"objective": found.goal["id"], "result": found.id}
    return [
        (kind, row)
        for kind, statement in _SERVING.items()
        for row in await unit.read(f"keyResult.serving{kind}", statement, p)
    ]


def _shown(identifier: str, objective: str) -> Entities:
    return {"keyResult": identifier, "objective": objective}


KEY_RESULTS: Final[Handlers] = {
    "keyResultCreate": create,
    "keyResultUpdate": update,
    "keyResultMove": move,
    "keyResultArchive": archive,
}
