"""Export: an organization as it was at one revision, to be imported or copied.

One page of entities is one statement; a page's entities are in the order of their ids.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from datetime import datetime
from typing import Any, BinaryIO, Final

import orjson

from graph.database.client import Database
from graph.domain.calendar import to_ms
from graph.domain.errors import Contention, NotFound
from graph.domain.viewer import Viewer
from graph.interchange.export.queries import BEGIN, Section, sections
from graph.interchange.export.to_document import Exported
from graph.interchange.parse.entity_stream import COMPLETE, EXPORT, KEYS
from graph.interchange.store.write import Progress
from graph.reads.changes.visibility import SightQuestion, Sights
from graph.reads.execution.run import AccessChanged
from graph.reads.execution.viewers import had_the_same_rights

PAGE_SECONDS: Final = 60.0
_TYPES: Final = {key: type_name for type_name, key in KEYS.items()}


class Export:
    """One export: of everything, or of what a viewer may see. `begin` decides on the revision."""

    def __init__(self, database: Database, org: str, viewer: Viewer | None = None) -> None:
        self._database = database
        self.org = org
        self._viewer = viewer

    async def begin(self) -> None:
        """Raises NotFound without such an organization, and AccessChanged when the viewer's rights
        are no longer what they were when they were looked up."""
        begun = await self._database.read("export.begin", BEGIN, {"org": self.org})
        if begun is None:
            raise NotFound(f"There is no organization {self.org}.")
        self.revision: int = begun["revision"]
        self.organization = begun["node"]
        self._access: int = begun["access"]
        if self._viewer is not None and self._access != self._viewer.access_revision:
            raise AccessChanged

    async def pages(self, progress: Progress | None = None) -> AsyncIterator[tuple[str, list[Any]]]:
        """What was read of each list, page by page, with the document's key it belongs under; the
        organization first. Raises AccessChanged."""
        yield "organization", [{"node": self.organization}]
        everything = self._viewer is None or self._viewer.sees_all
        for section in sections(sees_all=everything):
            done, last = 0, ""
            while True:
                p = {"after": last, "limit": section.page, **self._parameters()}
                access, page, *judged = await self._database.read(
                    f"export.{section.key}", section.statement, p, seconds=PAGE_SECONDS
                )
                await self._check(access)
                yield section.key, self._seen(section, page, judged[0]) if judged else page
                done += len(page)
                if progress is not None:
                    progress(section.key, done, 0)
                if len(page) < section.page:
                    break
                last = page[-1]["node"]["id"]

    def _seen(self, section: Section, page: list[Any], judged: Any) -> list[Any]:
        """Those of a page that the viewer could see."""
        seen, at = Sights(judged), self.revision
        return [
            row
            for row in page
            if seen.see(SightQuestion(section.judged, row["node"]["id"], at, at))
        ]

    def _parameters(self) -> dict[str, Any]:
        viewer = self._viewer
        p: dict[str, Any] = {"org": self.org, "at": self.revision, "all": viewer is None}
        if viewer is not None:
            p |= {
                "mine": viewer.mine,
                "near": viewer.near,
                "led": viewer.led,
                "person": viewer.person,
            }
            p["scope"] = viewer.scope.upper()
        return p

    async def _check(self, access: int) -> None:
        """Raises AccessChanged when the viewer has other rights since somebody's have changed."""
        if self._viewer is not None and access != self._access:
            if not await had_the_same_rights(self._database, self._viewer, access):
                raise AccessChanged
            self._access = access


async def export_lines(export: Export, now: datetime) -> AsyncGenerator[bytes]:
    """An export that has begun as JSONL, many lines at a time: what it is, an entity a line, and
    that it is complete. Raises Contention when the viewer's access changes meanwhile."""
    exported = Exported(to_ms(now))
    entities = 0
    header = {"type": EXPORT, "organization": export.org, "revision": export.revision}
    yield _line(header)
    try:
        async for key, page in export.pages():
            entities += len(page)
            if page:
                yield b"".join(
                    _line({"type": _TYPES[key], **exported.document_of(key, stored)})
                    for stored in page
                )
    except AccessChanged:
        raise Contention("What you may see has changed meanwhile; begin again.") from None
    yield _line({"type": COMPLETE, "revision": export.revision, "entities": entities})


async def export_file(
    database: Database, org: str, stream: BinaryIO, *, progress: Progress | None = None
) -> None:
    """Writes the organization to a stream as one JSON document, an entity a line, in UTF-8.

    Imported into an empty organization, it gives an equal one. Raises NotFound when there is no
    such organization.
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
    exported = Exported()
    export = Export(database, org)
    await export.begin()
    async for key, page in export.pages(progress):
        for stored in page:
            yield key, exported.document_of(key, stored)


def _line(content: dict[str, Any]) -> bytes:
    return orjson.dumps(content, option=orjson.OPT_APPEND_NEWLINE)
