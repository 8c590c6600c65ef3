"""Mutations that make templates, and that draft objectives from them."""

import strawberry
from strawberry import ID, UNSET, field

from graph.model import templates
from schema.build.inputs import DRY_RUN, create_input
from schema.mutations.payloads import TemplatePayload, mutation


@strawberry.input(description="A template to draft an objective from.")
class TemplateUseInput:
    """Of the library, or the organization's own."""

    template: ID = field(description="The template.")
    owner: ID = field(description="The team or person whose objective it is to be.")
    cycle: ID | None = field(default=UNSET, description="The cycle that it is to be set for.")
    kpi: ID | None = field(default=UNSET, description="The KPI that it is to support.")
    expected_delta: float | None = field(
        default=UNSET, description="The predicted change of that KPI, in its unit."
    )
    dry_run: bool | None = field(default=UNSET, description=DRY_RUN)


@strawberry.type
class TemplateMutations:
    """Their names and descriptions."""

    template_create: TemplatePayload = mutation(
        create_input(
            templates.Template,
            "A new template of the organization's own.",
            guards=[
                (
                    "fromObjective",
                    ID,
                    "The objective whose key results, initiatives and supports it takes over.",
                    False,
                )
            ],
        ),
        "Make a template of an objective, or of a title alone.",
    )
    template_use: TemplatePayload = mutation(
        TemplateUseInput,
        "Draft an objective from a template: with key results, initiatives and the support of a "
        "KPI.",
    )
