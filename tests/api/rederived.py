"""What is stored, held against what follows when all of it is derived from nothing."""

from __future__ import annotations

import json
import secrets
from datetime import UTC, datetime
from typing import Any

from graph.database.client import Database
from graph.interchange import export_document, import_document
from tests.api.mutation_client import stored

# What an import gives anew, and a change does not.
PLACED = ("org", "since", "born", "until", "position", "revision", "accessRevision", "planRevision")
NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)
FOREVER = 9007199254740991


async def check_derived(database: Database, org: str, now: datetime = NOW) -> None:
    """An import of the export at that moment derives everything anew, and comes to the same."""
    again = f"org_{secrets.token_hex(8)}"
    document = await export_document(database, org)
    await import_document(database, document, organization=again, now=now)
    assert placeless(await stored(database, again)) == placeless(await stored(database, org))


def placeless(everything: tuple[list[Any], list[Any]]) -> tuple[list[Any], list[Any]]:
    """The present, without what says when it came about."""
    nodes, relationships = everything
    kept = [
        (label, {name: value for name, value in node.items() if name not in PLACED})
        for label, node in nodes
        if not label.endswith("Version")
        and label not in ("Revision", "Change", "FormerTitle", "Organization")
        and not node.get("ended")
    ]
    links = [
        (kind, start, end, {n: v for n, v in properties.items() if n not in PLACED})
        for kind, start, end, properties in relationships
        if properties["until"] == FOREVER
    ]
    return sorted(kept, key=_canonical), sorted(links, key=_canonical)


def _canonical(row: Any) -> str:
    return json.dumps(row, sort_keys=True)
