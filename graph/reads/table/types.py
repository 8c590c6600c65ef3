"""Every type of the contract by name, and by the prefix of its ids.

Where its fields are in the graph stands in `graph.reads.table`, one module a noun.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from graph.domain.ids import KINDS
from graph.reads.changes.history import HistoryRule
from graph.reads.compile.compiler import EntityMapping
from graph.reads.compile.field_kinds import ByRule
from graph.reads.table.comments import COMMENT
from graph.reads.table.findings import FINDING_DISMISSAL
from graph.reads.table.key_results import CHECK_IN, INITIATIVE, KEY_RESULT
from graph.reads.table.kpis import KPI, KPI_TARGET, KPI_VALUE
from graph.reads.table.links import ALIGNMENT, DRIVE, SUPPORT
from graph.reads.table.objectives import OBJECTIVE
from graph.reads.table.organization import CYCLE, ORGANIZATION, PERSON, TEAM
from graph.reads.table.proposals import PROPOSAL
from graph.reads.table.templates import TEMPLATE
from graph.reads.table.viewer import VIEWER
from graph.reads.table.weekly import REPORT

_TYPES: Mapping[str, EntityMapping] = {
    "Organization": ORGANIZATION,
    "Team": TEAM,
    "Person": PERSON,
    "Cycle": CYCLE,
    "Objective": OBJECTIVE,
    "KeyResult": KEY_RESULT,
    "CheckIn": CHECK_IN,
    "Initiative": INITIATIVE,
    "Kpi": KPI,
    "KpiTarget": KPI_TARGET,
    "KpiValue": KPI_VALUE,
    "Alignment": ALIGNMENT,
    "AlignmentProposal": PROPOSAL,
    "Support": SUPPORT,
    "Drive": DRIVE,
    "Comment": COMMENT,
    "FindingDismissal": FINDING_DISMISSAL,
    "Report": REPORT,
    "Template": TEMPLATE,
}
TYPES: Mapping[str, EntityMapping] = {
    **{
        name: replace(
            stored,
            fields={**stored.fields, "history": ByRule(partial(HistoryRule, name), counted=False)},
        )
        for name, stored in _TYPES.items()
    },
    "Viewer": VIEWER,
}
"""By the name of the type in the schema."""

PREFIXES: Mapping[str, str] = {prefix.removesuffix("_"): kind for prefix, kind in KINDS.items()}
"""The type that an id's prefix stands for."""

ALSO: Mapping[str, Sequence[str]] = {"Alignment": ["AlignmentProposal"]}
"""What else such an id may name, while there is nothing of the prefix's own type."""


def type_of(identity: str) -> str | None:
    """The type that an id's prefix stands for, if any."""
    return PREFIXES.get(identity.partition("_")[0])


def types_of(identity: str) -> Sequence[str]:
    """The types that the node with an id may have: the first of which there is one."""
    name = type_of(identity)
    return () if name is None else (name, *ALSO.get(name, ()))
