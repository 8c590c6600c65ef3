"""Thousands of mistakes in one place are all told, in a time that is linear in the file.

Where looking for one looks through all others, each of these takes minutes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from graph.domain.errors import ImportRejected
from graph.interchange import import_document, import_file
from graph.interchange.parse.errors import Mistake

MANY = 30_000
Document = dict[str, Any]


def small(**more: Any) -> Document:
    return {
        "organization": {"id": "org_small", "name": "Small"},
        "teams": [{"id": "team_small", "name": "Small", "kind": "COMPANY"}],
        **more,
    }


def goal(result: Document) -> Document:
    return {"title": "Goal", "owner": "team_small", "keyResults": [result]}


def result(**more: Any) -> Document:
    return {"title": "Result", "metric": {"goal": "DONE"}, **more}


async def mistakes_of(document: Document) -> list[Mistake]:
    with pytest.raises(ImportRejected) as rejected:
        await import_document(None, document, dry_run=True)
    return rejected.value.mistakes


async def test_keys_that_one_object_has_twice(tmp_path: Path) -> None:
    twice = ", ".join(f'"x{number}": 1, "x{number}": 2' for number in range(MANY))
    path = tmp_path / "file.json"
    path.write_text(json.dumps(small()).replace('"kind"', f'{twice}, "kind"'), encoding="utf-8")
    with pytest.raises(ImportRejected) as rejected:
        await import_file(None, path, dry_run=True)
    found = rejected.value.mistakes
    doubled = [it.place for it in found if it.message == "This key is there more than once."]
    assert doubled == [f"teams[0].x{number}" for number in range(MANY)]
    # None of them is known, either.
    assert len(found) == 2 * MANY


async def test_check_ins_of_one_key_result_without_a_time() -> None:
    reports = [{"effectiveAt": "soon", "value": 1} for _ in range(MANY)]
    found = await mistakes_of(small(objectives=[goal(result(checkIns=reports))]))
    inside = "objectives[0].keyResults[0].checkIns"
    assert [it.place for it in found] == [f"{inside}[{n}].effectiveAt" for n in range(MANY)]


async def test_check_ins_of_one_key_result_that_supersede_each_other() -> None:
    reports = [
        {
            "id": f"chk_{number}",
            "effectiveAt": "2026-01-01T00:00:00Z",
            "value": 1,
            "supersedes": f"chk_{number ^ 1}",
        }
        for number in range(MANY)
    ]
    found = await mistakes_of(small(objectives=[goal(result(checkIns=reports))]))
    inside = "objectives[0].keyResults[0].checkIns"
    assert {it.place for it in found} == {f"{inside}[{n}].supersedes" for n in range(0, MANY, 2)}


async def test_people_with_one_name_each_twice() -> None:
    people = [
        {"id": f"psn_{number // 2}", "name": "Two", "email": f"a{number // 2}@small.example"}
        for number in range(2 * MANY)
    ]
    assert len(await mistakes_of(small(people=people))) == 2 * MANY
