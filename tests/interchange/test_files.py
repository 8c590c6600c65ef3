"""The two forms of a file, and what is none."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import orjson
import pytest

from graph.domain.errors import ImportRejected
from graph.interchange import import_document, import_file
from graph.interchange.parse.entities import Document, load
from graph.interchange.parse.entity_stream import read_document
from graph.interchange.parse.errors import Mistakes
from tests.interchange.rich import rich

TYPES = {
    "teams": "team",
    "people": "person",
    "cycles": "cycle",
    "kpis": "kpi",
    "objectives": "objective",
    "initiatives": "initiative",
    "reports": "report",
    "comments": "comment",
    "findingDismissals": "findingDismissal",
    "templates": "template",
}


async def test_lines_say_the_same_as_a_document(tmp_path: Path) -> None:
    document = rich()
    lines = [{"type": kind, **each} for key, kind in TYPES.items() for each in document[key]]
    lines.insert(5, {"type": "organization", **document["organization"]})
    path = tmp_path / "file"
    path.write_bytes(b"\n".join(orjson.dumps(line) for line in lines))
    from_lines = await import_file(None, path, dry_run=True)
    path.write_bytes(orjson.dumps(document))
    assert await import_file(None, path, dry_run=True) == from_lines
    assert await import_document(None, document, dry_run=True) == from_lines
    assert from_lines.counts["Objective"] == 3


async def in_file(folder: Path, content: bytes) -> list[tuple[str, str]]:
    path = folder / "file"
    path.write_bytes(content)
    with pytest.raises(ImportRejected) as rejected:
        await import_file(None, path, dry_run=True)
    return [(mistake.place, mistake.message) for mistake in rejected.value.mistakes]


async def test_places_in_a_file_of_lines(tmp_path: Path) -> None:
    lines = [
        b'{"type": "team", "id": "team_a", "name": "A", "kind": "COMPANY"}',
        b"",
        b'{"type": "objective", "title": "T", "owner": "team_b", "keyResults": [{"title": "K"}]}',
        b"{",
        b'{"type": "goal"}',
        b"[]",
        b'{"type": "person", "name": "P", "email": "p@x"}',
        b'{"type": "person", "name": "Q", "email": "P@x"}',
    ]
    line = (
        'A line is a JSON object with a "type": one of organization, team, person, cycle, kpi, '
        "objective, initiative, report, comment, findingDismissal, template."
    )
    assert await in_file(tmp_path, b"\n".join(lines)) == [
        ("line 3: keyResults[0].metric", "This key is missing."),
        ("line 4, column 1", "This is not JSON: unexpected end of data."),
        ("line 5", line),
        ("line 6", line),
        ("organization", "This key is missing: a file is about one organization."),
        (
            "line 3: owner",
            'Nothing in the file has the id "team_b"; this has to name a team or person.',
        ),
        ("line 8: email", '"p@x" is already the e-mail address of line 7.'),
    ]


async def test_two_organizations_in_a_file_of_lines(tmp_path: Path) -> None:
    lines = [
        {"type": "organization", "name": "A"},
        {"type": "team", "name": "A", "kind": "COMPANY"},
        {"type": "organization", "name": "B"},
    ]
    content = b"\r\n".join(orjson.dumps(line) for line in lines)
    assert await in_file(tmp_path, b"\xef\xbb\xbf" + content) == [
        ("line 3", "A file is about one organization.")
    ]


@pytest.mark.parametrize(
    ("content", "place", "message"),
    [
        (b"", "line 1, column 1", "There is nothing in the file."),
        (b" \n", "line 1, column 1", "There is nothing in the file."),
        (
            b'{"organization": {"name": "A"},\n "teams": [}',
            "line 2, column 12",
            "This is not JSON: unexpected character, expected a JSON value.",
        ),
        (
            b'{"organization":\n {"name": "\xff"}}',
            "line 2, column 12",
            "This is not UTF-8; save the file in that encoding.",
        ),
        (
            b'{"organization": {"name": NaN}}',
            "line 1, column 27",
            "JSON has no NaN and no Infinity; give a number, or leave the key out.",
        ),
        (
            b'{"organization": {"name": -Infinity}}',
            "line 1, column 28",
            "JSON has no NaN and no Infinity; give a number, or leave the key out.",
        ),
        (b"[]", "file", "The document has to be a JSON object."),
        (b"null", "file", "The document has to be a JSON object."),
    ],
)
async def test_of_what_is_no_document_nothing_else_is_said(
    tmp_path: Path, content: bytes, place: str, message: str
) -> None:
    assert await in_file(tmp_path, content) == [(place, message)]


async def test_what_is_nested_too_deep_for_anything(tmp_path: Path) -> None:
    deep = b'{"a": ' * 1000 + b"1" + b"}" * 1000
    content = b'{"organization": {"name": "A", "x": %s}, "teams": [%s]}' % (deep, deep)
    assert await in_file(tmp_path, content) == [
        ("organization.x", "Unknown key."),
        ("teams[0].name", "This key is missing."),
        ("teams[0].a", "Unknown key."),
        ("teams", "One team has to have the kind COMPANY: the root of all others."),
    ]


async def test_a_key_that_is_there_twice(tmp_path: Path) -> None:
    twice = "This key is there more than once."
    content = (
        b'{"organization": {"name": "A", "name": "B"},'
        b' "teams": [{"name": "A", "kind": "COMPANY"}], "objectives": [],'
        b' "objectives": [{"title": "T", "owner": "team_a", "title": "U"}]}'
    )
    assert await in_file(tmp_path, content) == [
        ("objectives", twice),
        ("organization.name", twice),
        ("objectives[0].title", twice),
        (
            "objectives[0].owner",
            'Nothing in the file has the id "team_a"; this has to name a team or person.',
        ),
    ]
    lines = [
        b'{"type": "organization", "name": "A"}',
        b'{"type": "team", "name": "A", "kind": "COMPANY", "leads": [], "leads": []}',
    ]
    assert await in_file(tmp_path, b"\n".join(lines)) == [("line 2: leads", twice)]


def loaded(document: dict[str, Any], mistakes: Mistakes) -> Document:
    return load(read_document(document, mistakes), mistakes)


def with_nulls(entity: Any, raw: Any) -> Any:
    """What a file says of an entity, and null for every other key that it could have."""
    if dataclasses.is_dataclass(entity):
        names = [each.name for each in dataclasses.fields(entity)]
        return {name: with_nulls(getattr(entity, name), raw.get(name)) for name in names}
    if isinstance(entity, list | tuple) and raw is not None:
        return [with_nulls(*pair) for pair in zip(entity, raw, strict=True)]
    return raw


def test_null_is_the_same_as_leaving_a_key_out() -> None:
    mistakes = Mistakes()
    plain = loaded(rich(), mistakes)
    filled = with_nulls(plain, rich())
    assert filled["objectives"][0]["keyResults"][1]["checkIns"] is None
    assert loaded(filled, mistakes) == plain
    assert mistakes.found == []
    assert loaded(dict.fromkeys(filled), mistakes) == Document()
    assert [str(mistake) for mistake in mistakes.found] == [
        "organization: This key is missing: a file is about one organization."
    ]
