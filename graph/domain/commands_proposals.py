"""What is asked of mutations of proposed alignments. Imports pydantic and graph.domain."""

from __future__ import annotations

from typing import Annotated, Required

from pydantic import StringConstraints

from graph.domain.commands import Existing
from graph.domain.documents import Weight


class AlignmentAccept(Existing, total=False):
    """A proposal becomes an alignment, just so or with another weight."""

    weight: Weight
    counts: bool


class AlignmentDecline(Existing, total=False):
    """A proposal is turned down, and why."""

    reason: Required[
        Annotated[
            str, StringConstraints(strict=True, min_length=1, max_length=100_000, pattern=r"\S")
        ]
    ]
