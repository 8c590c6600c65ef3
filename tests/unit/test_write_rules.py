"""Checks of commands and of what is stored, which need no graph."""

from __future__ import annotations

from typing import Any

import pytest

from graph.domain.errors import GoalgraphError, InvalidInput, WriteRefused
from graph.writes.execution.batch import MOST_OPERATIONS, calls_of
from graph.writes.mutations.mutation import check_not_archived, check_open
from graph.writes.rules import validation
from graph.writes.rules.reference_lists import LEADS, TEAMS, given_list, statement
from graph.writes.unit_of_work.loading import Found

PERCENT = {"measureKind": "PERCENT"}
EURO = {"measureKind": "CURRENCY", "measureCurrency": "EUR", "measurePrecision": 2}
DOLLAR = {"measureKind": "CURRENCY", "measureCurrency": "USD"}


def told(problems: Any) -> list[tuple[str, list[str]]]:
    """The codes and paths of what is wrong."""
    return [(problem.code, problem.data["path"]) for problem in problems]


def refused(name: str, given: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """The codes and paths of what is wrong with a command by itself."""
    with pytest.raises(WriteRefused) as raised:
        calls_of(name, given)
    return told(raised.value.problems)


def test_a_command_is_told_all_that_is_wrong_with_it() -> None:
    given = {"title": " ", "target": "obj_1", "state": "LOST", "colour": "red"}
    assert sorted(refused("initiativeCreate", given)) == [
        ("INVALID_INPUT", ["colour"]),
        ("INVALID_INPUT", ["state"]),
        ("INVALID_INPUT", ["title"]),
    ]


def test_an_id_that_nobody_wishes_is_made() -> None:
    [call] = calls_of("initiativeCreate", {"title": "Ship", "target": "obj_1", "id": None})
    assert call.given["id"].startswith("ini_")
    assert (call.new, call.references) == ([], ["obj_1"])
    [call] = calls_of("initiativeCreate", {"title": "Ship", "target": "obj_1", "id": "ini_own"})
    assert call.new == ["ini_own"]


def test_references_are_found_inside_of_lists() -> None:
    values = [{"kpi": "kpi_1", "value": 1}, {"kpi": "kpi_2", "value": 2}]
    [call] = calls_of("kpiRecordValues", {"values": values})
    assert call.references == ["kpi_1", "kpi_2"]


def test_a_batch_says_where_in_it_something_is_wrong() -> None:
    operations = [
        {"initiativeArchive": {"id": "ini_1"}},
        {"initiativeArchive": {"id": None}},
        {"initiativeRestore": {"id": "ini_1", "dryRun": True}},
    ]
    assert refused("batch", {"operations": operations}) == [
        ("INVALID_INPUT", ["operations", "1", "initiativeArchive", "id"]),
        ("INVALID_INPUT", ["operations", "2", "initiativeRestore", "dryRun"]),
    ]


@pytest.mark.parametrize("size", [0, MOST_OPERATIONS + 1])
def test_a_batch_has_a_size(size: int) -> None:
    operations = [{"initiativeArchive": {"id": "ini_1"}}] * size
    assert refused("batch", {"operations": operations}) == [("INVALID_INPUT", ["operations"])]


def test_the_level_of_an_objective_is_its_owners() -> None:
    owners = [
        Found("Person", {"id": "psn_1"}),
        Found("Team", {"id": "team_1", "kind": "COMPANY"}),
        Found("Team", {"id": "team_2", "kind": "DIVISION"}),
    ]
    assert [validation.level_of(owner) for owner in owners] == ["PERSONAL", "COMPANY", "TEAM"]


def test_a_metric_is_refused_where_it_is_none() -> None:
    validation.check_metric({})
    validation.check_metric({"metric": {"goal": "INCREASE", "start": 0, "target": 10}})
    with pytest.raises(WriteRefused) as raised:
        validation.check_metric({"metric": {"goal": "INCREASE", "start": 10, "target": 0}})
    assert {code for code, _ in told(raised.value.problems)} == {"INVALID_INPUT"}
    assert all(path[0] == "metric" for _, path in told(raised.value.problems))


@pytest.mark.parametrize(
    ("measure", "names"),
    [
        ({"kind": "PERCENT"}, []),
        ({"kind": "CURRENCY", "currency": "EUR"}, []),
        ({"kind": "CURRENCY"}, ["currency"]),
    ],
)
def test_a_measure_is_refused_where_it_is_none(measure: dict[str, Any], names: list[str]) -> None:
    problems: list[GoalgraphError] = []
    try:
        validation.check_measure({"measure": measure})
    except WriteRefused as raised:
        problems = raised.problems
    assert told(problems) == [("INVALID_INPUT", ["measure", name]) for name in names]


def test_a_key_result_takes_the_measure_of_its_kpi() -> None:
    plain = {"measureKind": "NUMBER"}
    taken = validation.measure_of_kpi(plain, EURO, ["measuredBy"])
    assert taken == {**EURO, "measureUnit": None}
    assert validation.measure_of_kpi(EURO, EURO, ["measuredBy"]) == {}
    with pytest.raises(InvalidInput) as raised:
        validation.measure_of_kpi(DOLLAR, EURO, ["measuredBy"])
    assert told([raised.value]) == [("INVALID_INPUT", ["measuredBy"])]


def test_a_segment_is_a_part_of_what_is_of_the_same_unit() -> None:
    validation.check_part(EURO, None, ["partOf"])
    validation.check_part({**EURO, "segment": "EMEA"}, EURO, ["partOf"])
    for kpi, whole, path in (
        ({**EURO, "segment": "EMEA"}, None, ["segment"]),
        (DOLLAR, EURO, ["partOf"]),
        (PERCENT, EURO, ["partOf"]),
    ):
        with pytest.raises(InvalidInput) as raised:
            validation.check_part(kpi, whole, ["partOf"])
        assert told([raised.value]) == [("INVALID_INPUT", path)], kpi


@pytest.mark.parametrize(
    ("lifecycle", "state", "node"),
    [("ACTIVE", "ACTIVE", None), ("CLOSED", "ACTIVE", "obj_1"), ("ACTIVE", "CLOSED", "cyc_1")],
)
def test_what_is_closed_is_only_read(lifecycle: str, state: str, node: str | None) -> None:
    goal = {"id": "obj_1", "title": "Grow", "lifecycle": lifecycle}
    cycle = {"id": "cyc_1", "name": "Q1", "state": state}
    refusals = []
    try:
        check_open(goal, cycle, ["id"])
    except GoalgraphError as error:
        refusals = [(error.code, error.data["node"])]
    assert refusals == ([] if node is None else [("READ_ONLY", node)])


def test_what_is_archived_says_how_it_comes_back() -> None:
    check_not_archived(Found("Kpi", {"id": "kpi_1", "name": "MRR", "archived": False}), ["id"])
    for kind, remedy in (("Kpi", "restore it first."), ("KeyResult", "undo that first.")):
        found = Found(kind, {"id": "x_1", "title": "It", "archived": True})
        with pytest.raises(GoalgraphError, match=remedy):
            check_not_archived(found, ["id"])


def test_a_list_is_given_in_order_and_once() -> None:
    assert given_list({"teams": ["team_2", "team_1", "team_2"]}, TEAMS) == ["team_1", "team_2"]
    assert given_list({"teams": None}, TEAMS) == given_list({}, TEAMS) == []
    assert "(n)-[:MEMBER_OF]->(x)" in statement(TEAMS)
    assert "(n)<-[:LEADS]-(x)" in statement(LEADS)
