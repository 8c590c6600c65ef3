"""`viewerCan` says what a dry run of each mutation says, for every viewer and node."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any, cast

import pytest

from graph.database.client import Database
from graph.domain.viewer import Scope
from graph.model.mutations.registry import ACTIONS, PERMISSIONS
from resolvers import build_schema
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.mutation_client import Enum, literal

DONE = {"goal": Enum("DONE")}
DAYS = {"startsOn": "2026-10-01", "endsOn": "2026-12-31"}
RAISES = Enum("RAISES")

# For each action its input, with the node's id under the field that is named first: such a one as
# changes something wherever it is not refused.
GIVEN: dict[str, dict[str, tuple[str, dict[str, Any]]]] = {
    "Objective": {
        "update": ("id", {"title": "Other"}),
        "publish": ("id", {}),
        "close": ("id", {"score": 0.3}),
        "reopen": ("id", {}),
        "archive": ("id", {}),
        "share": ("id", {"sharedWith": ["psn_extra"]}),
        "align": ("objective", {"to": "obj_top"}),
        "createKeyResult": ("objective", {"title": "New", "metric": DONE}),
        "createInitiative": ("target", {"title": "New"}),
        "createSupport": ("from", {"kpi": "kpi_top", "effect": RAISES}),
    },
    "KeyResult": {
        "update": ("id", {"title": "Other"}),
        "archive": ("id", {}),
        "move": ("id", {"objective": None}),
        "checkIn": ("keyResult", {"value": 1}),
        "createInitiative": ("target", {"title": "New"}),
        "createSupport": ("from", {"kpi": "kpi_top", "effect": RAISES}),
    },
    "Initiative": {
        "update": ("id", {"title": "Other"}),
        "archive": ("id", {}),
        "restore": ("id", {}),
    },
    "Kpi": {
        "update": ("id", {"name": "Other"}),
        "archive": ("id", {}),
        "restore": ("id", {}),
        "setTarget": ("kpi", {"period": DAYS, "value": 7}),
        "recordValues": ("kpi", {"value": 7}),
        "removeValues": ("kpi", {"at": "2026-01-05T00:00:00Z"}),
        "createDrive": ("to", {"from": "kpi_top", "effect": RAISES}),
    },
    "Team": {"update": ("id", {"name": "Other"}), "archive": ("id", {}), "restore": ("id", {})},
    "Person": {"update": ("id", {"name": "Other"}), "archive": ("id", {}), "restore": ("id", {})},
    "Cycle": {
        "update": ("id", {"name": "Other"}),
        "activate": ("id", {}),
        "close": ("id", {}),
        "archive": ("id", {}),
        "restore": ("id", {}),
    },
}
# What stands in their way is for the mutation to tell: what they own, lead or are made of.
IN_THE_WAY = {("Team", "archive"), ("Person", "archive"), ("Cycle", "archive")}
OWNERS = ("psn_member", "team_led", "psn_other")
VIEWERS = [
    *("member/write", "member/read", "lead/write", "boss/write", "viewer/write", "admin/write"),
    *("owner/admin", "service/read", "service/write", "service/admin"),
]


def _document() -> dict[str, Any]:
    people = ["member", "lead", "boss", "other", "viewer", "extra", "gone"]
    objectives: list[dict[str, Any]] = [{"id": "obj_top", "title": "Top", "owner": "psn_extra"}]
    kpis = [_kpi("top", "psn_extra")]
    for owner in OWNERS:
        for lifecycle in ("DRAFT", "ACTIVE", "CLOSED", "ARCHIVED"):
            for cycle in (None, "cyc_closed"):
                name = f"{owner}_{lifecycle}_{cycle or 'none'}".lower()
                objectives.append(
                    {
                        "id": f"obj_{name}",
                        "title": name,
                        "owner": owner,
                        "lifecycle": lifecycle,
                        "cycle": cycle,
                        "visibility": "PRIVATE" if owner == "psn_other" else "PUBLIC",
                        "keyResults": [
                            {"id": f"kr_{name}", "title": name, "metric": {"goal": "DONE"}},
                            {
                                "id": f"kr_{name}_mine",
                                "title": name,
                                "metric": {"goal": "DONE"},
                                "owner": "psn_member",
                                "archived": lifecycle == "DRAFT",
                            },
                        ],
                    }
                )
        kpis += [_kpi(f"{owner}_{old}".lower(), owner, archived=old) for old in (False, True)]
    return {
        "organization": {"name": "Lumen"},
        "teams": [
            {"id": "team_lumen", "name": "Lumen", "kind": "COMPANY"},
            {"id": "team_led", "name": "Led", "leads": ["psn_lead"]},
            {"id": "team_gone", "name": "Gone", "archived": True},
        ],
        "people": [
            *(
                {
                    "id": f"psn_{name}",
                    "name": name,
                    "email": f"{name}@lumen.example",
                    "teams": ["team_led"],
                    "role": "VIEWER" if name == "viewer" else "MEMBER",
                    "archived": name == "gone",
                    **({"manager": "psn_boss"} if name in ("member", "lead") else {}),
                }
                for name in people
            ),
            {"id": "psn_admin", "name": "A", "email": "admin@lumen.example", "role": "ADMIN"},
            {"id": "psn_owner", "name": "O", "email": "owner@lumen.example", "role": "OWNER"},
        ],
        "cycles": [
            {"id": f"cyc_{state.lower()}", "name": state, "state": state, **DAYS}
            for state in ("PLANNING", "ACTIVE", "CLOSED")
        ]
        + [{"id": "cyc_gone", "name": "Gone", "state": "PLANNING", "archived": True, **DAYS}],
        "kpis": kpis,
        "objectives": objectives,
        "initiatives": [
            {
                "id": f"ini_{target}",
                "title": target,
                "target": target,
                "owner": "psn_member",
                "archived": target.startswith("kr_"),
            }
            for target in (
                *(f"obj_psn_other_{life}_none" for life in ("active", "closed")),
                *(f"kr_team_led_active_{cycle}" for cycle in ("none", "cyc_closed")),
            )
        ],
    }


def _kpi(name: str, owner: str, **more: Any) -> dict[str, Any]:
    return {
        "id": f"kpi_{name}",
        "name": name,
        "measure": {"kind": "NUMBER"},
        "direction": "INCREASE",
        "frequency": "MONTHLY",
        "owner": owner,
        "values": [{"at": "2026-01-05", "value": 3}],
        **more,
    }


@pytest.fixture(scope="module")
async def lumen(database: Database, url: str) -> AsyncIterator[Company]:
    async with company(database, url, _document()) as imported:
        yield imported


async def asker(lumen: Company, who: str) -> Client:
    name, _, text = who.partition("/")
    scope = cast(Scope, text)
    if name == "service":
        return await lumen.service(scope)
    return await lumen.person(f"{name}@lumen.example", scope)


def nodes() -> Iterator[tuple[str, str]]:
    """The type and id of everything that actions are asked of."""
    document = _document()
    for kind, key in (
        ("Objective", "objectives"),
        ("Initiative", "initiatives"),
        ("Kpi", "kpis"),
        ("Team", "teams"),
        ("Person", "people"),
        ("Cycle", "cycles"),
    ):
        for one in document[key]:
            if not one["id"].endswith("_top"):
                yield kind, one["id"]
            for result in one.get("keyResults", ()):
                yield "KeyResult", result["id"]


def test_every_action_is_a_mutation_of_its_type_and_is_asked_for_here() -> None:
    types = build_schema().graphql.type_map
    for kind, actions in ACTIONS.items():
        assert set(actions) == set(GIVEN[kind]) == set(cast(Any, types[f"{kind}Actions"]).fields)
        assert {action.mutation for action in actions.values()} <= set(PERMISSIONS)
        assert str(cast(Any, types[kind]).fields["viewerCan"].type) == f"{kind}Actions!"


@pytest.mark.parametrize("who", VIEWERS)
async def test_it_says_what_a_mutation_does(lumen: Company, who: str) -> None:
    """What it says yes to is tried; what it says no to is asked for in earnest, since everybody may
    try what they see."""
    client = await asker(lumen, who)
    everything = list(nodes())
    said = await told(client, everything)
    # Those whom the viewer may not see are told of as little as those that are not there.
    assert len(said) > 20
    wrong = {}
    for some in (everything[i : i + 8] for i in range(0, len(everything), 8)):
        asked = {
            (kind, identifier, action): call(
                kind, identifier, action, who, dry_run=said[identifier][action]
            )
            for kind, identifier in some
            if identifier in said
            for action in GIVEN[kind]
        }
        for key, done in (await tried(client, asked)).items():
            _, identifier, action = key
            if done != said[identifier][action]:
                wrong[key] = (said[identifier][action], done)
    assert wrong == {}


async def told(client: Client, some: list[tuple[str, str]]) -> dict[str, dict[str, bool]]:
    """What `viewerCan` says of those of the nodes that the viewer may see, by id."""
    selected = " ".join(
        f"... on {kind} {{ {kind}: viewerCan {{ {' '.join(actions)} }} }}"
        for kind, actions in GIVEN.items()
    )
    said = {}
    for start in range(0, len(some), 100):
        ids = [identifier for _, identifier in some[start : start + 100]]
        asked = f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ id {selected} }} }}"
        for node in (await client.ask(asked, {"ids": ids}))["nodes"]:
            if node is not None:
                [actions] = [value for name, value in node.items() if name != "id"]
                said[node["id"]] = actions
    return said


def call(
    kind: str, identifier: str, action: str, who: str, *, dry_run: bool
) -> tuple[str, dict[str, Any]]:
    """The mutation of an action, and its input."""
    name, more = GIVEN[kind][action]
    given: dict[str, Any] = {name: identifier, **more}
    if action == "move":
        # To another objective that is open, of the same owner or of the viewer.
        owner = next(one for one in OWNERS if f"_{one}_" in identifier)
        if who == "member/write" and identifier.endswith("_mine"):
            owner = "psn_member"
        lives = "archived" if "_active_none" in identifier else "active"
        given["objective"] = f"obj_{owner}_{lives}_none"
    if action == "recordValues":
        given = {"values": [given]}
    return ACTIONS[kind][action].mutation, {**given, "dryRun": dry_run}


async def tried(client: Client, calls: dict[Any, tuple[str, dict[str, Any]]]) -> dict[Any, bool]:
    """Whether each mutation would be carried out, and change something."""
    answers: dict[Any, bool] = {}
    keys = list(calls)
    for start in range(0, len(keys), 40):
        some = keys[start : start + 40]
        fields = " ".join(
            f"m{number}: {calls[key][0]}(input: {literal(calls[key][1])})"
            " { problems { code } changed { totalCount } }"
            for number, key in enumerate(some)
        )
        data = await client.ask(f"mutation {{ {fields} }}")
        for number, key in enumerate(some):
            payload = data[f"m{number}"]
            codes = {problem["code"] for problem in payload["problems"]}
            answers[key] = payload["changed"]["totalCount"] > 0
            if (key[0], key[2]) in IN_THE_WAY and codes == {"CONFLICT"}:
                answers[key] = key[1] != "team_lumen"  # The company never is.
    return answers
