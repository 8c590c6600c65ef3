"""Templates: those that an organization has made, and those of the library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from graph.domain.templates.library import SINCE, library
from graph.domain.templates.template import Template as Shipped
from graph.domain.templates.template import TemplateResult, result_of
from graph.model.templates import Template
from graph.reads.compile.compiler import Compiled, Compiler, EntityMapping, Scope
from graph.reads.compile.field_kinds import Value
from graph.reads.compile.selection import Field
from graph.reads.compile.shipped import shown
from graph.reads.table import entity
from graph.reads.table.stored import stored_fields


@dataclass(frozen=True, slots=True)
class Results:
    """The key results of the template `this`, which are stored as texts."""

    def compile(self, c: Compiler, scope: Scope, selected: Field) -> Compiled:
        """The texts, and how they are read."""

        def build(raw: Any, run: Any) -> Any:
            return shown(selected, [_result(result_of(orjson.loads(text))) for text in raw])

        return Compiled(c.render("coalesce(this.templateResults, [])", scope), build)


def _result(result: TemplateResult) -> Mapping[str, Any]:
    measure = {**result.unit._asdict(), "precision": result.precision}
    return {
        "title": result.title,
        "goal": result.goal,
        "measure": measure,
        "start": result.start,
        "target": result.target,
    }


def _of_library(identifier: str) -> Mapping[str, Any] | None:
    template = library().get(identifier)
    return None if template is None else _values(template)


def _values(template: Shipped) -> Mapping[str, Any]:
    return {
        "id": template.id,
        "version": 1,
        "revision": 0,
        "createdAt": SINCE,
        "updatedAt": SINCE,
        "title": template.title,
        "description": template.description,
        "department": template.department,
        "builtIn": True,
        "templateResults": [_result(result) for result in template.results],
        "templateInitiatives": list(template.initiatives),
        "helps": list(template.helps),
        "effect": template.effect,
    }


TEMPLATE = EntityMapping(
    "Template",
    {
        **entity.BARE,
        **stored_fields(Template),
        "builtIn": Value("false"),
        "templateResults": Results(),
    },
    there=entity.NOT_ENDED,
    shipped=_of_library,
)
