"""What is wrong with an organization's alignment."""

import strawberry
from strawberry import field

from graph.model import findings
from schema import arguments as takes
from schema import enums
from schema.build.types import after, entity_type
from schema.nodes import Node, PageInfo


@strawberry.type(description="A number that a finding rests on.")
class Fact:
    """Its names are stable: docs/findings.md."""

    name: str = field(description="What the number is.")
    value: float = field(description="The number.")
    limit: float | None = field(description="What it is held against, where the rule has a limit.")


@strawberry.type(description="A mutation that would settle a finding.")
class FindingFix:
    """Ready to send; a dry run of it tells what else would follow."""

    title: str = field(description="What it does.")
    operation: str = field(description="The name of the mutation.")
    input: str = field(description="The mutation's input, as JSON.")


@entity_type(findings.FindingDismissal)
class FindingDismissal(Node):
    """FindingDismissal of `docs/model.md`."""

    rule: enums.FindingRule = field(description="The rule of the finding.", metadata=after("key"))
    nodes: list[Node] = field(
        description="The nodes in the key, that which the finding is about first.",
        metadata=after("rule"),
    )


@strawberry.type(description="Something about the plan that asks for a decision.")
class Finding:
    """Derived from the graph, so it has no id: its key tells it."""

    key: str = field(
        description=(
            "Stable while the same rule holds of the same nodes: for dismissing, and for comparing "
            "two runs."
        )
    )
    rule: enums.FindingRule = field(description="The rule that holds.")
    severity: enums.Severity = field(description="How much it matters.")
    nodes: list[Node] = field(description="What it is about first, then what else it concerns.")
    message: str = field(description="What is so, in a sentence.")
    advice: str = field(description="What to do about it.")
    facts: list[Fact] = field(description="The numbers in the message, by name.")
    fixes: list[FindingFix] = field(
        description=(
            "Mutations any of which would settle it, ready to send; none where a person has to "
            "decide."
        )
    )
    dismissal: FindingDismissal | None = field(
        description="The decision to leave it as it is; null while it is open."
    )


@strawberry.type(description="A finding and its place.")
class FindingEdge:
    """As in the Relay cursor connections specification."""

    cursor: str = field(description="Its place in the list.")
    node: Finding = field(description="The finding.")


@strawberry.type(description="Findings that have something in common.")
class FindingGroup:
    """One value of what was grouped by."""

    key: str | None = field(
        description="The value: an enum's value or an id; null for those without one."
    )
    node: Node | None = field(description="The team or cycle that the key is the id of.")
    count: int = field(description="How many findings.")


@strawberry.type(
    description="Findings, most severe first, then in the order of the rules, then by key."
)
class FindingConnection:
    """A page of findings, and groups of all of them."""

    edges: list[FindingEdge] = field(description="The findings with their places.")
    nodes: list[Finding] = field(description="The findings.")
    page_info: PageInfo = field(description="Where the page stands.")
    total_count: int = field(description="How many there are on all pages.")
    groups: list[FindingGroup] = field(
        resolver=takes.finding_groups,
        description="All of the list's findings, on all pages, in groups; largest first.",
    )
