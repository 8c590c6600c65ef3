"""JSON text becomes values, or it is said what is wrong with it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import orjson

from graph.interchange.parse.errors import Path

_NO_NUMBERS = ("NaN", "Infinity")


class NotJson(Exception):
    """What cannot be read: where, counted from 1, and a sentence that says why."""

    def __init__(self, line: int, column: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.column = column
        self.message = message


def parse(text: bytes) -> Any:
    """The value that JSON in UTF-8 stands for. Raises NotJson."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise _not_json(text, error) from None


def doubled_keys(text: bytes) -> list[Path]:
    """Where an object of this JSON has a key more than once: all but the last would be lost. None
    where it is no JSON, as `parse` says."""
    found = False

    def look(pairs: list[tuple[str, Any]]) -> None:
        nonlocal found
        found = found or len(dict(pairs)) < len(pairs)

    try:
        # Nothing is kept of what is looked through: most files are right, and large.
        json.loads(text, object_pairs_hook=look)
        return list(_doubled((), json.loads(text, object_pairs_hook=_Pairs))) if found else []
    except (ValueError, RecursionError):
        # Nothing that is nested too deep for it is an entity: that is said of the key it is under.
        return []


class _Pairs(list[tuple[str, Any]]):
    """An object, with keys as often as they are there."""


def _doubled(path: Path, value: Any) -> Iterator[Path]:
    if isinstance(value, _Pairs):
        times = Counter(key for key, _ in value)
        yield from ((*path, key) for key, number in times.items() if number > 1)
        for key, inner in value:
            yield from _doubled((*path, key), inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _doubled((*path, number), inner)


def _not_json(text: bytes, error: orjson.JSONDecodeError) -> NotJson:
    try:
        text.decode()
    except UnicodeDecodeError as wrong:
        begins = text.rfind(b"\n", 0, wrong.start) + 1
        return NotJson(
            text.count(b"\n", 0, begins) + 1,
            wrong.start - begins + 1,
            "This is not UTF-8; save the file in that encoding.",
        )
    if not text.strip():
        return NotJson(1, 1, "There is nothing in the file.")
    if error.doc.startswith(_NO_NUMBERS, error.pos):
        message = "JSON has no NaN and no Infinity; give a number, or leave the key out."
    else:
        message = f"This is not JSON: {error.msg}."
    return NotJson(error.lineno, error.colno, message)
