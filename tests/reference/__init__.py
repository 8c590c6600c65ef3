"""The slow and obvious version of the rules of influence and lineage.

Written straight from the domain's text, over documents in the import format, with exact fractions
and every path walked one by one. It shares no code with `graph`, so that the two can be compared.
Paths explode: keep the documents small.
"""

from tests.reference.influence import Arrival, KpiRow, MoverRow, idle, moved, movers, paths, unmoved
from tests.reference.lineage import (
    Line,
    RelativeRow,
    ancestors,
    descendants,
    hop_share,
    orphans,
    paths_to_company,
)
from tests.reference.plan import Plan

__all__ = [
    "Arrival",
    "KpiRow",
    "Line",
    "MoverRow",
    "Plan",
    "RelativeRow",
    "ancestors",
    "descendants",
    "hop_share",
    "idle",
    "moved",
    "movers",
    "orphans",
    "paths",
    "paths_to_company",
    "unmoved",
]
