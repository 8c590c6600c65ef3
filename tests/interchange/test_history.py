"""The history that an import builds: what was at a moment is what importing what was known then
would have made."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import datetime
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.database.client import Database
from graph.domain.calendar import from_ms, time_text
from graph.interchange import import_document
from graph.interchange.history.derive import Derived, derive
from graph.interchange.parse.entities import Document, load
from graph.interchange.parse.entity_stream import read_document
from graph.interchange.parse.errors import Mistakes
from graph.interchange.validate.references import name_all
from tests.interchange.dated import NOW, Slowly, dated_company
from tests.interchange.stored import FOREVER, everything_of

STAMPS = {"org", "since", "born", "until", "createdAt", "updatedAt", "version", "of"}
# Places among the key results of an objective are those in the file, from the beginning; and the
# record names a KPI's value and target by ids that differ from import to import.
UNLIKE = STAMPS | {"position", "latest", "target"}
# Numbers that are chosen to be simple make companies in which hardly anything happens.
SEEDS = st.integers(0, 2**64)
PRESENT = {
    "WAS_LAST_CHECK_IN": "LAST_CHECK_IN",
    "WAS_LATEST_VALUE": "LATEST_VALUE",
    "WAS_STANDING_TARGET": "STANDING_TARGET",
}


def derived_of(document: dict[str, Any], now: datetime) -> tuple[Document, Derived]:
    """A document in its stored form, and what follows from it."""
    mistakes = Mistakes()
    loaded = load(read_document(deepcopy(document), mistakes), mistakes)
    names = name_all(loaded, mistakes)
    assert not mistakes.found
    return loaded, derive(loaded, names, now)


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_everything_begins_and_happens_when_it_should(seed: int) -> None:
    slowly = Slowly(dated_company(Random(seed)))
    loaded, derived = derived_of(slowly.document, NOW)
    history = derived.history
    assert {from_ms(ms) for ms in history.moments[:-1]} == slowly.moments()
    assert from_ms(history.moments[-1]) == NOW
    for identifier, began in slowly.began.items():
        assert from_ms(history.moments[history.born_at(identifier) - 1]) == began, identifier
    named = {
        one.id
        for key in ("teams", "people", "cycles", "kpis", "objectives", "initiatives")
        for one in getattr(loaded, key)
    }
    assert {one for one in named if history.born_at(one) == history.last} == named - {*slowly.began}


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_what_was_follows_from_what_was_known(seed: int) -> None:
    slowly = Slowly(dated_company(Random(seed)))
    loaded, derived = derived_of(slowly.document, NOW)
    history = derived.history
    for revision, ms in enumerate(history.moments[:-1], start=1):
        _, then = derived_of(slowly.cut(from_ms(ms)), from_ms(ms))
        for objective in loaded.objectives:
            if history.born_at(objective.id) > revision:
                assert objective.id not in then.outcomes
                continue
            assert objective.id is not None
            now = derived.outcomes[objective.id], objective.lifecycle == "CLOSED"
            was, _ = state_at(history.courses.get(objective.id), revision, now)
            assert was == then.outcomes[objective.id]
            for result in objective.keyResults:
                assert result.id is not None
                if history.born_at(result.id) <= revision:
                    present = derived.key_results[result.id]
                    state = state_at(history.courses.get(result.id), revision, present)
                    assert state == then.key_results[result.id]
        for kpi in loaded.kpis:
            assert kpi.id is not None
            if history.born_at(kpi.id) <= revision:
                state = state_at(history.courses.get(kpi.id), revision, derived.kpis[kpi.id])
                assert state.status == then.kpis[kpi.id].status


def state_at(course: Any, revision: int, present: Any) -> Any:
    """What a course says of a revision; without one, it has always been like that."""
    states = [state for since, state in course or [] if since <= revision]
    return states[-1] if states else present


@pytest.mark.parametrize("seed", range(6))
async def test_what_is_stored_of_the_past(
    database: Database, organization_id: str, seed: int
) -> None:
    random = Random(seed)
    slowly = Slowly(dated_company(random))
    await import_document(database, slowly.document, organization=organization_id, now=NOW)
    nodes, relationships = await everything_of(database, organization_id)
    revisions = sorted(node["number"] for label, node in nodes if label == "Revision")
    moments = sorted(slowly.moments())
    assert revisions == list(range(1, len(moments) + 2))
    at = {node["number"]: node["at"] for label, node in nodes if label == "Revision"}
    assert [at[number] for number in revisions] == [time_text(one) for one in (*moments, NOW)]
    some = random.sample(revisions[:-1], min(3, len(moments)))
    for revision in some:
        other = f"{organization_id}-{revision}"
        moment = moments[revision - 1]
        await import_document(database, slowly.cut(moment), organization=other, now=moment)
        then = await everything_of(database, other)
        assert as_of(nodes, relationships, revision) == as_of(*then, revisions[-1])
        assert replayed(nodes, revision) == replayed(then[0], revisions[-1])


@pytest.mark.parametrize("seed", range(3))
async def test_states_follow_one_another_without_a_gap(
    database: Database, organization_id: str, seed: int
) -> None:
    document = dated_company(Random(100 + seed))
    await import_document(database, document, organization=organization_id, now=NOW)
    nodes, _ = await everything_of(database, organization_id)
    spans: dict[str, list[tuple[int, int, int]]] = {}
    for label, node in nodes:
        if "since" in node and label != "Organization":
            identifier = node.get("of") or node["id"]
            span = node["since"], node.get("until", FOREVER), node["born"]
            spans.setdefault(identifier, []).append(span)
    for each in spans.values():
        each.sort()
        assert each[0][0] == each[0][2]
        assert each[-1][1] == FOREVER
        for before, after in pairwise(each):
            assert (before[1], before[2]) == (after[0], after[2])


def as_of(nodes: Any, relationships: Any, revision: int) -> Any:
    """What stood there at a revision, without stamps; ids that were made up are replaced."""
    there = {}
    for label, node in nodes:
        if "since" in node and node["since"] <= revision < node.get("until", FOREVER):
            if label == "Organization":
                continue
            identifier = node.get("of") or node["id"]
            there[identifier] = label.removesuffix("Version"), node
    names = {identifier: _name(identifier, *one) for identifier, one in there.items()}
    found = {
        names[identifier]: (
            label,
            {k: v for k, v in node.items() if k not in UNLIKE and k != "id"},
        )
        for identifier, (label, node) in there.items()
    }
    ends = []
    for kind, start, end, properties in relationships:
        if not properties["since"] <= revision < properties["until"]:
            continue
        # Without a value, it is the target of the day of the write.
        if kind.endswith("STANDING_TARGET") and there[start][1]["statuses"] == ["NO_DATA"]:
            continue
        kept = {k: v for k, v in properties.items() if k not in STAMPS}
        row = [PRESENT.get(kind, kind), names[start], names[end], kept]
        ends.append(json.dumps(row, sort_keys=True))
    return found, sorted(ends)


def replayed(nodes: Any, revision: int) -> Any:
    """Everything's fields as the record of changes has them by a revision."""
    changes = [node for label, node in nodes if label == "Change" and node["revision"] <= revision]
    changes.sort(key=lambda one: (one["revision"], one["sequence"]))
    for number in {one["revision"] for one in changes}:
        own = [one["sequence"] for one in changes if one["revision"] == number]
        assert own == list(range(len(own)))
    found: dict[str, dict[str, Any]] = {}
    kinds: dict[str, str] = {}
    for one in changes:
        before, after = json.loads(one["before"]), json.loads(one["after"])
        identifier = one["nodeId"]
        assert (one["kind"] == "CREATED") == (identifier not in found)
        fields = found.setdefault(identifier, {})
        kinds[identifier] = one["nodeType"]
        # A list that is empty is not told of when something is made.
        told = {name: fields.get(name, [] if before[name] == [] else None) for name in before}
        assert told == before
        assert after
        assert one["kind"] == "CREATED" or before.keys() == after.keys()
        fields.update(after)
        for name in [name for name, value in fields.items() if value is None]:
            del fields[name]
    return {
        _name(identifier, kinds[identifier], fields): {
            k: v for k, v in fields.items() if k not in UNLIKE
        }
        for identifier, fields in found.items()
    }


def _name(identifier: str, label: str, node: dict[str, Any]) -> str:
    """An id, or for what has another one in each import, what it is about."""
    if label == "KpiValue":
        return f"{node['kpiId']} {node['periodStartsAt']}"
    if label == "CheckIn" and node["source"] == "KPI":
        return f"{node['keyResultId']} {node['effectiveAt']}"
    return identifier
