"""Templates of a file: their ids are not the library's, and their key results could be made.

Imports graph.domain.
"""

from __future__ import annotations

from graph.domain.metrics import Metric, metric_mistakes
from graph.domain.templates.template import BUILT_IN, is_built_in
from graph.domain.units import unit_mistakes
from graph.interchange.parse.entities import Document
from graph.interchange.parse.errors import Mistakes, Path
from graph.interchange.validate.measures import unit_of


def check_templates(document: Document, mistakes: Mistakes) -> None:
    """Reports what is wrong with templates."""
    for index, template in enumerate(document.templates):
        if template.id is not None and is_built_in(template.id):
            mistakes.add(
                "templates",
                index,
                ("id",),
                f"Ids that begin with {BUILT_IN} are the library's own.",
            )
        for number, result in enumerate(template.templateResults):
            path: Path = ("templateResults", number)
            for name, message in unit_mistakes(unit_of(result.measure)):
                mistakes.add("templates", index, (*path, "measure", name), message)
            # None stands where the goal was a mistake by itself.
            if result.goal is not None:
                numbers = (result.start, result.target, result.lower, result.upper)
                for field, message in metric_mistakes(Metric(result.goal, *numbers)):
                    mistakes.add("templates", index, (*path, field), message)
