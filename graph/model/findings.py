"""What people decide about findings, which themselves follow from the graph."""

from typing import Annotated

from graph.domain.documents import Day, FindingKey, Ref, Text
from graph.model.fields import entity
from graph.model.marks import Link, Stored
from graph.model.parts import PERSON, Entity


@entity("dis")
class FindingDismissal(Entity):
    """A finding that somebody has decided to leave as it is."""

    key: Annotated[FindingKey, "The key of the finding."]
    reason: Annotated[Text | None, "Why it is left as it is."] = None
    until: Annotated[
        Day | None,
        "The last day, in the organization's time zone, on which it is left so; null: for good.",
        Stored("lastDay"),
    ] = None
    dismissedBy: Annotated[
        Ref | None,
        "Who dismissed it; null for a service.",
        Link("AUTHORED", PERSON, out=False),
    ] = None
