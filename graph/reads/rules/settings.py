"""`Organization.rules` and `alignmentWeights`: what is stored, and the defaults for the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from graph.domain.alignment.measures import weights_of
from graph.domain.findings.settings import settings_of
from graph.reads.compile.compiler import Compiler
from graph.reads.compile.selection import Field
from graph.reads.rules.fetch import NOTHING

if TYPE_CHECKING:
    from graph.reads.execution.run import Run

Rows = Callable[[list[str] | None], list[dict[str, Any]]]


def _rules(stored: list[str] | None) -> list[dict[str, Any]]:
    return [setting._asdict() for setting in settings_of(stored).values()]


def _weights(stored: list[str] | None) -> list[dict[str, Any]]:
    weights = weights_of(stored).items()
    return [{"measure": kind, "weight": weight} for kind, weight in weights]


_ROWS: Final[Mapping[str, tuple[str, Rows]]] = {
    "rules": ("RuleSetting", _rules),
    "alignmentWeights": ("MeasureWeight", _weights),
}


class SettingsRule:
    """One selected list of settings."""

    fetch = NOTHING

    def __init__(self, c: Compiler, selected: Field, this: str | None) -> None:
        self._selected = selected
        self._plan = c.another().plan("organization.settings", "", f"g.{selected.name}")

    async def resolve(self, run: Run, ids: list[Any]) -> Mapping[Any, Any]:
        """The list, by the organization's id."""
        type_name, rows = _ROWS[self._selected.name]
        stored = await run.fetch(self._plan)
        members = self._selected.only()
        built = [
            {m.key: type_name if m.name == "__typename" else row[m.name] for m in members}
            for row in rows(stored)
        ]
        return dict.fromkeys(ids, built)
