"""What a write has changed, node by node, as its change record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import orjson

from graph.domain.plan_changes import changes_plan
from graph.domain.text_properties import TEXT_PROPERTIES

ChangeKind = Literal["CREATED", "UPDATED", "ENDED", "ROLLED_UP", "SIGHT"]

Key = tuple[str, str]
"""An id, and the type: an alignment has the id of the proposal that it comes from."""

# What says one thing in two properties is recorded as a whole.
_PAIRS: Final = (
    ("healths", "healthSince"),
    ("statuses", "statusSince"),
    ("linkTitles", "linkUrls"),
)
PARTNERS: Final[Mapping[str, str]] = dict([*_PAIRS, *((b, a) for a, b in _PAIRS)])

# They follow from the change itself, and say nothing about it.
STAMPS: Final = TEXT_PROPERTIES.union(
    ("id", "org", "since", "born", "until", "version", "updatedAt")
)


@dataclass(slots=True)
class Changed:
    """One node or link: the fields that changed, as they were and as they are."""

    kind: ChangeKind
    node_type: str
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)


class Record:
    """The changes of one write, in the order in which they began."""

    def __init__(self) -> None:
        self._changes: dict[Key, Changed] = {}
        self._followers: dict[Key, None] = {}

    def add(
        self,
        identifier: str,
        kind: ChangeKind,
        node_type: str,
        before: Mapping[str, Any],
        after: Mapping[str, Any],
    ) -> None:
        """Notes a change; what is changed twice is one change from the first state to the last."""
        key = identifier, node_type
        one = self._changes.setdefault(key, Changed(kind, node_type))
        if kind == "ENDED" and one.kind == "CREATED":
            del self._changes[key]  # It was never there for anybody.
            return
        if kind in ("UPDATED", "ENDED") and one.kind != "CREATED":
            one.kind = kind
        if kind == "CREATED" and one.kind == "ENDED":
            one.kind = "UPDATED"  # It was taken away and put back elsewhere.
        for name, value in before.items():
            if name not in STAMPS:
                one.before.setdefault(name, value)
        for name, value in after.items():
            if name not in STAMPS:
                one.after[name] = value
                one.before.setdefault(name, None)
        for name in [n for n in one.after if _same(one, n) and _same(one, PARTNERS.get(n, n))]:
            if one.kind != "CREATED":
                del one.after[name], one.before[name]
        if not one.before and not one.after and one.kind in ("UPDATED", "ROLLED_UP"):
            del self._changes[key]

    @property
    def changes(self) -> Mapping[Key, Changed]:
        """By the id and type of what changed; empty when nothing did."""
        return self._changes

    @property
    def created(self) -> set[str]:
        """The ids of what is new."""
        return {one for (one, _), change in self._changes.items() if change.kind == "CREATED"}

    @property
    def changes_plan(self) -> bool:
        """Whether influence or lineage may be other than they were, or who sees which goal."""
        return any(
            changes_plan(node_type, change.after, comes_or_goes=change.kind in ("CREATED", "ENDED"))
            for (_, node_type), change in self._changes.items()
        )

    def follow(self, node_type: str, identifiers: Iterable[str]) -> None:
        """Notes what comes into sight or goes out of it with something that changed, where it has
        not changed itself."""
        keys = ((one, node_type) for one in identifiers)
        self._followers.update((key, None) for key in keys if key not in self._changes)

    def progress(self) -> Iterable[tuple[str, float | None, float | None]]:
        """The objectives and key results whose progress changed: id, before and after."""
        for (identifier, _), one in self._changes.items():
            if "progress" in one.after and one.before["progress"] != one.after["progress"]:
                yield identifier, one.before["progress"], one.after["progress"]

    def rows(self, org: str, revision: int) -> list[dict[str, Any]]:
        """The properties of the Change nodes (`docs/model.md`)."""
        followers = ((one, Changed("SIGHT", kind)) for one, kind in self._followers)
        changes = [*((one, change) for (one, _), change in self._changes.items()), *followers]
        return [
            change_row(org, revision, sequence, identifier, change)
            for sequence, (identifier, change) in enumerate(changes)
        ]


def _same(one: Changed, name: str) -> bool:
    return one.before.get(name) == one.after.get(name)


def change_row(
    org: str, revision: int, sequence: int, identifier: str, one: Changed
) -> dict[str, Any]:
    """The properties of one Change node."""
    return {
        "org": org,
        "revision": revision,
        "sequence": sequence,
        "nodeId": identifier,
        "nodeType": one.node_type,
        "kind": one.kind,
        "before": _json({} if one.kind == "CREATED" else one.before),
        "after": _json(one.after),
    }


def _json(fields: Mapping[str, Any]) -> str:
    return orjson.dumps(fields).decode()
