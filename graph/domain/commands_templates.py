"""What is asked of mutations that use templates. Imports pydantic and graph.domain."""

from __future__ import annotations

from typing import Required

from graph.domain.commands import Command
from graph.domain.documents import Number, Ref


class TemplateUse(Command, total=False):
    """A template to draft an objective from."""

    template: Required[Ref]
    owner: Required[Ref]
    cycle: Ref
    kpi: Ref
    expectedDelta: Number
