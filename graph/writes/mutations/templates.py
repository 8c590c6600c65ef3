"""Templates: made of objectives, and used to draft others.

What a template becomes is what a batch of the same operations would make.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from graph.domain.errors import InvalidInput, NotFound
from graph.domain.ids import new_id
from graph.domain.templates.draft import Wish, operations
from graph.domain.templates.library import library
from graph.domain.templates.template import (
    Template,
    TemplateResult,
    is_built_in,
    of_node,
    result_of,
)
from graph.domain.text import distinct_labels
from graph.model.mutations.registry import MUTATIONS
from graph.model.properties import of_new
from graph.model.templates import MOST_PARTS
from graph.model.templates import Template as Declared
from graph.writes.mutations.initiatives import INITIATIVES
from graph.writes.mutations.key_results import KEY_RESULTS
from graph.writes.mutations.mutation import (
    Call,
    Entities,
    Given,
    Handlers,
    check_not_archived,
    require,
)
from graph.writes.mutations.objectives import OBJECTIVES
from graph.writes.mutations.supports import SUPPORTS
from graph.writes.unit_of_work.loading import Found, Node
from graph.writes.unit_of_work.unit_of_work import Unit

_PARTS: Final[Handlers] = {**OBJECTIVES, **KEY_RESULTS, **INITIATIVES, **SUPPORTS}
# What of an objective goes into a template: what is archived or cancelled has not proved itself.
SOURCE: Final = """\
MATCH (o:Objective {org: $p.org, id: $p.id})
RETURN [
  COLLECT {
    MATCH (o)-[:HAS_KEY_RESULT]->(k:KeyResult) WHERE k.archived = false
    WITH k ORDER BY k.position, k.id
    RETURN properties(k)
  },
  COLLECT {
    MATCH (o)<-[:ADVANCES]-(i:Initiative) WHERE i.archived = false AND i.state <> 'CANCELLED'
    WITH i ORDER BY i.createdAt, i.id
    RETURN i.title
  },
  COLLECT {
    MATCH (o) (()-[:HAS_KEY_RESULT]->(r:KeyResult WHERE r.archived = false)){0,1} (x)
    MATCH (x)-[s:SUPPORTS]->(k:Kpi)
    WITH s, k ORDER BY s.weight DESC, s.id
    RETURN [k.name, s.effect]
  }
]"""


_NOTHING: Final[Node] = {
    "templateResults": [],
    "templateInitiatives": [],
    "helps": [],
    "effect": "RAISES",
}


async def create(unit: Unit, given: Given) -> Entities:
    """A new template of the organization's own: what an objective is, without its numbers."""
    identifier = given["id"]
    if is_built_in(identifier):
        raise InvalidInput(
            "Ids that begin like this are the library's own; choose another.", path=["id"]
        )
    source = given.get("fromObjective")
    taken = _NOTHING if source is None else await _of_objective(unit, unit.found[source])
    said = {name: value for name, value in of_new(Declared, given).items() if value is not None}
    unit.add("Template", {"id": identifier, **taken, **said})
    return {"template": identifier}


async def _of_objective(unit: Unit, found: Found) -> Node:
    objective = found.node
    if objective["visibility"] != "PUBLIC":
        # Everybody sees a template, so that only who decides for the goal may make one of it.
        require(unit, found, ["fromObjective"])
    results, initiatives, supports = await unit.read("template.source", SOURCE, {"id": found.id})
    return {
        "description": objective.get("description"),
        "templateResults": [_result(result).text for result in results[:MOST_PARTS]],
        "templateInitiatives": list(dict.fromkeys(initiatives))[:MOST_PARTS],
        "helps": distinct_labels(name[:100].strip() for name, _ in supports)[:MOST_PARTS],
        "effect": supports[0][1] if supports else "RAISES",
    }


def _result(node: Mapping[str, Any]) -> TemplateResult:
    numbers = ("start", "target", "lower", "upper")
    metric = {name: node.get(f"metric{name.capitalize()}") for name in numbers}
    measure = {
        name: node.get(f"measure{name.capitalize()}")
        for name in ("kind", "currency", "unit", "precision")
    }
    measure["kind"] = measure["kind"] or "NUMBER"
    said = {"title": node["title"], "goal": node["metricGoal"], "measure": measure, **metric}
    return result_of(said)


async def use(unit: Unit, given: Given) -> Entities:
    """The draft of an objective, with key results, initiatives, and the support of a KPI."""
    template = await _template(unit, given["template"])
    kpi = given.get("kpi")
    if kpi is None and given.get("expectedDelta") is not None:
        raise InvalidInput("Say which KPI is to change by that.", path=["kpi"])
    if kpi is not None:
        check_not_archived(unit.found[kpi], ["kpi"])
    wish = Wish(
        given["owner"],
        cycle=given.get("cycle"),
        kpi=kpi,
        expected_delta=given.get("expectedDelta"),
    )
    ids = iter([given["id"]])
    made = operations(template, wish, lambda kind: next(ids, "") or new_id(kind))
    for name, part in made:
        call = Call.of(MUTATIONS[name], _PARTS[name], part, [])
        # No client chose these ids, so that nothing can have them.
        call.makes_id = True
        await call.run(unit)
    return {"objective": given["id"], "template": template.id}


async def _template(unit: Unit, identifier: str) -> Template:
    shipped = library().get(identifier)
    if shipped is not None:
        return shipped
    await unit.find([identifier])
    found = unit.found.get(identifier)
    if found is None or found.kind != "Template":
        raise NotFound(f"There is no template {identifier}.", path=["template"])
    return of_node(found.node)


TEMPLATES: Final[Handlers] = {"templateCreate": create, "templateUse": use}
