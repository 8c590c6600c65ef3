"""Export: an organization as a document that can be imported. Imports graph.database, graph.domain.

One page of entities is one statement; a page's entities are in the order of their ids.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, BinaryIO, Final

import orjson

from graph.database.client import Database
from graph.domain.errors import Contention, NotFound
from graph.interchange.exported import SECTIONS, document_of
from graph.interchange.writing import Progress

PAGE_SECONDS: Final = 60.0

_ORGANIZATION: Final = """\
MATCH (o:Organization {org: $p.org, id: $p.org})
RETURN properties(o)"""


async def export_file(
    database: Database, org: str, stream: BinaryIO, *, progress: Progress | None = None
) -> None:
    """Writes the organization to a stream as one JSON document, an entity a line, in UTF-8.

    Imported into an empty organization, it gives an equal one. Raises NotFound when there is no
    such organization, and Contention when it was changed meanwhile: then what was written is not
    one state of it, and is of no use.
    """
    first = True
    key = ""
    async for section, entity in _entities(database, org, progress):
        if section == "organization":
            stream.write(b'{"organization": ' + orjson.dumps(entity))
            continue
        if section != key:
            stream.write((b"" if first else b"\n]") + f',\n"{section}": [\n '.encode())
            first, key = False, section
        else:
            stream.write(b",\n ")
        stream.write(orjson.dumps(entity))
    stream.write(b"}\n" if first else b"\n]}\n")


async def export_document(
    database: Database, org: str, *, progress: Progress | None = None
) -> dict[str, Any]:
    """The same as `export_file` writes, in memory."""
    document: dict[str, Any] = {}
    async for section, entity in _entities(database, org, progress):
        if section == "organization":
            document[section] = entity
        else:
            document.setdefault(section, []).append(entity)
    return document


async def _entities(
    database: Database, org: str, progress: Progress | None
) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """Each entity with the document's key it belongs under, the organization first."""
    organization = await _organization(database, org)
    yield "organization", document_of("organization", organization)
    for section in SECTIONS:
        done, last = 0, ""
        while True:
            page: list[dict[str, Any]] = await database.read(
                f"export.{section.key}",
                section.statement,
                {"org": org, "after": last, "limit": section.page},
                seconds=PAGE_SECONDS,
            )
            for stored in page:
                yield section.key, document_of(section.key, stored)
            done += len(page)
            if progress is not None:
                progress(section.key, done, 0)
            if len(page) < section.page:
                break
            last = page[-1]["node"]["id"]
    if (await _organization(database, org))["node"]["revision"] != organization["node"]["revision"]:
        raise Contention("The organization was changed during the export; try again.")


async def _organization(database: Database, org: str) -> dict[str, Any]:
    properties = await database.read("export.organization", _ORGANIZATION, {"org": org})
    if properties is None:
        raise NotFound(f"There is no organization {org}.")
    return {"node": properties}
