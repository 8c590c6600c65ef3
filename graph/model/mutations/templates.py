"""Mutations that make templates, and that draft objectives from them."""

from typing import Final

from graph.domain.commands_templates import TemplateUse
from graph.domain.documents import Ref
from graph.domain.permissions import FOR_MEMBERS, for_deciders
from graph.model.commands import creating
from graph.model.mutations.mutation import Mutation
from graph.model.parts import OWNERS
from graph.model.templates import Template

TEMPLATES: Final = (
    Mutation(
        "templateCreate",
        creating(Template, more={"fromObjective": Ref}),
        FOR_MEMBERS,
        {"fromObjective": ("Objective",)},
        creates="Template",
    ),
    Mutation(
        "templateUse",
        TemplateUse,
        for_deciders("owner"),
        # What the template is, is found by what it does: one of the library is in no database.
        {"owner": OWNERS, "cycle": ("Cycle",), "kpi": ("Kpi",)},
        creates="Objective",
    ),
)
