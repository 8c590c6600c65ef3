"""What is asked of mutations of many cycles, or of a cycle's goals."""

from __future__ import annotations

from typing import Annotated, Any, Required

from pydantic import Field, with_config
from typing_extensions import TypedDict

from graph.domain.documents import Day
from graph.domain.fiscal import FiscalKind


def _command(name: str, hints: dict[str, Any]) -> type:
    """A command one of whose fields is called by a word of Python's."""
    make: Any = TypedDict
    made: type = with_config(extra="forbid")(
        make(name, hints | {"dryRun": bool | None}, total=False)
    )
    return made


CyclesGenerate = _command(
    "CyclesGenerate",
    {
        "from": Required[Day],
        "until": Required[Day],
        "kinds": Required[Annotated[list[FiscalKind], Field(min_length=1)]],
    },
)
"""The periods of the fiscal calendar between two days, as cycles."""
