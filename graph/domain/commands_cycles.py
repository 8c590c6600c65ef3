"""What is asked of mutations of many cycles, or of a cycle's goals."""

from __future__ import annotations

from typing import Annotated, Any, Final, Required

from pydantic import Field, with_config
from typing_extensions import TypedDict

from graph.domain.documents import Day, Flag, Ref
from graph.domain.fiscal import FiscalKind


def _made(name: str, hints: dict[str, Any]) -> type:
    """A dictionary one of whose keys is a word of Python's."""
    make: Any = TypedDict
    made: type = with_config(extra="forbid")(make(name, hints, total=False))
    return made


_TRIED: Final[dict[str, Any]] = {"dryRun": bool | None}
_SCOPE: Final[Any] = _made(
    "Scope", {"in": Required[list[Ref]], "includeSubTeams": Flag, "includePeople": Flag}
)

CyclesGenerate = _made(
    "CyclesGenerate",
    {
        **_TRIED,
        "from": Required[Day],
        "until": Required[Day],
        "kinds": Required[Annotated[list[FiscalKind], Field(min_length=1)]],
    },
)
"""The periods of the fiscal calendar between two days, as cycles."""

CycleRollover = _made(
    "CycleRollover",
    {
        **_TRIED,
        "from": Required[Ref],
        "to": Required[Ref],
        "objectives": list[Ref] | None,
        "team": _SCOPE | None,
        "weights": Flag | None,
        "closeOld": Flag | None,
    },
)
"""Goals of one cycle that go on in another; weights are kept unless `weights` is false."""
