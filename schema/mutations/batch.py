"""The batch: many mutations in one. Its operations are made from the fields of all the others."""

from types import GenericAlias
from typing import Any

import strawberry
from strawberry import UNSET, field
from strawberry.types import get_object_definition

from schema.build.inputs import DRY_RUN
from schema.mutations.payloads import Payload, mutation
from schema.nodes import Node

_OPERATIONS = "What to do, in this order: 1 to 100 operations, each of which sees those before it."


@strawberry.type(description="What one operation of a batch came to.")
class BatchResult:
    """An operation of a batch that was done."""

    operation: str = field(description="The name of its mutation.")
    node: Node | None = field(
        description=(
            "What the mutation is of, the first of several, as it is after the whole batch; null "
            "once it is removed."
        )
    )


@strawberry.type(description="What a batch answers with.")
class BatchPayload(Payload):
    """Many mutations."""

    results: list[BatchResult] = field(
        description="What each operation came to, in the order of the input; none with problems."
    )


def batch(mutations: type) -> Any:
    """The field that takes many of these mutations."""
    return mutation(
        _input(mutations),
        "Do several mutations as one, all or none: one revision, and one roll-up at the end.",
    )


def _input(mutations: type) -> type:
    annotations: dict[str, Any] = {}
    fields: dict[str, Any] = {}
    for one in get_object_definition(mutations, strict=True).fields:
        given: Any = one.arguments[0].type
        annotations[one.python_name] = given | None
        fields[one.python_name] = field(default=UNSET, description=one.description)
    operation: type = strawberry.input(
        type("BatchOperation", (), {"__annotations__": annotations, **fields}),
        one_of=True,
        description="One operation of a batch: exactly one mutation, by its name, with its input.",
    )
    whole = type(
        "BatchInput",
        (),
        {
            "__annotations__": {
                "operations": GenericAlias(list, (operation,)),
                "dry_run": bool | None,
            },
            "operations": field(description=_OPERATIONS),
            "dry_run": field(default=UNSET, description=DRY_RUN),
        },
    )
    made: type = strawberry.input(whole, description="Mutations to do as one.")
    return made
