"""The root type `Mutation`."""

import strawberry

from schema.mutations.alignments import AlignmentMutations
from schema.mutations.key_results import KeyResultMutations
from schema.mutations.objectives import ObjectiveMutations
from schema.mutations.supports import SupportMutations


@strawberry.type(
    description=(
        "Everything that can be changed: each field is one write and makes one revision, and "
        "an expected failure is a problem in its payload."
    )
)
class Mutation(ObjectiveMutations, KeyResultMutations, AlignmentMutations, SupportMutations):
    """A class of fields for each noun."""
