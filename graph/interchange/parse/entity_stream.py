"""A file in either form becomes entities, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from graph.domain.errors import ImportRejected
from graph.interchange.parse.errors import Mistake, Mistakes, path_text
from graph.interchange.parse.json_text import NotJson, doubled_keys, parse

KEYS: Final = {
    "organization": "organization",
    "team": "teams",
    "person": "people",
    "cycle": "cycles",
    "kpi": "kpis",
    "objective": "objectives",
    "initiative": "initiatives",
    "report": "reports",
    "comment": "comments",
    "findingDismissal": "findingDismissals",
    "template": "templates",
}
"""The `type` of a JSONL line, and the document's key that holds such entities."""

EXPORT: Final = "export"
COMPLETE: Final = "complete"
"""The `type` of the first line of an export over HTTP, and of the last one of one that is whole."""

DOUBLED: Final = "This key is there more than once."

# A byte order mark, which some editors put before UTF-8.
_MARK: Final = b"\xef\xbb\xbf"

# What an export says beside the entities themselves, and an import works out anew.
_DERIVED: Final = "derived"

# A key of the document, and one entity under it.
Entity = tuple[str, Any]


def read_file(path: Path, mistakes: Mistakes) -> Iterator[Entity]:
    """The entities of a file: JSONL when its first line is an object by itself with a `type`,
    else one JSON document. Raises OSError when it cannot be read, and ImportRejected when it is no
    document: nothing else can be said of it then."""
    with path.open("rb") as file:
        first = _next_line(file)
    try:
        head = parse(first)
    except NotJson:
        head = None
    if isinstance(head, dict) and "type" in head:
        return read_lines(path, mistakes)
    del head, first
    text = path.read_bytes().removeprefix(_MARK)
    # Before it is parsed: a large file is not held in three forms at once.
    for doubled in doubled_keys(text):
        mistakes.at(path_text(doubled), DOUBLED)
    try:
        document = parse(text)
    except NotJson as wrong:
        place = f"line {wrong.line}, column {wrong.column}"
        raise ImportRejected([Mistake(place, wrong.message)]) from None
    if not isinstance(document, dict):
        raise ImportRejected([Mistake("file", "The document has to be a JSON object.")])
    return read_document(document, mistakes)


def read_document(document: dict[str, Any], mistakes: Mistakes) -> Iterator[Entity]:
    """The entities of one JSON document. The lists in it are emptied on the way: of a large file
    nothing is held twice."""
    lists = [key for key in KEYS.values() if key != "organization"]
    for key in document:
        if key not in KEYS.values():
            mistakes.at(key, f"Unknown key; there are {', '.join(KEYS.values())}.")
    if document.get("organization") is not None:
        yield "organization", document["organization"]
    for key in lists:
        entities = document.get(key)
        if entities is None:
            continue
        if not isinstance(entities, list):
            mistakes.at(key, "This has to be a list.")
            continue
        for index, entity in enumerate(entities):
            entities[index] = None
            yield key, entity


def read_lines(path: Path, mistakes: Mistakes) -> Iterator[Entity]:
    """The entities of a JSONL file, one a line; empty lines are left out.

    One that begins as an export has to be whole.
    """
    lines = mistakes.lines = {key: [] for key in KEYS.values()}
    exported, complete, number = False, False, 0
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            text = line.removeprefix(_MARK) if number == 1 else line
            if not text.strip():
                continue
            try:
                entity = parse(text)
            except NotJson as wrong:
                mistakes.at(f"line {number}, column {wrong.column}", wrong.message)
                continue
            for doubled in doubled_keys(text):
                mistakes.at(f"line {number}: {path_text(doubled)}", DOUBLED)
            kind = entity.pop("type", None) if isinstance(entity, dict) else None
            if kind == EXPORT and number == 1:
                exported = True
                continue
            if exported and kind == COMPLETE:
                complete = entity.get("entities") == sum(map(len, lines.values()))
                continue
            if exported:
                _underive(entity)
            if not isinstance(kind, str) or kind not in KEYS:
                mistakes.at(
                    f"line {number}",
                    f'A line is a JSON object with a "type": one of {", ".join(KEYS)}.',
                )
                continue
            lines[KEYS[kind]].append(number)
            yield KEYS[kind], entity
    if exported and not complete:
        mistakes.at(f"line {number}", "The export was cut off; make it again.")


def _underive(entity: Any) -> None:
    """Takes away what an export derived, of the entity and of all that is nested in it."""
    if isinstance(entity, dict):
        entity.pop(_DERIVED, None)
        for value in entity.values():
            if isinstance(value, list):
                for one in value:
                    _underive(one)


def _next_line(file: Any) -> bytes:
    """The first line with something on it, without a byte order mark."""
    for line in file:
        text: bytes = line.removeprefix(_MARK).strip()
        if text:
            return text
    return b""
