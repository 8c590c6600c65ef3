"""Mutations of alignments."""

import strawberry
from strawberry import ID

from graph.model import links
from schema.build.inputs import create_input, update_input, which_input
from schema.mutations.payloads import AlignmentPayload, mutation

_OBJECTIVE_VERSION = "Refuse it unless this is the version of the objective now."
_KEY_RESULT = "The target's key result that is served; null for the whole objective."


@strawberry.type
class AlignmentMutations:
    """Their names and descriptions."""

    objective_align: AlignmentPayload = mutation(
        create_input(
            links.Alignment,
            "A new alignment.",
            name="ObjectiveAlignInput",
            more=[
                ("objective", ID, "The objective that serves.", True),
                ("to", ID, "The objective or the key result that is served.", True),
            ],
            guards=[("expectedVersion", int, _OBJECTIVE_VERSION, False)],
        ),
        "Align an objective to another, or to one of its key results; where somebody else decides "
        "for that, propose it.",
    )
    alignment_update: AlignmentPayload = mutation(
        update_input(
            links.Alignment,
            "Other fields of an alignment: what is absent is left alone, null clears.",
            more=[("keyResult", ID, _KEY_RESULT, False)],
        ),
        "Change what an alignment says, or a proposal of one.",
    )
    alignment_remove: AlignmentPayload = mutation(
        which_input(links.Alignment, "remove", "An alignment to remove."), "Remove an alignment."
    )
