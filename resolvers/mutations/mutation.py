"""All mutations of one thing each; with the batch of them they are the root type."""

import strawberry

from schema.mutations.alignments import AlignmentMutations
from schema.mutations.comments import CommentMutations
from schema.mutations.cycles import CycleMutations
from schema.mutations.findings import FindingMutations
from schema.mutations.initiatives import InitiativeMutations
from schema.mutations.key_results import KeyResultMutations
from schema.mutations.kpis import KpiMutations
from schema.mutations.objectives import ObjectiveMutations
from schema.mutations.organization import OrganizationMutations
from schema.mutations.people import PersonMutations
from schema.mutations.proposals import ProposalMutations
from schema.mutations.supports import SupportMutations
from schema.mutations.teams import TeamMutations
from schema.mutations.templates import TemplateMutations
from schema.mutations.weekly import WeeklyReportMutations


@strawberry.type
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
    InitiativeMutations,
    CommentMutations,
    FindingMutations,
    WeeklyReportMutations,
    TemplateMutations,
):
    """A class of fields for each noun."""
