"""What is asked of mutations of findings. Imports pydantic and graph.domain."""

from __future__ import annotations

from typing import Required

from graph.domain.commands import Command
from graph.domain.documents import Day, FindingKey, Text


class FindingDismiss(Command, total=False):
    """A finding to leave as it is, until a day or for good."""

    key: Required[FindingKey]
    reason: Text | None
    until: Day | None


class FindingRestore(Command, total=False):
    """A finding that is open again."""

    key: Required[FindingKey]
