"""Every field of every entity says what was imported, and every list holds what belongs in it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from graph.database.client import Database
from graph.domain.collation import sort_key
from tests.api.client import Client
from tests.api.companies import company
from tests.api.random_organization import Document, spread_revisions, varied

ZONE = ZoneInfo("America/New_York")
Entity = dict[str, Any]


@dataclass
class Imported:
    """A document and who sees all of it, and who is one of its people."""

    document: Document
    client: Client
    person: Client
    now: datetime

    @property
    def objectives(self) -> list[Entity]:
        found: list[Entity] = self.document["objectives"]
        return found

    @property
    def results(self) -> list[Entity]:
        return [
            {**result, "objective": goal["id"], "goal": goal}
            for goal in self.objectives
            for result in goal["keyResults"]
        ]

    @property
    def initiatives(self) -> list[Entity]:
        nested = [
            {**one, "target": holder["id"]}
            for holder in [*self.objectives, *self.results]
            for one in holder["initiatives"]
        ]
        return [*self.document["initiatives"], *nested]

    async def by_id(self, type_name: str, entities: Iterable[Entity], fields: str) -> list[Entity]:
        """The nodes of these entities, in their order."""
        ids = [one["id"] for one in entities]
        found: list[Entity] = []
        for start in range(0, len(ids), 100):
            answer = await self.client.ask(
                "query ($ids: [ID!]!) { nodes(ids: $ids) {"
                f" ... on {type_name} {{ {fields} }} }} }}",
                {"ids": ids[start : start + 100]},
            )
            found += answer["nodes"]
        assert None not in found
        return found


@pytest.fixture(scope="module")
async def imported(database: Database, url: str) -> AsyncIterator[Imported]:
    """An organization in which everything varies; somebody with much of their own in it."""
    now = datetime.now(UTC)
    document = varied(Random(7), now)
    async with company(database, url, document, now=now) as loaded:
        await spread_revisions(database, loaded.org)
        person = await loaded.person("p1@varied.example")
        yield Imported(document, await loaded.service(), person, now)


def moment(text: str) -> str:
    """A moment of the document as it is stored; a day begins in the organization's time zone."""
    at = datetime.fromisoformat(text)
    at = at.replace(tzinfo=ZONE) if at.tzinfo is None else at
    return at.astimezone(UTC).isoformat(timespec="milliseconds")


def ref(identity: str | None) -> Entity | None:
    """A reference as it is answered."""
    return None if identity is None else {"id": identity}


def ids(connection: Entity) -> list[str]:
    """The ids of a list, which is there as a whole."""
    found = [node["id"] for node in connection["nodes"]]
    assert connection["totalCount"] == len(found)
    return found


def stamps(entity: Entity) -> Entity:
    """What every entity has."""
    return {
        "id": entity["id"],
        "version": entity["version"],
        "createdAt": moment(entity["createdAt"]),
        "updatedAt": moment(entity["updatedAt"]),
        "revision": 1 + sum(character in "13" for character in entity["id"]),
    }


def in_order(
    entities: Iterable[Entity], key: Callable[[Entity], Any], *, reverse: bool = False
) -> list[str]:
    """Ids by a key, then by id."""
    return [one["id"] for one in sorted(entities, key=lambda e: (key(e), e["id"]), reverse=reverse)]


def title(entity: Entity) -> str:
    return sort_key(entity["title"])


def name(entity: Entity) -> str:
    return sort_key(entity["name"])


def created(entity: Entity) -> str:
    return moment(entity["createdAt"])


def listed(entities: Iterable[Entity]) -> list[Entity]:
    """Without what is archived."""
    return [
        one
        for one in entities
        if not one.get("archived") and one.get("lifecycle", "ACTIVE") != "ARCHIVED"
    ]


STAMPS = "id version createdAt updatedAt revision"
LIST = "(first: 100) { totalCount nodes { id } }"


async def test_organization(imported: Imported) -> None:
    answer = await imported.client.ask("{ organization { name timezone fiscalYearStartMonth } }")
    assert answer == {"organization": imported.document["organization"]}


async def test_objectives(imported: Imported) -> None:
    fields = (
        f"{STAMPS} title description owner {{ __typename id name }} lead {{ id }} cycle {{ id }}"
        " level lifecycle ambition visibility sharedWith { id } labels links { title url }"
        f" contributionStatement progressMode manualProgress keyResults{LIST} initiatives{LIST}"
        f" supports(first: 100) {{ nodes {{ id }} }} alignsTo(first: 100) {{ edges {{ node {{ id }}"
        " alignment { id from { id } to { id } keyResult { id } weight counts rationale } } }"
    )
    teams = {team["id"]: team for team in imported.document["teams"]}
    people = {person["id"]: person for person in imported.document["people"]}
    home = {result["id"]: result for result in imported.results}
    nodes = await imported.by_id("Objective", imported.objectives, fields)
    for goal, node in zip(imported.objectives, nodes, strict=True):
        owner = teams.get(goal["owner"]) or people[goal["owner"]]
        level = "PERSONAL" if owner["id"] in people else "TEAM"
        if owner.get("kind") == "COMPANY":
            level = "COMPANY"
        own = [
            *("title", "description", "lifecycle", "ambition", "visibility", "labels", "links"),
            *("contributionStatement", "progressMode", "manualProgress"),
        ]
        plain = {key: node[key] for key in (*own, *stamps(goal), "level")}
        assert plain == {**{key: goal[key] for key in own}, **stamps(goal), "level": level}
        assert node["owner"] == {
            "__typename": "Person" if owner["id"] in people else "Team",
            "id": owner["id"],
            "name": owner["name"],
        }
        assert (node["lead"], node["cycle"]) == (ref(goal["lead"]), ref(goal["cycle"]))
        assert node["sharedWith"] == [ref(one) for one in sorted(goal["sharedWith"])]
        # Key results stand in their own order.
        assert ids(node["keyResults"]) == [one["id"] for one in listed(goal["keyResults"])]
        work = [one for one in imported.initiatives if one["target"] == goal["id"]]
        assert ids(node["initiatives"]) == in_order(listed(work), title)
        assert {one["id"] for one in node["supports"]["nodes"]} == {
            one["id"] for one in goal["supports"]
        }
        alignments = {}
        for link in goal["alignsTo"]:
            result = home.get(link["to"])
            alignments[link["id"]] = {
                "id": link["id"],
                "from": ref(goal["id"]),
                "to": ref(result["objective"] if result else link["to"]),
                "keyResult": ref(link["to"]) if result else None,
                "weight": link["weight"],
                "counts": link["counts"],
                "rationale": link["rationale"],
            }
        archived = {one["id"] for one in imported.objectives if one["lifecycle"] == "ARCHIVED"}
        shown = {edge["alignment"]["id"]: edge["alignment"] for edge in node["alignsTo"]["edges"]}
        assert shown == {
            key: link for key, link in alignments.items() if link["to"]["id"] not in archived
        }


async def test_proposals(imported: Imported) -> None:
    fields = (
        f"{STAMPS} from {{ id }} to {{ id }} keyResult {{ id }} weight counts rationale"
        " state proposedBy { id } reason decidedBy { id } decidedAt"
    )
    home = {result["id"]: result["objective"] for result in imported.results}
    made = [(goal, one) for goal in imported.objectives for one in goal["proposals"]]
    assert len({proposal["state"] for _, proposal in made}) == 3
    nodes = await imported.by_id("AlignmentProposal", [one for _, one in made], fields)
    for (goal, proposal), node in zip(made, nodes, strict=True):
        to = proposal["to"]
        own = ("weight", "counts", "rationale", "state")
        assert node == {
            **stamps(proposal),
            **{key: proposal[key] for key in own},
            "from": ref(goal["id"]),
            "to": ref(home.get(to, to)),
            "keyResult": ref(to) if to in home else None,
            "proposedBy": ref(proposal["proposedBy"]),
            "decidedBy": ref(proposal.get("decidedBy")),
            **{key: proposal.get(key) for key in ("reason", "decidedAt")},
        }
    # Lists of one goal, each way and both, without those of archived goals.
    archived = {one["id"] for one in imported.objectives if one["lifecycle"] == "ARCHIVED"}
    lists = (
        "incoming: alignmentProposals(direction: INCOMING, state: null, first: 100)"
        " { totalCount nodes { id } }"
        " outgoing: alignmentProposals(direction: OUTGOING, state: null, first: 100)"
        " { totalCount nodes { id } }"
        " both: alignmentProposals(state: null, first: 100) { totalCount nodes { id } }"
        " pending: alignmentProposals(first: 100) { totalCount nodes { id } }"
    )
    shown = await imported.by_id("Objective", imported.objectives, lists)
    for goal, node in zip(imported.objectives, shown, strict=True):
        incoming = [
            one
            for other, one in made
            if home.get(one["to"], one["to"]) == goal["id"] and other["id"] not in archived
        ]
        outgoing = [
            one for one in goal["proposals"] if home.get(one["to"], one["to"]) not in archived
        ]
        both = incoming + outgoing
        pending = [one for one in both if one["state"] == "PENDING"]
        assert ids(node["incoming"]) == in_order(incoming, created)
        assert ids(node["outgoing"]) == in_order(outgoing, created)
        assert ids(node["both"]) == in_order(both, created)
        assert ids(node["pending"]) == in_order(pending, created)


async def test_key_results(imported: Imported) -> None:
    fields = (
        f"{STAMPS} title objective {{ id }} owner {{ id }}"
        " metric { goal start target lower upper }"
        " measure { kind currency unit precision } weight cadenceDays archived measuredBy { id }"
        f" current confidence lastCheckIn {{ id }} checkIns{LIST} initiatives{LIST}"
        f" supports(first: 100) {{ nodes {{ id }} }} alignedFrom{LIST} checkInDueOn"
    )
    nodes = await imported.by_id("KeyResult", imported.results, fields)
    values = {kpi["id"]: kpi["values"] for kpi in imported.document["kpis"]}
    cycles = {cycle["id"]: cycle for cycle in imported.document["cycles"]}
    for result, node in zip(imported.results, nodes, strict=True):
        own = ("title", "weight", "cadenceDays", "archived")
        plain = {key: node[key] for key in (*own, *stamps(result))}
        assert plain == {**{key: result[key] for key in own}, **stamps(result)}
        assert node["objective"] == ref(result["objective"])
        assert (node["owner"], node["measuredBy"]) == (
            ref(result["owner"]),
            ref(result["measuredBy"]),
        )
        empty = dict.fromkeys(("start", "target", "lower", "upper"))
        assert node["metric"] == empty | result["metric"]
        assert node["measure"] == _measure(result["measure"])
        work = [one for one in imported.initiatives if one["target"] == result["id"]]
        assert ids(node["initiatives"]) == in_order(listed(work), title)
        assert {one["id"] for one in node["supports"]["nodes"]} == {
            one["id"] for one in result["supports"]
        }
        contributors = [
            goal
            for goal in imported.objectives
            for link in goal["alignsTo"]
            if link["to"] == result["id"]
        ]
        assert ids(node["alignedFrom"]) == in_order(listed(contributors), title)
        reported = {one["id"] for one in result["checkIns"]}
        found = ids(node["checkIns"])
        assert set(found) >= reported
        # A measuring KPI's values have become check-ins, where nobody reported at that moment.
        assert len(found) <= len(reported) + len(values.get(result["measuredBy"], []))
        if found:
            _compare_last(node, result)
        started = _days(cycles, result)
        if not reported and not result["measuredBy"]:
            assert (node["current"], node["lastCheckIn"], node["confidence"]) == (None, None, None)
            due = started and started + timedelta(result["cadenceDays"])
            assert node["checkInDueOn"] == (due and due.isoformat())


def _compare_last(node: Entity, result: Entity) -> None:
    superseded = {one["supersedes"] for one in result["checkIns"]}
    counting = [one for one in result["checkIns"] if one["id"] not in superseded]
    if not counting or result["measuredBy"]:
        return
    last = max(
        counting, key=lambda one: (moment(one["effectiveAt"]), moment(one["recordedAt"]), one["id"])
    )
    assert node["current"] == last["value"]
    assert node["lastCheckIn"] == ref(last["id"])
    every = sorted(result["checkIns"], key=lambda one: (moment(one["effectiveAt"]), one["id"]))
    assert ids(node["checkIns"]) == [one["id"] for one in reversed(every)]


def _days(cycles: dict[str, Entity], result: Entity) -> date | None:
    cycle = cycles.get(result["goal"]["cycle"] or "")
    return date.fromisoformat(cycle["startsOn"]) if cycle else None


def _measure(measure: Entity | None) -> Entity:
    empty = dict.fromkeys(("currency", "unit", "precision"))
    return {"kind": "NUMBER"} | empty | (measure or {})


async def test_check_ins(imported: Imported) -> None:
    check_ins = [
        {**one, "keyResult": result["id"]}
        for result in imported.results
        for one in result["checkIns"]
    ]
    superseded = {one["supersedes"] for one in check_ins}
    nodes = await imported.by_id(
        "CheckIn",
        check_ins,
        f"{STAMPS} keyResult {{ id }} value effectiveAt recordedAt confidence status note blocker"
        " source author { id } supersedes { id } superseded",
    )
    for one, node in zip(check_ins, nodes, strict=True):
        own = ("value", "confidence", "status", "note", "blocker", "source")
        assert node == {
            **{key: one[key] for key in own},
            **stamps(one),
            "effectiveAt": moment(one["effectiveAt"]),
            "recordedAt": moment(one["recordedAt"]),
            "keyResult": ref(one["keyResult"]),
            "author": ref(one["author"]),
            "supersedes": ref(one["supersedes"]),
            "superseded": one["id"] in superseded,
        }


async def test_initiatives(imported: Imported) -> None:
    nodes = await imported.by_id(
        "Initiative",
        imported.initiatives,
        f"{STAMPS} title owner {{ id }} state dueOn archived target {{ ... on Node {{ id }} }}",
    )
    for one, node in zip(imported.initiatives, nodes, strict=True):
        own = ("title", "state", "dueOn", "archived")
        assert node == {
            **{key: one[key] for key in own},
            **stamps(one),
            "owner": ref(one["owner"]),
            "target": ref(one["target"]),
        }


async def test_kpis(imported: Imported) -> None:
    kpis = imported.document["kpis"]
    fields = (
        f"{STAMPS} name description measure {{ kind currency unit precision }} direction frequency"
        f" watchBand owner {{ id }} archived latest {{ id }} values{LIST} targets{LIST}"
        " supportedBy(first: 100) { totalCount nodes {"
        " id kpi { id } weight effect expectedDelta from { ... on Node { id } } } }"
        f" drives(first: 100) {{ nodes {{ id from {{ id }} to {{ id }} weight effect lagDays }} }}"
        f" drivenBy{LIST} measures{LIST}"
    )
    supports = {
        support["id"]: {**support, "from": holder["id"]}
        for holder in [*imported.objectives, *imported.results]
        for support in holder["supports"]
    }
    nodes = await imported.by_id("Kpi", kpis, fields)
    for kpi, node in zip(kpis, nodes, strict=True):
        own = ("name", "description", "direction", "frequency", "watchBand", "archived")
        plain = {key: node[key] for key in (*own, *stamps(kpi))}
        assert plain == {**{key: kpi[key] for key in own}, **stamps(kpi)}
        assert (node["owner"], node["measure"]) == (ref(kpi["owner"]), _measure(kpi["measure"]))
        assert ids(node["values"]) == in_order(
            kpi["values"], lambda one: moment(one["at"]), reverse=True
        )
        assert node["latest"] == (ref(node["values"]["nodes"][0]["id"]) if kpi["values"] else None)
        assert ids(node["targets"]) == in_order(
            kpi["targets"], lambda one: one["period"]["startsOn"]
        )
        here = {key: one for key, one in supports.items() if one["kpi"] == kpi["id"]}
        assert node["supportedBy"]["totalCount"] == len(here)
        for one in node["supportedBy"]["nodes"]:
            support = here.pop(one["id"])
            for number in ("weight", "effect", "expectedDelta"):
                assert one[number] == support[number]
            assert (one["from"], one["kpi"]) == (ref(support["from"]), ref(kpi["id"]))
        assert here == {}
        drives = {one["id"]: one for one in kpi["drives"]}
        assert {one["id"]: one for one in node["drives"]["nodes"]} == {
            key: {
                "id": key,
                "from": ref(kpi["id"]),
                "to": ref(one["kpi"]),
                "weight": one["weight"],
                "effect": one["effect"],
                "lagDays": one["lagDays"],
            }
            for key, one in drives.items()
        }
        driven = {one["id"] for other in kpis for one in other["drives"] if one["kpi"] == kpi["id"]}
        assert set(ids(node["drivenBy"])) == driven
        fed = [one for one in imported.results if one["measuredBy"] == kpi["id"]]
        assert ids(node["measures"]) == in_order(listed(fed), title)


async def test_values_and_targets(imported: Imported) -> None:
    kpis = imported.document["kpis"]
    values = [{**one, "kpi": kpi["id"]} for kpi in kpis for one in kpi["values"]]
    nodes = await imported.by_id(
        "KpiValue", values, f"{STAMPS} kpi {{ id }} at value source recordedAt"
    )
    for one, node in zip(values, nodes, strict=True):
        assert node == {
            **stamps(one),
            "kpi": ref(one["kpi"]),
            "at": moment(one["at"]),
            "value": one["value"],
            "source": one["source"],
            "recordedAt": moment(one["recordedAt"]),
        }
    targets = [{**one, "kpi": kpi["id"]} for kpi in kpis for one in kpi["targets"]]
    nodes = await imported.by_id(
        "KpiTarget",
        targets,
        f"{STAMPS} kpi {{ id }} period {{ startsOn endsOn }} value lower upper",
    )
    for one, node in zip(targets, nodes, strict=True):
        numbers = {key: one.get(key) for key in ("value", "lower", "upper")}
        assert node == {
            **stamps(one),
            "kpi": ref(one["kpi"]),
            "period": one["period"],
            **numbers,
        }
    [kpi] = [kpi for kpi in kpis if len(kpi["values"]) == 3][:1]
    some = sorted(moment(one["at"]) for one in kpi["values"])
    answer = await imported.client.ask(
        "query ($id: ID!, $from: DateTime, $to: DateTime) {"
        " kpi(id: $id) { values(from: $from, to: $to) { totalCount nodes { at } } } }",
        {"id": kpi["id"], "from": some[0], "to": some[2]},
    )
    # From this moment, and before that one.
    assert [one["at"] for one in answer["kpi"]["values"]["nodes"]] == [some[1], some[0]]
    assert answer["kpi"]["values"]["totalCount"] == 2


async def test_teams(imported: Imported) -> None:
    teams, people = imported.document["teams"], imported.document["people"]
    fields = (
        f"{STAMPS} name kind archived parent {{ id }} subTeams{LIST} members{LIST} leads{LIST}"
        f" objectives{LIST} allObjectives{LIST} keyResults{LIST} kpis{LIST} initiatives{LIST}"
    )
    below: dict[str, set[str]] = {team["id"]: {team["id"]} for team in teams}
    for team in reversed(teams):
        if team["parent"]:
            below[team["parent"]] |= below[team["id"]]
    for team, node in zip(teams, await imported.by_id("Team", teams, fields), strict=True):
        identity = team["id"]
        own = ("name", "kind", "archived")
        plain = {key: node[key] for key in (*own, *stamps(team))}
        assert plain == {**{key: team[key] for key in own}, **stamps(team)}
        assert node["parent"] == ref(team["parent"])
        children = [one for one in teams if one["parent"] == identity]
        assert ids(node["subTeams"]) == in_order(listed(children), name)
        members = [one for one in people if identity in one["teams"]]
        assert ids(node["members"]) == in_order(listed(members), name)
        leads = [one for one in people if one["id"] in team["leads"]]
        assert ids(node["leads"]) == in_order(listed(leads), name)
        _compare_owned(imported, node, identity)
        everybody = {one["id"] for one in people if below[identity] & set(one["teams"])}
        owned = [one for one in imported.objectives if one["owner"] in below[identity] | everybody]
        assert ids(node["allObjectives"]) == in_order(listed(owned), title)


def _compare_owned(imported: Imported, node: Entity, identity: str) -> None:
    for field, entities, key in (
        ("objectives", imported.objectives, title),
        ("keyResults", imported.results, title),
        ("kpis", imported.document["kpis"], name),
        ("initiatives", imported.initiatives, title),
    ):
        owned = [one for one in entities if one["owner"] == identity]
        assert ids(node[field]) == in_order(listed(owned), key), field


async def test_people(imported: Imported) -> None:
    teams, people = imported.document["teams"], imported.document["people"]
    fields = (
        f"{STAMPS} name email role archived manager {{ id }} reports{LIST} teams{LIST} leads{LIST}"
        f" objectives{LIST} leadsObjectives{LIST} sharedObjectives{LIST} keyResults{LIST}"
        f" kpis{LIST} initiatives{LIST} checkIns{LIST}"
    )
    for person, node in zip(people, await imported.by_id("Person", people, fields), strict=True):
        identity = person["id"]
        own = ("name", "role", "archived")
        plain = {key: node[key] for key in (*own, *stamps(person))}
        assert plain == {**{key: person[key] for key in own}, **stamps(person)}
        assert node["email"] == person["email"].lower()
        assert node["manager"] == ref(person["manager"])
        reports = [one for one in people if one["manager"] == identity]
        assert ids(node["reports"]) == in_order(listed(reports), name)
        member = [one for one in teams if one["id"] in person["teams"]]
        assert ids(node["teams"]) == in_order(listed(member), name)
        leads = [one for one in teams if identity in one["leads"]]
        assert ids(node["leads"]) == in_order(listed(leads), name)
        _compare_owned(imported, node, identity)
        led = [one for one in imported.objectives if one["lead"] == identity]
        assert ids(node["leadsObjectives"]) == in_order(listed(led), title)
        shared = [one for one in imported.objectives if identity in one["sharedWith"]]
        # Only of private goals is anything stored to be shared; of others the sharing is kept.
        assert ids(node["sharedObjectives"]) == in_order(listed(shared), title)
        reported = [
            one
            for result in imported.results
            for one in result["checkIns"]
            if one["author"] == identity
        ]
        assert ids(node["checkIns"]) == in_order(
            reported, lambda one: moment(one["effectiveAt"]), reverse=True
        )


async def test_cycles(imported: Imported) -> None:
    cycles = imported.document["cycles"]
    fields = (
        f"{STAMPS} name kind startsOn endsOn state archived elapsed parent {{ id }} parts{LIST}"
        f" objectives{LIST}"
    )
    for cycle, node in zip(cycles, await imported.by_id("Cycle", cycles, fields), strict=True):
        own = ("name", "kind", "startsOn", "endsOn", "state", "archived")
        plain = {key: node[key] for key in (*own, *stamps(cycle))}
        assert plain == {**{key: cycle[key] for key in own}, **stamps(cycle)}
        assert node["parent"] == ref(cycle["parent"])
        parts = [one for one in cycles if one["parent"] == cycle["id"]]
        assert ids(node["parts"]) == in_order(listed(parts), lambda one: one["startsOn"])
        goals = [one for one in imported.objectives if one["cycle"] == cycle["id"]]
        assert ids(node["objectives"]) == in_order(listed(goals), title)
        start = datetime.fromisoformat(cycle["startsOn"]).replace(tzinfo=ZONE)
        after = datetime.fromisoformat(cycle["endsOn"]) + timedelta(1)
        length = after.replace(tzinfo=ZONE).astimezone(UTC) - start.astimezone(UTC)
        elapsed = (datetime.now(UTC) - start) / length
        assert node["elapsed"] == pytest.approx(min(1, max(0, elapsed)), abs=1e-4)


async def test_oneself(imported: Imported) -> None:
    """What the viewer's own lists hold, of a person who sees everything."""
    answer = await imported.person.ask(
        "query ($by: Date!) { viewer { name scope seesEverything person { id }"
        f" objectives{LIST} teamObjectives{LIST} kpisBehind{LIST}"
        " needsAttention(first: 100) { totalCount nodes { id health } }"
        " checkInsDue(first: 100) { totalCount nodes { id checkInDueOn } }"
        " by: checkInsDue(first: 100, by: $by) { totalCount nodes { id checkInDueOn } } }"
        " objectives(first: 100, filter: {lifecycle: {eq: ACTIVE}}) { nodes { id health } }"
        " keyResults(first: 100) { nodes { id checkInDueOn } }"
        " kpis { nodes { id status } } }",
        {"by": "2099-01-01"},
    )
    viewer, me = answer["viewer"], "psn_1"
    assert viewer["person"] == {"id": me}
    assert (viewer["scope"], viewer["seesEverything"]) == ("READ", True)
    teams = imported.document["teams"]
    [person] = [one for one in imported.document["people"] if one["id"] == me]
    assert viewer["name"] == person["name"]
    own = [one for one in imported.objectives if me in (one["owner"], one["lead"])]
    assert ids(viewer["objectives"]) == in_order(listed(own), title)
    led = {team["id"] for team in teams if me in team["leads"]}
    near = led | set(person["teams"])
    of_teams = [one for one in imported.objectives if one["owner"] in near]
    assert ids(viewer["teamObjectives"]) == in_order(listed(of_teams), title)
    mine = {me} | led
    health = {one["id"]: one["health"] for one in answer["objectives"]["nodes"]}
    due = {one["id"]: one["checkInDueOn"] for one in answer["keyResults"]["nodes"]}
    today = datetime.now(ZONE).date().isoformat()
    silent = {
        one["goal"]["id"]
        for one in listed(imported.results)
        if not one["checkIns"] and not one["measuredBy"] and (due.get(one["id"]) or today) < today
    }
    wrong = [
        one
        for one in imported.objectives
        if (one["owner"] in mine or one["lead"] == me)
        and (
            health.get(one["id"]) in ("OFF_TRACK", "AT_RISK", "STALE")
            or (health.get(one["id"]) == "NO_DATA" and one["id"] in silent)
        )
    ]
    assert ids(viewer["needsAttention"]) == in_order(wrong, title)
    status = {one["id"]: one["status"] for one in answer["kpis"]["nodes"]}
    behind = [
        one
        for one in imported.document["kpis"]
        if one["owner"] in mine and status.get(one["id"]) in ("OFF_TARGET", "WATCH", "STALE")
    ]
    assert ids(viewer["kpisBehind"]) == in_order(listed(behind), name)
    results = [
        one
        for one in listed(imported.results)
        if one["goal"]["lifecycle"] == "ACTIVE"
        and due[one["id"]] is not None
        and (
            (one["owner"] or one["goal"]["owner"]) in mine
            or (one["owner"] is None and one["goal"]["lead"] == me)
        )
    ]
    assert ids(viewer["by"]) == in_order(results, lambda one: due[one["id"]])
    now = [one for one in results if due[one["id"]] <= today]
    assert ids(viewer["checkInsDue"]) == in_order(now, lambda one: due[one["id"]])
    for some in (own, of_teams, wrong, results, now):
        assert some
