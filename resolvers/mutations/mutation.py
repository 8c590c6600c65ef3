"""The root type `Mutation`."""

import strawberry

from schema.mutations.alignments import AlignmentMutations
from schema.mutations.cycles import CycleMutations
from schema.mutations.key_results import KeyResultMutations
from schema.mutations.kpis import KpiMutations
from schema.mutations.objectives import ObjectiveMutations
from schema.mutations.organization import OrganizationMutations
from schema.mutations.people import PersonMutations
from schema.mutations.proposals import ProposalMutations
from schema.mutations.supports import SupportMutations
from schema.mutations.teams import TeamMutations


@strawberry.type(
    description=(
        "Everything that can be changed: each field is one write and makes one revision, and "
        "an expected failure is a problem in its payload."
    )
)
class Mutation(
    ObjectiveMutations,
    KeyResultMutations,
    AlignmentMutations,
    ProposalMutations,
    SupportMutations,
    TeamMutations,
    PersonMutations,
    CycleMutations,
    OrganizationMutations,
    KpiMutations,
):
    """A class of fields for each noun."""
