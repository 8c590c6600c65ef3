"""Templates: objectives that one may start from."""

import strawberry
from strawberry import field

from graph.model import templates
from schema import enums, refs
from schema.build.types import after, entity_type
from schema.nodes import Node


@strawberry.type(description="A key result of a template.")
class TemplateKeyResult:
    """TemplateKeyResult of `graph.model.templates`."""

    title: str = field(description="What is to be reached.")
    goal: enums.MetricGoal = field(description="What is wanted of its number.")
    measure: refs.Measure = field(description="How its number is read.")
    start: float | None = field(description="Where it may start: an example; null where none is.")
    target: float | None = field(description="What it may aim at: an example; null where none is.")


@entity_type(templates.Template)
class Template(Node):
    """Of the library, or an organization's own."""

    built_in: bool = field(
        description="Whether it comes with goalgraph.", metadata=after("department")
    )
