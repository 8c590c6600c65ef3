"""What a write changes, before anything is sent to the database."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.domain.errors import Conflict
from graph.writes.unit_of_work.changes import Changes
from graph.writes.unit_of_work.loading import Found

AT = "2026-03-02T09:00:00.000000Z"
LATER = "2026-03-03T09:00:00.000000Z"
KEY = "ini_1", "Initiative"


def changes(revision: int = 7) -> Changes:
    """The changes of a write at a revision."""
    made = Changes("org_1")
    made.revision, made.at = revision, AT
    return made


def stored(**properties: Any) -> dict[str, Any]:
    """An initiative as it was written at revision 5."""
    stamps = {"org": "org_1", "createdAt": AT, "updatedAt": AT, "version": 3, "since": 5, "born": 2}
    return {"id": "ini_1", "title": "Ship", "state": "PLANNED", **stamps, **properties}


def test_a_new_node_has_its_stamps_and_is_recorded() -> None:
    made = changes()
    assert made.add("Initiative", {"id": "ini_1", "title": "Ship", "dueOn": None})
    [(block, [row])] = made._pending.take()
    assert (block.action, block.type) == ("create", "Initiative")
    stamps = {"org": "org_1", "createdAt": AT, "updatedAt": AT, "version": 1, "since": 7, "born": 7}
    assert {name: row[name] for name in stamps} == stamps
    assert (row["id"], row["title"], "dueOn" in row) == ("ini_1", "Ship", False)
    recorded = made.record.changes[KEY]
    assert (recorded.kind, recorded.after["title"]) == ("CREATED", "Ship")
    assert recorded.after.keys().isdisjoint(stamps.keys() - {"createdAt"})


def test_making_again_what_is_there_changes_nothing() -> None:
    made = changes()
    made.known.keep(Found("Initiative", stored()))
    assert not made.add("Initiative", {"id": "ini_1", "title": "Ship", "state": "PLANNED"})
    assert made.record.changes == {}
    with pytest.raises(Conflict):
        made.add("Initiative", {"id": "ini_1", "title": "Ship", "state": "DONE"})
    assert made.add("Initiative", {"id": "ini_2", "title": "Ship"})


def test_an_id_that_has_ended_is_taken() -> None:
    made = changes()
    made.ended.add("ini_1")
    with pytest.raises(Conflict):
        made.add("Initiative", {"id": "ini_1", "title": "Ship"})


def test_people_raise_the_version_and_what_follows_does_not() -> None:
    made, node = changes(), stored()
    made.at = LATER
    assert not made.change("Initiative", node, {"state": "PLANNED"})
    assert made.derive("Initiative", node, {"state": "DONE"})
    assert (node["version"], node["updatedAt"], node["since"]) == (3, AT, 7)
    assert made.record.changes[KEY].kind == "ROLLED_UP"
    assert made.change("Initiative", node, {"state": "IN_PROGRESS"})
    assert (node["version"], node["updatedAt"]) == (4, LATER)
    recorded = made.record.changes[KEY]
    assert (recorded.kind, recorded.before, recorded.after) == (
        "UPDATED",
        {"state": "PLANNED"},
        {"state": "IN_PROGRESS"},
    )


def test_a_node_that_is_made_and_ends_was_never_there() -> None:
    made = changes()
    made.add("Initiative", {"id": "ini_1", "title": "Ship"})
    made.end("Initiative", made._pending.take()[0][1][0])
    assert made.record.changes == {}


_STATES = st.sampled_from(["PLANNED", "IN_PROGRESS", "DONE"])
_OWNERS = st.sampled_from([None, "psn_1", "psn_2"])


@given(st.lists(st.fixed_dictionaries({}, optional={"state": _STATES, "ownerId": _OWNERS})))
def test_many_changes_are_recorded_as_one_from_the_first_state_to_the_last(
    steps: list[dict[str, Any]],
) -> None:
    made, node = changes(), stored(ownerId="psn_1")
    names = ("state", "ownerId")
    first = {name: node.get(name) for name in names}
    last, version = dict(first), 3
    for step in steps:
        differs = any(last[name] != value for name, value in step.items())
        assert made.change("Initiative", node, step) == differs
        version += differs
        last |= step
    assert {name: node.get(name) for name in names} == last
    assert node["version"] == version
    expected = {name: last[name] for name in names if last[name] != first[name]}
    recorded = made.record.changes.get(KEY)
    assert (recorded.after if recorded else {}) == expected
    assert (recorded.before if recorded else {}) == {name: first[name] for name in expected}
