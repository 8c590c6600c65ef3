"""What is stored beside the texts of a node, so that lists, filters and searches are index reads.

It follows from the texts alone: it is no part of any record of changes, nor of a file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from graph.domain.collation import sort_key
from graph.domain.search_terms import terms
from graph.domain.text import folded, label_key

SEARCHED: Final = ("Objective", "KeyResult", "Kpi", "Team", "Person", "Cycle", "Initiative")
"""The kinds of nodes that lists have by their title or name, and that a search finds."""

SOURCES: Final = frozenset(("title", "name", "labels", "description", "email"))
"""The properties that it follows from."""

TEXT_PROPERTIES: Final = frozenset(
    ("sortKey", "searchTerms", "folded", "foldedDescription", "foldedEmail", "labelKeys")
)
"""`sortKey` orders by title or name, `searchTerms` are indexed, `folded…` are for `contains`, and
`labelKeys` for whole labels."""


def text_properties(kind: str, node: Mapping[str, Any]) -> dict[str, Any]:
    """What follows from the texts of a node; None where it has such a text no more."""
    if kind not in SEARCHED:
        return {}
    labels: Sequence[str] = node.get("labels") or ()
    called: str = node.get("title") or node.get("name") or ""
    key, searched, compared = _of_title(called, tuple(labels))
    follows: dict[str, Any] = {"sortKey": key, "searchTerms": searched, "folded": compared}
    if "labels" in node:
        follows["labelKeys"] = [label_key(label) for label in labels]
    if "email" in node:
        follows["foldedEmail"] = _folded(node["email"])
    if kind == "Objective" and "description" in node:
        follows["foldedDescription"] = _folded(node["description"])
    return follows


@lru_cache(maxsize=1024)
def _of_title(called: str, labels: tuple[str, ...]) -> tuple[str, str, str]:
    # The states of one node come one after the other.
    return sort_key(called), terms((called, *labels)), folded(called)


def _folded(text: str | None) -> str | None:
    return None if text is None else folded(text)
