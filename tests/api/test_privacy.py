"""What a private goal or a draft is to those who may not see it: nothing, in every question.

Everything that belongs to a goal that somebody may not see has `hush` in its ids and texts, so that
whole responses can be searched for it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from graph.database.client import Database
from graph.writes.execution.tokens import create_token, hash_of
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.people import change

GOALS = {
    # The goal's id by what is hidden about it, and who sees it beside owners and administrators.
    "obj_hush_shared": {"ann", "lead", "boss", "guest", "host"},
    "obj_hush_team": {"lead", "boss"},
    "obj_hush_draft": {"ann", "lead", "boss", "mate", "writer"},
    "obj_hush_both": {"ann", "lead", "boss"},
}
PUBLIC = {"obj_top", "obj_below", "obj_plain"}
EVERYTHING = {"root", "admin", "service"}
WATCHERS = ["root", "admin", "service", "boss", "lead", "ann", "mate", "guest", "host"]
WATCHERS += ["out", "reader", "writer"]


def key_result(goal: str, *, owner: str | None = None, **more: Any) -> dict[str, Any]:
    """A key result with a check-in, a support and an initiative, named after its goal."""
    name = goal.removeprefix("obj_")
    return {
        "id": f"kr_{name}",
        "title": f"Result of {name}",
        "owner": owner,
        "metric": {"goal": "INCREASE", "start": 0, "target": 10},
        "checkIns": [
            {
                "id": f"chk_{name}",
                "effectiveAt": "2026-11-02",
                "value": 5,
                "note": f"About {name}",
                "author": "psn_out",
            }
        ],
        "supports": [{"id": f"sup_{name}", "kpi": "kpi_main", "effect": "RAISES"}],
        "initiatives": [{"id": f"ini_{name}", "title": f"Work for {name}", "owner": "psn_out"}],
        **more,
    }


def objective(
    name: str, owner: str, *targets: str, results: list[dict[str, Any]] | None = None, **more: Any
) -> dict[str, Any]:
    """A goal with one key result, which aligns to these targets."""
    return {
        "id": name,
        "title": f"Goal {name.removeprefix('obj_')}",
        "owner": owner,
        "cycle": "cyc_now",
        "keyResults": results if results is not None else [key_result(name)],
        "alignsTo": [
            {"id": f"aln_{name.removeprefix('obj_')}_{n}", "to": to} for n, to in enumerate(targets)
        ],
        **more,
    }


def person(name: str, manager: str | None = None, **more: Any) -> dict[str, Any]:
    """A person named so."""
    return {
        "id": f"psn_{name}",
        "name": name.title(),
        "email": f"{name}@quiet.example",
        "manager": manager and f"psn_{manager}",
        **more,
    }


DOCUMENT: dict[str, Any] = {
    "organization": {"name": "Quiet", "timezone": "UTC", "fiscalYearStartMonth": 1},
    "teams": [
        {"id": "team_all", "name": "All", "kind": "COMPANY"},
        {"id": "team_dev", "name": "Dev", "parent": "team_all", "leads": ["psn_lead"]},
        {"id": "team_ops", "name": "Ops", "parent": "team_all"},
    ],
    "people": [
        person("root", role="OWNER"),
        person("admin", role="ADMIN"),
        person("boss", "root"),
        person("lead", "boss"),
        person("ann", "lead", teams=["team_dev"]),
        person("mate", teams=["team_dev"]),
        person("host"),
        person("guest", "host", teams=["team_ops"]),
        person("out", teams=["team_ops"]),
    ],
    "cycles": [
        {
            "id": "cyc_now",
            "name": "Now",
            "startsOn": "2026-10-01",
            "endsOn": "2026-12-31",
            "state": "ACTIVE",
        }
    ],
    "kpis": [
        {
            "id": "kpi_main",
            "name": "Main",
            "direction": "INCREASE",
            "frequency": "MONTHLY",
            "owner": "team_all",
        }
    ],
    "objectives": [
        objective("obj_top", "team_all"),
        objective(
            "obj_hush_shared",
            "psn_ann",
            "kr_top",
            visibility="PRIVATE",
            sharedWith=["psn_guest"],
            lead="psn_guest",
            results=[key_result("obj_hush_shared", owner="psn_out", measuredBy="kpi_main")],
        ),
        objective("obj_hush_team", "team_dev", "obj_top", visibility="PRIVATE"),
        objective("obj_hush_draft", "psn_ann", "obj_top", lifecycle="DRAFT"),
        objective("obj_hush_both", "psn_ann", "obj_top", lifecycle="DRAFT", visibility="PRIVATE"),
        {
            **objective("obj_below", "psn_out", "kr_hush_shared", "obj_plain"),
            # Both ends of a link have to be seen, and this one leads to what most may not see.
            "alignsTo": [
                {"id": "aln_hush_below", "to": "kr_hush_shared", "weight": 3},
                {"id": "aln_below_plain", "to": "obj_plain"},
            ],
        },
        objective("obj_plain", "psn_out", "obj_top"),
    ],
}
# To and from what most may not see, and between what all may.
PROPOSED = {
    "aln_hush_draft_p": ("obj_hush_draft", "obj_plain"),
    "aln_hush_shared_p": ("obj_plain", "kr_hush_shared"),
    "aln_hush_team_p": ("obj_hush_team", "obj_hush_shared"),
    "aln_below_p": ("obj_below", "kr_top"),
}
for _goal in DOCUMENT["objectives"]:
    _goal["proposals"] = [
        {"id": one, "to": end, "proposedBy": "psn_out", "rationale": f"Proposed as {one}"}
        for one, (start, end) in PROPOSED.items()
        if start == _goal["id"]
    ]
# What belongs to hidden goals but is not named after them.
DOCUMENT["objectives"][5]["keyResults"][0]["supports"] = []


@pytest.fixture(scope="module")
async def quiet(database: Database, url: str) -> AsyncIterator[Company]:
    """The organization."""
    async with company(database, url, DOCUMENT) as loaded:
        yield loaded


@pytest.fixture(scope="module")
async def watchers(quiet: Company) -> dict[str, Client]:
    """Everybody's client, by name."""
    clients = {
        name: await quiet.person(f"{name}@quiet.example")
        for name in WATCHERS
        if name not in ("service", "reader", "writer")
    }
    clients["service"] = await quiet.service("admin")
    clients["reader"] = await quiet.service("read")
    clients["writer"] = await quiet.service("write")
    return clients


def seen_by(name: str) -> set[str]:
    """The goals that somebody may see."""
    return PUBLIC | {goal for goal, others in GOALS.items() if name in others or name in EVERYTHING}


async def asked(client: Client, name: str, query: str) -> dict[str, Any]:
    """The data of a question, in whose whole text nothing hidden is to be found."""
    response = await client.send(query)
    answer = response.json()
    assert "errors" not in answer, answer["errors"]
    for goal in set(GOALS) - seen_by(name):
        hidden = goal.removeprefix("obj_")
        assert hidden not in response.text, hidden
    if seen_by(name) == PUBLIC:
        assert "hush" not in response.text.lower()
    data: dict[str, Any] = answer["data"]
    return data


def ids(connection: dict[str, Any]) -> set[str]:
    """The ids of a page that holds the whole list, which counts what it shows."""
    nodes = [node["id"] for node in connection["nodes"]]
    assert connection["totalCount"] == len(nodes) == len(set(nodes))
    return set(nodes)


def named_after(goals: set[str], prefix: str) -> set[str]:
    """What has these goals' names under another prefix."""
    return {goal.replace("obj_", prefix) for goal in goals}


def links_of(goals: set[str]) -> set[str]:
    """The alignments both ends of which are among these goals."""
    both = {"obj_below": "aln_below_plain", "obj_plain": "aln_plain_0"}
    links = {both[goal] for goal in goals & set(both)}
    links |= {f"aln_{goal.removeprefix('obj_')}_0" for goal in goals & set(GOALS)}
    return links | ({"aln_hush_below"} if "obj_hush_shared" in goals else set())


everybody = pytest.mark.parametrize("name", WATCHERS)


@everybody
async def test_lists_and_counts(watchers: dict[str, Client], name: str) -> None:
    page = "totalCount nodes { id }"
    found = await asked(
        watchers[name],
        name,
        f"{{ objectives {{ {page} groups(by: LIFECYCLE) {{ key count }}"
        " owners: groups(by: OWNER) { key count node { id } } }"
        f" keyResults {{ {page} }} checkIns {{ {page} }} initiatives {{ {page} }}"
        f" alignments {{ {page} }} supports {{ {page} }} }}",
    )
    goals = seen_by(name)
    assert ids(found["objectives"]) == goals
    drafts = len(goals & {"obj_hush_draft", "obj_hush_both"})
    groups = {group["key"]: group["count"] for group in found["objectives"]["groups"]}
    expected = {"ACTIVE": len(goals) - drafts} | ({"DRAFT": drafts} if drafts else {})
    assert groups == expected
    owners = {group["key"] for group in found["objectives"]["owners"]}
    assert ("psn_ann" in owners) == bool(goals & (set(GOALS) - {"obj_hush_team"}))
    assert ids(found["keyResults"]) == named_after(goals, "kr_")
    assert ids(found["checkIns"]) == named_after(goals, "chk_")
    assert ids(found["initiatives"]) == named_after(goals, "ini_")
    assert ids(found["supports"]) == named_after(goals - {"obj_below"}, "sup_")
    assert ids(found["alignments"]) == links_of(goals)


@everybody
async def test_proposals(watchers: dict[str, Client], name: str) -> None:
    page = "totalCount nodes { id rationale from { title } to { title } keyResult { title } }"
    goals = seen_by(name)
    seen = {
        one
        for one, ends in PROPOSED.items()
        if {end.replace("kr_", "obj_") for end in ends} <= goals
    }
    found = await asked(
        watchers[name],
        name,
        f"""{{
          objectives {{ nodes {{ id
            both: alignmentProposals {{ {page} }}
            incoming: alignmentProposals(direction: INCOMING) {{ {page} }}
            outgoing: alignmentProposals(direction: OUTGOING) {{ {page} }}
          }} }}
          viewer {{
            incoming: proposals {{ {page} }} outgoing: proposals(direction: OUTGOING) {{ {page} }}
          }}
        }}""",
    )
    for goal in found["objectives"]["nodes"]:
        to = goal["id"], goal["id"].replace("obj_", "kr_")
        outgoing = {one for one in seen if PROPOSED[one][0] == goal["id"]}
        incoming = {one for one in seen if PROPOSED[one][1] in to}
        assert ids(goal["outgoing"]) == outgoing
        assert ids(goal["incoming"]) == incoming
        assert ids(goal["both"]) == outgoing | incoming
    # Those of what is one's own: Out owns a key result that Out may not see.
    mine = {
        "ann": ({"aln_hush_shared_p", "aln_hush_team_p"}, {"aln_hush_draft_p"}),
        "lead": (set(), {"aln_hush_team_p"}),
        "out": ({"aln_hush_draft_p"}, {"aln_hush_shared_p", "aln_below_p"}),
        "guest": ({"aln_hush_shared_p"}, set()),
    }
    incoming, outgoing = mine.get(name, (set(), set()))
    assert ids(found["viewer"]["incoming"]) == incoming & seen
    assert ids(found["viewer"]["outgoing"]) == outgoing & seen
    answer = await watchers[name].ask(
        "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": list(PROPOSED)}
    )
    assert answer == {"nodes": [{"id": one} if one in seen else None for one in PROPOSED]}


@everybody
async def test_by_id(watchers: dict[str, Client], name: str) -> None:
    goals = seen_by(name)
    every = sorted(set(GOALS) | PUBLIC)
    prefixes = ("obj_", "kr_", "chk_", "ini_", "sup_")
    wanted = [goal.replace("obj_", prefix) for goal in every for prefix in prefixes]
    wanted.remove("sup_below")
    wanted += sorted(links_of(set(every)))
    there = {node for prefix in prefixes for node in named_after(goals, prefix)} | links_of(goals)
    client = watchers[name]
    answer = await client.ask(
        "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", {"ids": wanted}
    )
    found = [node and node["id"] for node in answer["nodes"]]
    assert found == [one if one in there else None for one in wanted]
    one_by_one = {"obj_": "objective", "kr_": "keyResult", "chk_": "checkIn", "ini_": "initiative"}
    for goal in GOALS:
        for prefix, field in one_by_one.items():
            identity = goal.replace("obj_", prefix)
            answer = await client.ask(
                f"query ($id: ID!) {{ {field}(id: $id) {{ id }} node(id: $id) {{ id }} }}",
                {"id": identity},
            )
            expected = {"id": identity} if goal in goals else None
            assert answer == {field: expected, "node": expected}


@everybody
async def test_filters_and_search_reveal_nothing(watchers: dict[str, Client], name: str) -> None:
    goals = seen_by(name)
    client = watchers[name]
    for goal in GOALS:
        called = goal.removeprefix("obj_")
        page = "totalCount nodes { id }"
        answer = await client.ask(
            "query ($goal: ID!, $result: ID!, $text: String!) {"
            f" a: objectives(filter: {{id: {{eq: $goal}}}}) {{ {page}"
            " groups(by: TEAM) { count } }"
            f" b: objectives(filter: {{title: {{contains: $text}}}}) {{ {page} }}"
            " c: objectives(filter: {not: {not: {id: {in: [$goal]}}}, lifecycle: {in: [ACTIVE,"
            f" DRAFT]}}}}) {{ {page} }}"
            f" d: keyResults(filter: {{objective: {{eq: $goal}}}}) {{ {page} }}"
            f" e: checkIns(filter: {{keyResult: {{eq: $result}}}}) {{ {page} }}"
            f" f: initiatives(filter: {{target: {{eq: $result}}}}) {{ {page} }}"
            f" g: alignments(filter: {{from: {{eq: $goal}}}}) {{ {page} }}"
            f" h: alignments(filter: {{to: {{eq: $goal}}}}) {{ {page} }}"
            f" i: supports(filter: {{from: {{eq: $result}}}}) {{ {page} }}"
            f" j: search(text: $text) {{ {page} }} }}",
            {"goal": goal, "result": goal.replace("obj_", "kr_"), "text": called},
        )
        seen = goal in goals
        for alias, prefix in zip(
            "abcdefi", ("obj_",) * 3 + ("kr_", "chk_", "ini_", "sup_"), strict=True
        ):
            expected = {goal.replace("obj_", prefix)} if seen else set()
            assert ids(answer[alias]) == expected, alias
        assert bool(answer["a"]["groups"]) is seen
        assert ids(answer["g"]) == ({f"aln_{called}_0"} if seen else set())
        assert ids(answer["h"]) == (
            {"aln_hush_below"} if seen and goal == "obj_hush_shared" else set()
        )
        found = {goal, goal.replace("obj_", "kr_"), goal.replace("obj_", "ini_")}
        assert ids(answer["j"]) == (found if seen else set())


MOVERS = (
    '{ kpi(id: "kpi_main") { movers { totalCount nodes { id } unownedShare hiddenShare'
    " edges { share ownShare netShare effect relation node { id } paths(first: 10) { share length"
    " effect steps { hidden share effect node { id } } } }"
    " groups(by: OWNER) { key count ownShare node { id } } }"
    " supportedBy { totalCount nodes { id from { ... on Node { id } } } }"
    " measures { totalCount nodes { id } } } }"
)


@everybody
async def test_movers(watchers: dict[str, Client], name: str) -> None:
    whole = (await watchers["root"].ask(MOVERS))["kpi"]
    found = (await asked(watchers[name], name, MOVERS))["kpi"]
    goals = seen_by(name)
    active = goals - {"obj_hush_draft", "obj_hush_both"}
    assert ids(found["movers"]) == active
    # In their order, with the shares that they have for everybody.
    expected = [edge for edge in whole["movers"]["edges"] if edge["node"]["id"] in active]
    assert [_without_paths(edge) for edge in found["movers"]["edges"]] == [
        _without_paths(edge) for edge in expected
    ]
    hidden = [edge for edge in whole["movers"]["edges"] if edge["node"]["id"] not in active]
    share = sum(edge["ownShare"] for edge in hidden)
    assert found["movers"]["hiddenShare"] == pytest.approx(share, abs=1e-9)
    own = sum(edge["ownShare"] for edge in found["movers"]["edges"])
    assert own + share + found["movers"]["unownedShare"] == pytest.approx(1, abs=1e-9)
    for edge, other in zip(found["movers"]["edges"], expected, strict=True):
        _compare_paths(edge["paths"], other["paths"], goals)
    groups = {group["key"]: group["count"] for group in found["movers"]["groups"]}
    assert sum(groups.values()) == len(active)
    assert ("psn_ann" in groups) is ("obj_hush_shared" in goals)
    assert ids(found["supportedBy"]) == named_after(goals - {"obj_below"}, "sup_")
    assert ids(found["measures"]) == ({"kr_hush_shared"} if "obj_hush_shared" in goals else set())


def _without_paths(edge: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in edge.items() if key != "paths"}


def _compare_paths(
    found: list[dict[str, Any]], whole: list[dict[str, Any]], goals: set[str]
) -> None:
    """A path keeps its share and its steps; a hidden one has no node."""
    shown = named_after(goals, "kr_") | goals | {"kpi_main"}
    assert len(found) == len(whole)
    for one, other in zip(found, whole, strict=True):
        assert one | {"steps": []} == other | {"steps": []}
        assert one["steps"] == [
            step if step["node"]["id"] in shown else step | {"node": None, "hidden": True}
            for step in other["steps"]
        ]


UP = (
    '{ below: objective(id: "obj_below") { progress health hiddenContributors'
    " pathsToCompany { share length effect steps { hidden share effect node { id } } }"
    " moves { edges { share node { id } paths { share length effect steps { hidden share effect"
    " node { id } } } } }"
    " ancestors { totalCount nodes { id } edges { depth share node { id } } }"
    " alignsTo { totalCount nodes { id } edges { share alignment { id } node { id } } } }"
    ' top: objective(id: "obj_top") { progress health hiddenContributors'
    " descendants { totalCount nodes { id } edges { depth share node { id } } }"
    " alignedFrom { totalCount nodes { id } edges { share alignment { id } } }"
    " keyResults { nodes { alignedFrom { totalCount nodes { id } } progress } } } }"
)


@everybody
async def test_up_and_down(watchers: dict[str, Client], name: str) -> None:
    whole = await watchers["root"].ask(UP)
    found = await asked(watchers[name], name, UP)
    goals = seen_by(name)
    below, top = found["below"], found["top"]
    for one in ("below", "top"):
        for number in ("progress", "health"):
            assert found[one][number] == whole[one][number]
    _compare_paths(below["pathsToCompany"], whole["below"]["pathsToCompany"], goals)
    assert len(below["pathsToCompany"]) == 2
    for moved, other in zip(below["moves"]["edges"], whole["below"]["moves"]["edges"], strict=True):
        assert _without_paths(moved) == _without_paths(other)
        _compare_paths(moved["paths"], other["paths"], goals)
    for one, field in (("below", "ancestors"), ("top", "descendants")):
        assert found[one][field]["edges"] == [
            edge for edge in whole[one][field]["edges"] if edge["node"]["id"] in goals
        ]
        ids(found[one][field])
    assert ids(below["alignsTo"]) == {"obj_plain"} | (goals & {"obj_hush_shared"})
    assert ids(top["alignedFrom"]) == goals - {"obj_top", "obj_below"}
    [result] = top["keyResults"]["nodes"]
    assert ids(result["alignedFrom"]) == goals & {"obj_hush_shared"}
    # Drafts count nowhere, so no number has to be explained by them.
    assert top["hiddenContributors"] == len({"obj_hush_shared", "obj_hush_team"} - goals)
    assert below["hiddenContributors"] == 0


@everybody
async def test_around(watchers: dict[str, Client], name: str) -> None:
    """People, teams and cycles, whose lists lead to goals as well."""
    page = "totalCount nodes { id }"
    found = await asked(
        watchers[name],
        name,
        f'{{ ann: person(id: "psn_ann") {{ objectives {{ {page} groups(by: LEVEL) {{ count }} }} }}'
        f' guest: person(id: "psn_guest") {{ sharedObjectives {{ {page} }}'
        f" leadsObjectives {{ {page} }} }}"
        f' out: person(id: "psn_out") {{ keyResults {{ {page} }}'
        f" initiatives {{ {page} }} checkIns {{ {page} }} }}"
        f' dev: team(id: "team_dev") {{ objectives {{ {page} }} allObjectives {{ {page} }} }}'
        f' cycle(id: "cyc_now") {{ objectives {{ {page} groups(by: HEALTH) {{ count }} }} }} }}',
    )
    goals = seen_by(name)
    shared = goals & {"obj_hush_shared"}
    anns = goals & {"obj_hush_shared", "obj_hush_draft", "obj_hush_both"}
    assert ids(found["ann"]["objectives"]) == anns
    assert sum(group["count"] for group in found["ann"]["objectives"]["groups"]) == len(anns)
    assert ids(found["guest"]["sharedObjectives"]) == shared
    assert ids(found["guest"]["leadsObjectives"]) == shared
    assert ids(found["out"]["keyResults"]) == named_after(shared, "kr_")
    assert ids(found["out"]["initiatives"]) == named_after(goals, "ini_")
    assert ids(found["out"]["checkIns"]) == named_after(goals, "chk_")
    assert ids(found["dev"]["objectives"]) == goals & {"obj_hush_team"}
    assert ids(found["dev"]["allObjectives"]) == anns | (goals & {"obj_hush_team"})
    assert ids(found["cycle"]["objectives"]) == goals
    assert sum(group["count"] for group in found["cycle"]["objectives"]["groups"]) == len(goals)


@everybody
async def test_oneself(watchers: dict[str, Client], name: str) -> None:
    page = "totalCount nodes { id }"
    found = await asked(
        watchers[name],
        name,
        f"{{ viewer {{ seesEverything objectives {{ {page} }} teamObjectives {{ {page} }}"
        f' needsAttention {{ {page} }} checkInsDue(by: "2030-01-01") {{ {page} }} }} }}',
    )
    viewer = found["viewer"]
    goals = seen_by(name)
    assert viewer["seesEverything"] is (name in EVERYTHING)
    own = {
        "ann": {"obj_hush_shared", "obj_hush_draft", "obj_hush_both"},
        "out": {"obj_below", "obj_plain"},
        "guest": {"obj_hush_shared"},
    }
    assert ids(viewer["objectives"]) == own.get(name, set())
    of_teams = {"lead": {"obj_hush_team"}}
    assert ids(viewer["teamObjectives"]) == of_teams.get(name, set())
    assert ids(viewer["needsAttention"]) <= goals
    assert ids(viewer["checkInsDue"]) <= named_after(goals, "kr_")


async def test_rights_that_change_do_so_at_once(database: Database, quiet: Company) -> None:
    token = await create_token(
        quiet.database, quiet.org, person_email="out@quiet.example", scope="read"
    )
    client = await quiet.client(token)
    query = (
        "{ objectives { totalCount nodes { id } }"
        ' kpi(id: "kpi_main") { movers { nodes { id } hiddenShare } } }'
    )

    async def sees() -> set[str]:
        answer = await client.ask(query)
        movers = {node["id"] for node in answer["kpi"]["movers"]["nodes"]}
        goals = ids(answer["objectives"])
        assert movers == goals - {"obj_hush_draft", "obj_hush_both"}
        assert (answer["kpi"]["movers"]["hiddenShare"] == 0) is (
            {"obj_hush_shared", "obj_hush_team"} <= goals
        )
        return goals

    async def changed(statement: str) -> set[str]:
        await change(database, quiet.org, statement)
        return await sees()

    role = "MATCH (p:Person {{org: $p.org, id: 'psn_out'}}) SET p.role = '{}'"
    between = (
        "MATCH (a:Person {{org: $p.org, id: '{}'}}), (b {{org: $p.org, id: '{}'}})"
        " WHERE b:Person OR b:Team "
    )
    nothing = PUBLIC
    assert await sees() == nothing
    assert await changed(role.format("ADMIN")) == PUBLIC | set(GOALS)
    assert await changed(role.format("MEMBER")) == nothing

    under = between.format("psn_ann", "psn_out")
    reports = await changed(under + "CREATE (a)-[:REPORTS_TO {org: $p.org}]->(b)")
    assert reports == PUBLIC | {"obj_hush_shared", "obj_hush_draft", "obj_hush_both"}
    over = (
        "MATCH (a:Person {org: $p.org, id: 'psn_ann'})-[r:REPORTS_TO]->({id: 'psn_out'}) DELETE r"
    )
    assert await changed(over) == nothing

    leads = between.format("psn_out", "team_dev") + "CREATE (a)-[:LEADS {org: $p.org}]->(b)"
    assert await changed(leads) == PUBLIC | {"obj_hush_team"}
    no_more = "MATCH (a:Person {org: $p.org, id: 'psn_out'})-[r:LEADS]->() DELETE r"
    assert await changed(no_more) == nothing

    joins = between.format("psn_out", "team_dev") + "CREATE (a)-[:MEMBER_OF {org: $p.org}]->(b)"
    assert await changed(joins) == PUBLIC | {"obj_hush_draft"}
    left = (
        "MATCH (a:Person {org: $p.org, id: 'psn_out'})-[r:MEMBER_OF]->({id: 'team_dev'}) DELETE r"
    )
    assert await changed(left) == nothing

    await change(
        database,
        quiet.org,
        "MATCH (t:Token {org: $p.org, hash: $p.hash}) DELETE t",
        hash=hash_of(token),
    )
    refused = await client.send(query)
    assert refused.status_code == 401
    assert "obj_" not in refused.text
