"""Who is asking, and what that lets them see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Scope = Literal["read", "write", "admin"]


@dataclass(frozen=True, slots=True)
class Viewer:
    """One asker of one organization, as of `access_revision` (`docs/model.md`, "Who sees what").

    `sees_all` is true for OWNER and ADMIN people and for services with the scope `admin`.
    `mine` and `near` are ids of people and teams, and `led` those of the members of the teams that
    they lead; all are empty for a service.
    """

    org: str
    person: str | None
    name: str
    scope: Scope
    role: str | None
    sees_all: bool
    mine: tuple[str, ...]
    near: tuple[str, ...]
    access_revision: int
    led: tuple[str, ...] = ()
