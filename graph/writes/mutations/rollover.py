"""The rollover: goals of one cycle go on in another, as drafts of their own."""

from __future__ import annotations

from typing import Final

from graph.domain.calendar import to_ms
from graph.domain.errors import GoalgraphError, InvalidInput, WriteRefused
from graph.domain.rollover import MOST_GOALS
from graph.writes.mutations.mutation import Entities, Given, Handlers, check_found_open
from graph.writes.mutations.rollover_copies import Copies, Plan
from graph.writes.rules.kpi_check_ins import feed
from graph.writes.rules.validation import open_cycle
from graph.writes.unit_of_work.loading import Found
from graph.writes.unit_of_work.unit_of_work import Unit

CHOSEN: Final = """\
MATCH (c:Cycle {org: $p.org, id: $p.from})
RETURN COLLECT {
  MATCH (c)<-[:IN_CYCLE]-(o:Objective)
  WHERE o.lifecycle = 'ACTIVE' OR o.lifecycle = 'CLOSED' AND o.decision IN ['KEEP', 'MODIFY']
  RETURN o.id
}"""
_SCOPE: Final = """\
RETURN COLLECT {{
  UNWIND $p.teams AS id
  MATCH (top:Team {{org: $p.org, id: id}})
  {below}
  {owner}
  RETURN DISTINCT owner.id
}}"""
_BELOW: Final = "MATCH (top) (()<-[:PART_OF]-(:Team)){0,} (below)"
_PEOPLE: Final = "MATCH (below) (()<-[:MEMBER_OF]-(:Person)){0,1} (owner)"
RESULTS: Final = """\
RETURN COLLECT {
  UNWIND $p.ids AS id
  MATCH (o:Objective {org: $p.org, id: id})-[:HAS_KEY_RESULT]->(k:KeyResult)
  WHERE k.archived = false
  RETURN [id, properties(k)]
}"""
_SUPPORTS: Final = """\
RETURN COLLECT {{
  UNWIND $p.ids AS id
  MATCH (a:{label} {{org: $p.org, id: id}})-[s:SUPPORTS]->(k:Kpi)
  WHERE k.archived = false
  RETURN [id, properties(s), k.id]
}}"""
ALIGNED: Final = """\
RETURN COLLECT {
  UNWIND $p.ids AS id
  MATCH (o:Objective {org: $p.org, id: id})-[r:ALIGNS_TO]->(t:Objective)
  RETURN [id, properties(r), t {.id, .lifecycle, .cycleId, origin: coalesce(t.originId, t.id)}]
}"""
# What has been put away, as by undoing a rollover, is copied again.
THERE: Final = """\
RETURN COLLECT {
  UNWIND $p.origins AS origin
  MATCH (x:Objective)
  WHERE x.org = $p.org AND x.originId = origin
    AND x.cycleId = $p.to AND x.lifecycle <> 'ARCHIVED'
  WITH origin, x ORDER BY x.id
  RETURN [origin, x.id]
}"""


async def roll_over(unit: Unit, given: Given) -> Entities:
    """Copies goals of a cycle into another, with what is left of their key results, and with the
    links among them and to what goes on beside them.

    Without `objectives`, those that the viewer decides for. Raises InvalidInput: goals of other
    cycles or too many, cycles in the wrong order; ReadOnly for a closed cycle; WriteRefused for
    goals of people and teams who are archived.
    """
    _check_order(unit, given)
    chosen = await _chosen(unit, given)
    plan = await _plan(unit, [goal.id for goal in chosen])
    origins = {_origin(goal) for goal in chosen}
    origins |= {target["origin"] for links in plan.aligned.values() for _, target in links}
    p = {"origins": sorted(origins), "to": given["to"]}
    there = dict(await unit.read("rollover.there", THERE, p))
    goals = [goal for goal in chosen if _origin(goal) not in there]
    await _check_holders(unit, given, goals, plan)
    copies = Copies(unit, plan, given["to"], there, weights=given.get("weights") is not False)
    for goal in goals:
        copies.copy(goal)
    for goal in goals:
        copies.align(goal.id)
    if given.get("closeOld"):
        _close(unit, goals)
    await unit.find(copies.measured)
    await feed(unit, [unit.found[result] for result in copies.measured])
    return {"copies": copies.rows}


async def _plan(unit: Unit, ids: list[str]) -> Plan:
    """What the goals have, each part by a statement of its own: together they take long to plan."""
    plan = Plan()
    for goal, result in await unit.read("rollover.results", RESULTS, {"ids": ids}):
        plan.results.setdefault(goal, []).append(result)
    held = {"Objective": ids, "KeyResult": [row["id"] for row in plan.every_result()]}
    for label, holders in held.items():
        statement = _SUPPORTS.format(label=label)
        rows = await unit.read(f"rollover.supports{label}", statement, {"ids": holders})
        for holder, link, kpi in rows:
            plan.supports.setdefault(holder, []).append((link, kpi))
    for goal, link, target in await unit.read("rollover.aligned", ALIGNED, {"ids": ids}):
        plan.aligned.setdefault(goal, []).append((link, target))
    plan.arrange()
    await unit.find(plan.referred())
    return plan


def _origin(goal: Found) -> str:
    origin: str = goal.node.get("originId", goal.id)
    return origin


def _check_order(unit: Unit, given: Given) -> None:
    before, after = (unit.found[given[name]].node for name in ("from", "to"))
    open_cycle(unit, given, "to")
    if before is after:
        raise InvalidInput("Goals are rolled over into another cycle.", path=["to"])
    if after["startsOn"] < before["startsOn"]:
        raise InvalidInput(
            f'"{after["name"]}" begins on {after["startsOn"]}, before "{before["name"]}"; name a '
            "later cycle.",
            path=["to"],
        )


async def _chosen(unit: Unit, given: Given) -> list[Found]:
    """The goals to copy: those that are named, in their order, or all that go on, by title."""
    named = given.get("objectives")
    if named is not None:
        ids = list(dict.fromkeys(named))
        goals = [unit.found[identifier] for identifier in ids]
        problems = [
            problem
            for place, identifier in enumerate(named)
            if (problem := _wrong(unit.found[identifier], given["from"], place))
        ]
        if problems:
            raise WriteRefused(problems)
    else:
        ids = await unit.read("rollover.chosen", CHOSEN, {"from": given["from"]})
        await unit.find(ids)
        viewer = unit.viewer
        goals = [
            goal
            for goal in (unit.found[identifier] for identifier in ids)
            if goal.seen_by(viewer) and goal.decided_by(viewer)
        ]
        goals.sort(key=lambda goal: (goal.node["sortKey"], goal.id))
    if (team := given.get("team")) is not None:
        statement = _SCOPE.format(
            below=_BELOW if team.get("includeSubTeams", True) else "WITH top AS below",
            owner=_PEOPLE if team.get("includePeople") else "WITH below AS owner",
        )
        owners = set(await unit.read("rollover.scope", statement, {"teams": team["in"]}))
        goals = [goal for goal in goals if goal.node["ownerId"] in owners]
    if len(goals) > MOST_GOALS:
        raise InvalidInput(
            f"That is {len(goals)} goals; roll over at most {MOST_GOALS} at a time, by `team` or "
            "`objectives`.",
            path=["from" if named is None else "objectives"],
        )
    return goals


def _wrong(goal: Found, cycle: str, place: int) -> GoalgraphError | None:
    path = ["objectives", str(place)]
    title = goal.node["title"]
    if goal.node.get("cycleId") != cycle:
        return InvalidInput(f'"{title}" is no goal of the cycle {cycle}.', path=path)
    if goal.node["lifecycle"] == "ARCHIVED":
        return InvalidInput(f'"{title}" is archived; reopen it first, or leave it out.', path=path)
    return None


async def _check_holders(unit: Unit, given: Given, goals: list[Found], plan: Plan) -> None:
    """Finds who holds these goals and what of them goes on. Raises WriteRefused for those who are
    archived: they hold no open work."""
    held = [(goal, node) for goal in goals for node in (goal.node, *plan.results.get(goal.id, ()))]
    names = ("ownerId", "leadId")
    await unit.find(node[name] for _, node in held for name in names if node.get(name))
    await unit.find(reader for goal in goals for reader in goal.more["shared"])
    named = given.get("objectives")
    problems: list[GoalgraphError] = []
    for goal, node in held:
        for name, how in (("ownerId", "belongs to"), ("leadId", "is led by")):
            holder = node.get(name) and unit.found[node[name]].node
            if holder and holder["archived"]:
                path = ["from"] if named is None else ["objectives", str(named.index(goal.id))]
                problems.append(
                    InvalidInput(
                        f'"{node["title"]}" {how} "{holder["name"]}", who is archived; give it to '
                        "others first.",
                        path=path,
                    )
                )
    if problems:
        raise WriteRefused(problems)


def _close(unit: Unit, goals: list[Found]) -> None:
    """Closes those that are active, without a score: they are kept."""
    for goal in goals:
        if goal.node["lifecycle"] == "ACTIVE":
            check_found_open(goal, ["closeOld"])
            unit.closing[goal.id] = to_ms(unit.now)
            said = {"lifecycle": "CLOSED", "closedAt": unit.at, "decision": "KEEP"}
            unit.change("Objective", goal.node, said)
            unit.rolls(goal.id)


ROLLOVER: Final[Handlers] = {"cycleRollover": roll_over}
