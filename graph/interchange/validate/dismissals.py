"""Dismissals of findings: each of a finding that there can be, and one of each finding."""

from __future__ import annotations

from collections.abc import Sequence

from graph.domain.errors import InvalidInput
from graph.domain.findings.keys import parsed
from graph.interchange.parse.errors import Mistakes
from graph.model.findings import FindingDismissal


def check_dismissals(dismissals: Sequence[FindingDismissal], mistakes: Mistakes) -> None:
    """Reports keys that no finding can have, and findings that are dismissed twice."""
    known: set[str] = set()
    for index, dismissal in enumerate(dismissals):
        key = dismissal.key
        if key is None:
            continue  # A mistake by itself.
        try:
            parsed(key)
        except InvalidInput as error:
            mistakes.add("findingDismissals", index, ("key",), error.message)
        if key in known:
            message = f"{key} is dismissed more than once."
            mistakes.add("findingDismissals", index, ("key",), message)
        known.add(key)
