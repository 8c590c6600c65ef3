"""The root type: every mutation, and the batch of them."""

import strawberry

from resolvers.mutations.mutation import Mutation
from schema.mutations.batch import BatchPayload
from schema.mutations.batch import batch as batch_of
from schema.mutations.cycles import CalendarMutations
from schema.mutations.reverts import RevertMutations


@strawberry.type(
    name="Mutation",
    description=(
        "Everything that can be changed: each field is one write and makes one revision, and "
        "an expected failure is a problem in its payload."
    ),
)
class Root(Mutation, CalendarMutations, RevertMutations):
    """What a batch takes is made from the mutations of one thing each."""

    batch: BatchPayload = batch_of(Mutation)
