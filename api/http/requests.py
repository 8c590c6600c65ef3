"""What the log and the answers know of one request."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass, field
from typing import Any, cast

from graph.database.spent import Spent
from graph.domain.viewer import Viewer

KEY = "goalgraph.request"
LONGEST_NAME = 100


@dataclass(slots=True)
class RequestRecord:
    """One request as the log tells of it; the endpoint fills in what only it knows."""

    id: str
    operation: str | None = None
    errors: list[str] = field(default_factory=list)
    organization: str | None = None
    viewer: str | None = None
    spent: Spent = field(default_factory=Spent)

    def asked_by(self, viewer: Viewer) -> None:
        """Notes who asks: a person by their id, a service by its name."""
        self.organization = viewer.org
        self.viewer = viewer.person or f"service {viewer.name}"[:LONGEST_NAME]

    def named(self, operation: str | None) -> None:
        """Notes the operation's name, cut to 100 characters."""
        self.operation = None if operation is None else operation[:LONGEST_NAME]


def record_of(scope: MutableMapping[str, Any]) -> RequestRecord:
    """The record that `api.http.request_id` began for this request."""
    return cast(RequestRecord, scope[KEY])
