"""The two forms of a file, and what is none."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from graph.domain.errors import ImportRejected
from graph.interchange import import_document, import_file
from tests.interchange.rich import rich

TYPES = {
    "teams": "team",
    "people": "person",
    "cycles": "cycle",
    "kpis": "kpi",
    "objectives": "objective",
    "initiatives": "initiative",
    "comments": "comment",
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
        "objective, initiative, comment."
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
        ("line 8: email", '"P@x" is already the e-mail address of line 7.'),
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
        (b"", "line 1, column 1", "This is not JSON: "),
        (b'{"organization": {"name": "A"},\n "teams": [}', "line 2, column 12", "This is not JSON"),
        (b'{"organization": {"name": "\xff"}}', "line 1, column ", "This is not JSON"),
        (b'{"organization": {"name": NaN}}', "line 1, column ", "This is not JSON"),
        (b"[]", "file", "The document has to be a JSON object."),
    ],
)
async def test_what_is_no_document(
    tmp_path: Path, content: bytes, place: str, message: str
) -> None:
    mistakes = await in_file(tmp_path, content)
    assert mistakes[0][0].startswith(place)
    assert mistakes[0][1].startswith(message)
