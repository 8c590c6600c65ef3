"""`viewerCan`: what a node's actions follow from is read along with it, and decided about here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from graph.domain.actions import Facts, can
from graph.model.mutations.registry import ACTIONS
from graph.reads.compile.compiler import Compiled, Compiler, Scope
from graph.reads.compile.selection import Field

if TYPE_CHECKING:
    from graph.reads.execution.run import Run

_CYCLE_OF = "head(COLLECT {{ MATCH ({0})-[:IN_CYCLE]->(_c{1}:Cycle) RETURN _c{1}.state }})"
_GOAL: Final = f"[_o.ownerId, _o.leadId, _o.lifecycle, {_CYCLE_OF.format('_o', 1)}]"


def _of_goal(raw: Any) -> Facts:
    owner, lead, lifecycle, cycle = raw
    return Facts((owner, lead), lifecycle=lifecycle, cycle=cycle)


def _of_result(raw: Any) -> Facts:
    owner, archived, goal = raw
    above, lead, lifecycle, cycle = goal or (None, None, None, None)
    return Facts((owner, above, lead), archived, lifecycle, cycle, owner=owner or above)


def _of_initiative(raw: Any) -> Facts:
    owner, archived, goal, result = raw
    between, above = result or (None, goal)
    decider, lead, lifecycle, cycle = above or (None, None, None, None)
    return Facts((owner, between, decider, lead), archived, lifecycle, cycle)


# The expression of a type's facts, and how they are made of its value.
_FACTS: Final[Mapping[str, tuple[str, Callable[[Any], Facts]]]] = {
    "Objective": (
        f"[this.ownerId, this.leadId, this.lifecycle, {_CYCLE_OF.format('this', 0)}]",
        _of_goal,
    ),
    "KeyResult": (
        "[this.ownerId, this.archived, head(COLLECT { "
        f"MATCH (this)<-[:HAS_KEY_RESULT]-(_o:Objective) RETURN {_GOAL} }})]",
        _of_result,
    ),
    "Initiative": (
        "[this.ownerId, this.archived, "
        f"head(COLLECT {{ MATCH (this)-[:ADVANCES]->(_o:Objective) RETURN {_GOAL} }}), "
        "head(COLLECT { MATCH (this)-[:ADVANCES]->(_r:KeyResult) RETURN [_r.ownerId, "
        f"head(COLLECT {{ MATCH (_r)<-[:HAS_KEY_RESULT]-(_p:Objective) RETURN "
        f"{_GOAL.replace('_o', '_p').replace('_c1', '_c2')} }})] }})]",
        _of_initiative,
    ),
    "Kpi": (
        "[this.ownerId, this.archived, "
        "CASE WHEN this.formula IS NULL THEN 'MEASURED' ELSE 'COMPUTED' END]",
        lambda raw: Facts((raw[0],), raw[1], state=raw[2]),
    ),
    "Team": (
        "[this.id, this.archived, this.kind]",
        lambda raw: Facts((raw[0],), raw[1], state=raw[2]),
    ),
    "Person": (
        "[this.id, this.archived, this.role]",
        lambda raw: Facts((raw[0],), raw[1], state=raw[2]),
    ),
    "Cycle": (
        "[this.archived, this.state]",
        lambda raw: Facts((), raw[0], state=raw[1]),
    ),
}


@dataclass(frozen=True, slots=True)
class ViewerCan:
    """The actions of a type, as its mutations are permitted."""

    type_name: str

    def compile(self, c: Compiler, scope: Scope, selected: Field) -> Compiled:
        """What they follow from; who asks is known to the run."""
        expression, facts_of = _FACTS[self.type_name]
        actions = ACTIONS[self.type_name]
        inner = selected.only()
        if c.past and not c.pinned:
            return Compiled("null", lambda raw, run: self._nothing(inner))

        def build(raw: Any, run: Run) -> dict[str, Any]:
            facts = facts_of(raw)
            return {
                one.key: f"{self.type_name}Actions"
                if one.name == "__typename"
                else can(run.viewer, actions[one.name].permission, actions[one.name].action, facts)
                for one in inner
            }

        return Compiled(c.today(c.render(expression, scope)), build)

    def _nothing(self, selected: Sequence[Field]) -> dict[str, Any]:
        """The past cannot be changed."""
        name = f"{self.type_name}Actions"
        return {one.key: name if one.name == "__typename" else False for one in selected}
