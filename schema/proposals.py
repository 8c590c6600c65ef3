"""Proposed alignments."""

from datetime import datetime

import strawberry
from strawberry import field

from schema import enums, refs
from schema.impact import Impact
from schema.links import Alignment


@strawberry.type(
    description=(
        "An alignment that somebody has proposed to whoever decides for its target; it counts "
        "nowhere, and once it is accepted there is an alignment with its id."
    )
)
class AlignmentProposal(Alignment):
    """PROPOSES of `docs/model.md`."""

    state: enums.ProposalState = field(description="Where it stands.")
    proposed_by: refs.Person | None = field(description="Who proposed it.")
    reason: str | None = field(description="Why it was declined.")
    decided_by: refs.Person | None = field(
        description="Who accepted, declined or withdrew it; null while pending and for a service."
    )
    impact: Impact | None = field(
        description=(
            "What would follow from accepting it as it stands, of as many KPIs for a list of "
            "proposals as for one; null once it is decided about, and while it cannot be accepted."
        )
    )
    decided_at: datetime | None = field(
        description="When it was accepted, declined or withdrawn; null while pending."
    )
