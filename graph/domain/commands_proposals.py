"""What is asked of mutations of proposed alignments."""

from __future__ import annotations

from typing import Required

from graph.domain.commands import Existing
from graph.domain.documents import RequiredText, Weight


class AlignmentAccept(Existing, total=False):
    """A proposal becomes an alignment, just so or with another weight."""

    weight: Weight
    counts: bool


class AlignmentDecline(Existing, total=False):
    """A proposal is turned down, and why."""

    reason: Required[RequiredText]
