"""Everything that is wrong with a document is said, each with its place."""

from __future__ import annotations

import re
from typing import Any

import pytest

from graph.domain.errors import ImportRejected, InvalidInput
from graph.interchange import import_document
from graph.interchange.parse.errors import Mistake
from tests.interchange.cases import DROP, ELSEWHERE, HERE
from tests.interchange.rich import rich

Document = dict[str, Any]


async def mistakes_of(document: Document) -> list[tuple[str, str]]:
    with pytest.raises(ImportRejected) as rejected:
        await import_document(None, document, dry_run=True)
    assert all(isinstance(mistake, Mistake) for mistake in rejected.value.mistakes)
    return [(mistake.place, mistake.message) for mistake in rejected.value.mistakes]


def changed(path: str, value: Any) -> Document:
    """The rich document with another value at the path, or without the last key of it."""
    document = rich()
    *outer, last = (int(step) if step.isdigit() else step for step in re.findall(r"\w+", path))
    inner: Any = document
    for step in outer:
        inner = inner[step]
    if value is DROP:
        del inner[last]
    else:
        inner[last] = value
    return document


@pytest.mark.parametrize(("path", "value", "message"), HERE)
async def test_a_mistake_is_reported_where_it_is(path: str, value: Any, message: str) -> None:
    assert await mistakes_of(changed(path, value)) == [(path, message)]


@pytest.mark.parametrize(("path", "value", "place", "message"), ELSEWHERE)
async def test_a_mistake_is_reported_where_it_shows(
    path: str, value: Any, place: str, message: str
) -> None:
    assert await mistakes_of(changed(path, value)) == [(place, message)]


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("teams", {}, "This has to be a list."),
        ("people[1]", 7, "This has to be an object."),
        ("objectives[0].keyResults", {}, "This has to be a list."),
    ],
)
async def test_what_cannot_be_read_is_reported_first(path: str, value: Any, message: str) -> None:
    assert (await mistakes_of(changed(path, value)))[0] == (path, message)


async def test_an_archived_key_result_may_not_be_aligned_to_twice_with_its_objective() -> None:
    document = rich()
    document["objectives"][1]["alignsTo"].append({"to": "obj_top"})
    assert [place for place, _ in await mistakes_of(document)] == ["objectives[1].alignsTo[2].to"]


async def test_all_mistakes_are_found_at_once() -> None:
    document = rich()
    document["objectives"][0]["keyResults"][0]["metric"]["start"] = "20"
    document["objectives"][0]["keyResults"][0]["measuredBy"] = "kpi_none"
    document["objectives"][0]["keyResults"][2]["metric"] = {"goal": "AT_LEAST"}
    document["objectives"][0]["owner"] = None
    document["objectives"][2]["owner"] = "team_none"
    document["objectives"][2]["lead"] = 4
    document["objectives"][1]["alignsTo"][0]["to"] = "obj_below"
    document["people"][1]["teams"][0] = 17
    document["people"][1]["manager"] = "psn_doer"
    document["cycles"][0]["startsOn"] = "soon"
    document["kpis"][0]["targets"][0]["period"]["startsOn"] = "soon"
    document["kpis"][0]["targets"][1]["value"] = None
    assert [place for place, _ in await mistakes_of(document)] == [
        "people[1].teams[0]",
        "cycles[0].startsOn",
        "kpis[0].targets[0].period.startsOn",
        "objectives[0].owner",
        "objectives[0].keyResults[0].metric.start",
        "objectives[2].lead",
        "objectives[0].keyResults[0].measuredBy",
        "objectives[2].owner",
        "people[1].manager",
        "objectives[1].alignsTo[0].to",
        "kpis[0].targets[1].value",
        "objectives[0].keyResults[2].metric.target",
    ]


@pytest.mark.parametrize(
    "value", [None, 7, "x", [], {}, [None], [7], [{}], {"id": {}}, [{"id": []}], [[[]]], True]
)
async def test_nothing_in_any_place_breaks_the_checks(value: Any) -> None:
    """Whatever stands anywhere is accepted or reported, and never an error of another kind."""

    def paths(inner: Any, at: str) -> list[str]:
        items = inner.items() if isinstance(inner, dict) else enumerate(inner)
        found = []
        for key, each in items:
            found.append(f"{at}.{key}")
            if isinstance(each, dict | list):
                found += paths(each, f"{at}.{key}")
        return found

    for path in paths(rich(), ""):
        rejected: ImportRejected | None = None
        try:
            await import_document(None, changed(path, value), dry_run=True)
        except ImportRejected as error:
            rejected = error
        assert rejected is None or rejected.mistakes


async def test_an_organization_id_that_is_none() -> None:
    with pytest.raises(InvalidInput):
        await import_document(None, rich(), organization="rich", dry_run=True)


async def test_the_callers_document_is_left_as_it_is() -> None:
    document = rich()
    await import_document(None, document, dry_run=True)
    assert document == rich()
