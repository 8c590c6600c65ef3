"""Keys of findings: the rule that holds, and the nodes that it holds of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from graph.domain.errors import InvalidInput
from graph.domain.findings.finding import FindingRule
from graph.domain.ids import kind_of

_OBJECTIVE: Final = ("Objective",)
_KEY_RESULT: Final = ("KeyResult",)
_KPI: Final = ("Kpi",)
_CYCLE: Final = ("Cycle",)

KEY_KINDS: Final[Mapping[FindingRule, tuple[tuple[str, ...], ...]]] = {
    "ORPHAN_OBJECTIVE": (_OBJECTIVE,),
    "IDLE_OBJECTIVE": (_OBJECTIVE,),
    "UNMOVED_KPI": (_KPI,),
    "UNSUPPORTED_COMPANY_OBJECTIVE": (_OBJECTIVE,),
    "KPI_BEHIND_UNADDRESSED": (_KPI,),
    "OPPOSING_WORK": (_KPI,),
    "HEALTH_CONTRADICTION": (_OBJECTIVE,),
    "CYCLE_MISMATCH": (_OBJECTIVE, _OBJECTIVE),
    "LEVEL_SKIP": (_OBJECTIVE, _OBJECTIVE),
    "STALE_KEY_RESULT": (_KEY_RESULT,),
    "TOO_MANY_KEY_RESULTS": (_OBJECTIVE,),
    "TOO_FEW_KEY_RESULTS": (_OBJECTIVE,),
    "TOO_MANY_OBJECTIVES": (("Team", "Person"), _CYCLE),
    "KPI_AS_KEY_RESULT": (_KEY_RESULT, _KPI),
    "UNMEASURABLE_OBJECTIVE": (_OBJECTIVE,),
    "UNCOUNTED_CONTRIBUTION": (_OBJECTIVE,),
    "KPI_VALUE_OVERDUE": (_KPI,),
    "EFFECT_CONTRADICTION": (("Objective", "KeyResult"), _KPI),
    "KEY_PERSON": (("Person",), _OBJECTIVE),
    "SANDBAGGING": (("Team",), _CYCLE),
    "FORMULA_INPUT_NOT_DRIVER": (_KPI, _KPI),
}
"""By rule, the types that each node of its keys may have."""

DISMISSED: Final = ("Objective", "KeyResult", "Kpi", "Team", "Person", "Cycle")
"""All of these types."""


class Key(NamedTuple):
    """A key, taken apart: what it is about comes first."""

    rule: FindingRule
    nodes: tuple[str, ...]


def nodes_of(key: str) -> list[str]:
    """The ids of the nodes in a well-formed key."""
    return key.partition(":")[2].split("+")


def parsed(key: str) -> Key:
    """Raises InvalidInput for a key that no finding can have; its path is `key`."""
    named = key.partition(":")[0]
    rule = next((rule for rule in KEY_KINDS if rule == named), None)
    if rule is None:
        raise InvalidInput(f"There is no rule {named}.", path=["key"])
    nodes, kinds = nodes_of(key), KEY_KINDS[rule]
    if len(nodes) != len(kinds) or any(
        kind_of(node) not in several for node, several in zip(nodes, kinds, strict=True)
    ):
        wanted = " and ".join(" or ".join(several) for several in kinds)
        raise InvalidInput(f"A key of {rule} names: {wanted}.", path=["key"])
    return Key(rule, tuple(nodes))
