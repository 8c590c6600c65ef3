"""People by mutations: roles, managers, teams, who sees what right after, and what is refused."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from graph.database.client import Database
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.mutation_client import Case, Enum, change, done, refuse_all, refused, stored
from tests.api.rederived import check_derived
from tests.api.test_mutations_random import NOW, check_history

PERSON = """person { id name email role archived version manager { id }
  teams { nodes { id } } reports { nodes { id } } }"""
VIEWER = "{ viewer { name person { role } seesEverything } }"


def _person(name: str, **more: Any) -> dict[str, Any]:
    return {"id": f"psn_{name}", "name": name, "email": f"{name}@lumen.example", **more}


DOCUMENT: dict[str, Any] = {
    "organization": {"name": "Lumen"},
    "teams": [
        {"id": "team_lumen", "name": "Lumen", "kind": "COMPANY"},
        {"id": "team_beans", "name": "Beans", "leads": ["psn_lead"]},
        {"id": "team_care", "name": "Care"},
        {"id": "team_old", "name": "Old", "archived": True},
    ],
    "people": [
        _person("owner", role="OWNER"),
        _person("admin", role="ADMIN"),
        _person("boss", manager="psn_owner"),
        _person("lead", manager="psn_boss"),
        _person("one", teams=["team_beans"], manager="psn_lead"),
        _person("two", teams=["team_beans"]),
        _person("three", teams=["team_care"]),
        _person("gone", archived=True, manager="psn_boss"),
    ],
    "objectives": [
        {
            "id": "obj_secret",
            "title": "Secret",
            "owner": "psn_one",
            "visibility": "PRIVATE",
            "lead": "psn_two",
        },
        {"id": "obj_draft", "title": "Draft", "owner": "psn_one", "lifecycle": "DRAFT"},
        {"id": "obj_open", "title": "Open", "owner": "team_beans"},
    ],
}


@pytest.fixture
async def lumen(database: Database, url: str) -> AsyncIterator[Company]:
    async with company(database, url, DOCUMENT, now=NOW) as imported:
        yield imported


@pytest.fixture
async def admin(lumen: Company) -> Client:
    return await lumen.service("admin")


def person(payload: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = payload["person"]
    for name in ("teams", "reports"):
        found[name] = found[name]["nodes"]
    return found


async def sees(client: Client, objective: str) -> bool:
    data = await client.ask(f'{{ objective(id: "{objective}") {{ id }} }}')
    return data["objective"] is not None


async def test_a_person_is_made_changed_archived_and_restored(
    lumen: Company, admin: Client
) -> None:
    given = {
        "id": "psn_new",
        "name": "New",
        "email": "New.One@Lumen.example",
        "teams": ["team_care", "team_beans"],
        "manager": "psn_lead",
    }
    payload = await done(admin, "personCreate", given, PERSON)
    made = person(payload)
    assert made == {
        "id": "psn_new",
        "name": "New",
        "email": "new.one@lumen.example",
        "role": "MEMBER",
        "archived": False,
        "version": 1,
        "manager": {"id": "psn_lead"},
        "teams": [{"id": "team_beans"}, {"id": "team_care"}],
        "reports": [],
    }
    again = await done(admin, "personCreate", given, PERSON)
    assert (person(again), again["revision"]) == (made, payload["revision"])
    for other in ({"teams": ["team_care"]}, {"manager": "psn_boss"}, {"role": Enum("VIEWER")}):
        assert [(p[0], p[2]) for p in await refused(admin, "personCreate", given | other)] == [
            ("CONFLICT", ["id"])
        ]
    changed = await done(
        admin,
        "personUpdate",
        {
            "id": "psn_new",
            "email": "n@lumen.example",
            "teams": ["team_lumen", "team_care"],
            "manager": None,
            "role": Enum("VIEWER"),
            "expectedVersion": 1,
        },
        PERSON,
    )
    made |= {
        "email": "n@lumen.example",
        "teams": [{"id": "team_care"}, {"id": "team_lumen"}],
        "manager": None,
        "role": "VIEWER",
        "version": 2,
    }
    assert person(changed) == made
    same = await done(admin, "personUpdate", {"id": "psn_new", "email": "N@LUMEN.example"}, PERSON)
    assert (person(same), same["revision"]) == (made, changed["revision"])
    cleared = await done(admin, "personUpdate", {"id": "psn_new", "teams": None}, PERSON)
    made |= {"teams": [], "version": 3}
    assert person(cleared) == made
    for mutation, archived, version in (
        ("personArchive", True, 4),
        ("personArchive", True, 4),
        ("personRestore", False, 5),
        ("personRestore", False, 5),
    ):
        payload = await done(admin, mutation, {"id": "psn_new"}, PERSON)
        assert person(payload) == made | {"archived": archived, "version": version}
    await check_derived(lumen.database, lumen.org, NOW)
    await check_history(lumen.database, lumen.org)


async def test_what_is_refused_changes_nothing(lumen: Company, admin: Client) -> None:
    before = await stored(lumen.database, lumen.org)
    circle = await change(admin, "personUpdate", {"id": "psn_boss", "manager": "psn_one"})
    (problem,) = circle["problems"]
    assert (problem["code"], problem["message"], problem["path"]) == (
        "HIERARCHY_CYCLE",
        "This would close a circle: boss → one → lead → boss. Remove one of its links first.",
        ["manager"],
    )
    assert [step["node"]["id"] for step in problem["steps"]] == [
        *("psn_boss", "psn_one", "psn_lead", "psn_boss")
    ]
    new = {"name": "New", "email": "new@lumen.example"}
    cases: list[Case] = [
        ("personCreate", new | {"email": "nobody"}, [("INVALID_INPUT", ["email"])]),
        ("personCreate", new | {"email": "a b@lumen.example"}, [("INVALID_INPUT", ["email"])]),
        ("personCreate", new | {"email": "ONE@lumen.example"}, [("CONFLICT", ["email"])]),
        ("personCreate", new | {"email": "gone@lumen.example"}, [("CONFLICT", ["email"])]),
        ("personCreate", new | {"teams": ["team_old"]}, [("INVALID_INPUT", ["teams"])]),
        ("personCreate", new | {"teams": ["psn_one"]}, [("NOT_FOUND", ["teams", "0"])]),
        ("personCreate", new | {"manager": "psn_gone"}, [("INVALID_INPUT", ["manager"])]),
        ("personUpdate", {"id": "psn_no", "name": "X"}, [("NOT_FOUND", ["id"])]),
        ("personUpdate", {"id": "psn_one", "email": None}, [("INVALID_INPUT", ["email"])]),
        ("personUpdate", {"id": "psn_one", "role": None}, [("INVALID_INPUT", ["role"])]),
        (
            "personUpdate",
            {"id": "psn_one", "email": "Two@lumen.example"},
            [("CONFLICT", ["email"])],
        ),
        (
            "personUpdate",
            {"id": "psn_one", "manager": "psn_one"},
            [("HIERARCHY_CYCLE", ["manager"])],
        ),
        ("personUpdate", {"id": "psn_gone", "name": "X"}, [("READ_ONLY", ["id"])]),
        (
            "personUpdate",
            {"id": "psn_one", "name": "X", "expectedVersion": 7},
            [("VERSION_CONFLICT", ["expectedVersion"])],
        ),
        ("personUpdate", {"id": "psn_owner", "role": Enum("ADMIN")}, [("CONFLICT", ["role"])]),
        ("personArchive", {"id": "psn_owner"}, [("CONFLICT", ["id"])]),
    ]
    await refuse_all(admin, cases)
    for identifier, ways in (
        ("psn_one", 'open objectives ("Draft", "Secret")'),
        ("psn_two", 'open objectives to lead ("Secret")'),
        ("psn_lead", 'teams to lead ("Beans") and reports ("one")'),
    ):
        name = identifier.removeprefix("psn_")
        assert await refused(admin, "personArchive", {"id": identifier}) == [
            (
                "CONFLICT",
                f'"{name}" still has {ways}. Close or archive these, or give them to others, and '
                f'then archive "{name}".',
                ["id"],
            )
        ]
    dry = {"id": "psn_one", "role": Enum("ADMIN"), "dryRun": True}
    payload = await done(admin, "personUpdate", dry, PERSON)
    assert (payload["revision"], payload["person"]["role"]) == (None, "ADMIN")
    assert await stored(lumen.database, lumen.org) == before


async def test_only_owners_make_owners(lumen: Company) -> None:
    admin = await lumen.person("admin@lumen.example", "admin")
    before = await stored(lumen.database, lumen.org)
    new = {"name": "New", "email": "new@lumen.example"}
    for mutation, given, path in (
        ("personCreate", new | {"role": Enum("OWNER")}, "role"),
        ("personUpdate", {"id": "psn_admin", "role": Enum("OWNER")}, "role"),
        ("personUpdate", {"id": "psn_owner", "role": Enum("MEMBER")}, "role"),
        ("personUpdate", {"id": "psn_owner", "email": "mine@lumen.example"}, "email"),
        ("personArchive", {"id": "psn_owner"}, "id"),
    ):
        assert await refused(admin, mutation, given) == [
            (
                "FORBIDDEN",
                "Only owners make owners, and change the role or address of one, or archive them.",
                [path],
            )
        ]
    assert await refused(admin, "personArchive", {"id": "psn_admin"}) == [
        ("CONFLICT", "Nobody archives themself; ask another administrator.", ["id"])
    ]
    assert await stored(lumen.database, lumen.org) == before
    owner = await lumen.person("owner@lumen.example", "admin")
    await done(owner, "personUpdate", {"id": "psn_boss", "role": Enum("OWNER")})
    # Not the last one any more.
    payload = await done(owner, "personUpdate", {"id": "psn_owner", "role": Enum("VIEWER")}, PERSON)
    assert payload["person"]["role"] == "VIEWER"
    (problem,) = await refused(owner, "personUpdate", {"id": "psn_owner", "role": Enum("OWNER")})
    assert problem[0] == "FORBIDDEN"


async def test_a_role_holds_at_once(lumen: Company, admin: Client) -> None:
    three = await lumen.person("three@lumen.example", "admin")
    assert not await sees(three, "obj_secret")
    await done(admin, "personUpdate", {"id": "psn_three", "role": Enum("ADMIN")})
    assert await sees(three, "obj_secret")
    await done(three, "teamUpdate", {"id": "team_care", "name": "Care!"})
    await done(admin, "personUpdate", {"id": "psn_three", "role": Enum("VIEWER")})
    assert not await sees(three, "obj_secret")
    assert await refused(three, "personUpdate", {"id": "psn_three", "name": "Me"}) == [
        ("FORBIDDEN", "Nothing can be changed here: the role VIEWER only reads.", [])
    ]


async def test_a_manager_sees_and_decides_at_once(lumen: Company, admin: Client) -> None:
    boss = await lumen.person("boss@lumen.example", "write")
    three = await lumen.person("three@lumen.example", "write")
    assert (await sees(boss, "obj_secret"), await sees(three, "obj_secret")) == (True, False)
    await done(admin, "personUpdate", {"id": "psn_one", "manager": "psn_three"})
    assert (await sees(boss, "obj_secret"), await sees(three, "obj_secret")) == (False, True)
    await done(three, "objectiveUpdate", {"id": "obj_secret", "title": "Known"})
    await done(three, "personUpdate", {"id": "psn_one", "name": "Number One"})
    # Up the line as well.
    await done(admin, "personUpdate", {"id": "psn_three", "manager": "psn_boss"})
    assert await sees(boss, "obj_secret")


async def test_teams_make_drafts_seen_at_once(lumen: Company, admin: Client) -> None:
    two = await lumen.person("two@lumen.example", "read")
    three = await lumen.person("three@lumen.example", "read")
    assert (await sees(two, "obj_draft"), await sees(three, "obj_draft")) == (True, False)
    await done(admin, "personUpdate", {"id": "psn_three", "teams": ["team_beans"]})
    await done(admin, "personUpdate", {"id": "psn_two", "teams": []})
    assert (await sees(two, "obj_draft"), await sees(three, "obj_draft")) == (False, True)


async def test_who_is_archived_is_let_in_no_more(lumen: Company, admin: Client) -> None:
    three = await lumen.person("three@lumen.example", "write")
    assert (await three.ask(VIEWER))["viewer"]["name"] == "three"
    await done(admin, "personArchive", {"id": "psn_three"})
    assert [code for code, _ in await three.refused(VIEWER)] == ["UNAUTHENTICATED"]
    await done(admin, "personRestore", {"id": "psn_three"})
    assert (await three.ask(VIEWER))["viewer"]["name"] == "three"


async def test_who_comes_back_has_no_archived_manager(lumen: Company, admin: Client) -> None:
    for one in ("psn_one", "psn_two"):
        given = {"id": one, "manager": "psn_three"}
        await done(admin, "personUpdate", given)
    for objective in ("obj_secret", "obj_draft"):
        await done(admin, "objectiveArchive", {"id": objective})
    for one in ("psn_one", "psn_two", "psn_three"):
        await done(admin, "personArchive", {"id": one})
    alone = await done(admin, "personRestore", {"id": "psn_one"}, PERSON)
    assert alone["person"]["manager"] is None
    await done(admin, "personRestore", {"id": "psn_three"})
    managed = await done(admin, "personRestore", {"id": "psn_two"}, PERSON)
    assert managed["person"]["manager"] == {"id": "psn_three"}
    await check_derived(lumen.database, lumen.org, NOW)
    await check_history(lumen.database, lumen.org)


async def test_people_change_their_own_name_and_no_more(lumen: Company) -> None:
    two = await lumen.person("two@lumen.example", "write")
    await done(two, "personUpdate", {"id": "psn_two", "name": "Tui"})
    assert (await two.ask(VIEWER))["viewer"]["name"] == "Tui"
    before = await stored(lumen.database, lumen.org)
    cases: list[dict[str, Any]] = [
        {"id": "psn_two", "role": Enum("ADMIN")},
        {"id": "psn_two", "email": "tui@lumen.example"},
        {"id": "psn_two", "teams": ["team_care"]},
        {"id": "psn_two", "manager": "psn_one"},
    ]
    for given in cases:
        field = list(given)[-1]
        assert await refused(two, "personUpdate", given) == [
            ("FORBIDDEN", f"{field} is for owners and administrators of the organization.", [field])
        ]
    (problem,) = await refused(two, "personUpdate", {"id": "psn_one", "name": "X"})
    assert (problem[0], problem[2]) == ("FORBIDDEN", ["id"])
    assert await stored(lumen.database, lumen.org) == before


async def test_of_two_changes_at_once_that_do_not_go_together_one_lands(
    lumen: Company, admin: Client
) -> None:
    await done(admin, "personUpdate", {"id": "psn_boss", "role": Enum("OWNER")})
    pairs: list[tuple[str, list[dict[str, Any]], str]] = [
        (
            "personUpdate",
            [
                {"id": "psn_two", "manager": "psn_three"},
                {"id": "psn_three", "manager": "psn_two"},
            ],
            "HIERARCHY_CYCLE",
        ),
        (
            "personCreate",
            [{"name": name, "email": email} for name, email in (("A", "a@l.ee"), ("B", "A@L.ee"))],
            "CONFLICT",
        ),
        (
            "personUpdate",
            [{"id": one, "role": Enum("MEMBER")} for one in ("psn_owner", "psn_boss")],
            "CONFLICT",
        ),
    ]
    for mutation, both, code in pairs:
        payloads = await asyncio.gather(*(change(admin, mutation, given) for given in both))
        codes = sorted([problem["code"] for problem in one["problems"]] for one in payloads)
        assert codes == [[], [code]], both
    await check_derived(lumen.database, lumen.org, NOW)
    await check_history(lumen.database, lumen.org)


async def test_a_team_and_its_people_in_one_batch(lumen: Company, admin: Client) -> None:
    operations: list[dict[str, Any]] = [
        {"teamCreate": {"id": "team_new", "name": "New"}},
        {
            "personCreate": {
                "id": "psn_head",
                "name": "Head",
                "email": "head@lumen.example",
                "teams": ["team_new"],
            }
        },
        {"teamUpdate": {"id": "team_new", "leads": ["psn_head"]}},
        {"personUpdate": {"id": "psn_one", "manager": "psn_head", "teams": ["team_new"]}},
    ]
    payload = await done(admin, "batch", {"operations": operations})
    again = await done(admin, "batch", {"operations": operations[3:]})
    assert again == payload
    head = await lumen.person("head@lumen.example", "write")
    before = await stored(lumen.database, lumen.org)
    assert (await sees(head, "obj_secret"), await sees(head, "obj_draft")) == (True, True)
    # All or none, whichever of them is refused.
    operations = [
        {"personUpdate": {"id": "psn_head", "teams": []}},
        {"personUpdate": {"id": "psn_head", "manager": "psn_one"}},
    ]
    assert [(p[0], p[2]) for p in await refused(admin, "batch", {"operations": operations})] == [
        ("HIERARCHY_CYCLE", ["operations", "1", "personUpdate", "manager"])
    ]
    after = await stored(lumen.database, lumen.org)
    assert after == before
    await check_derived(lumen.database, lumen.org, NOW)
    await check_history(lumen.database, lumen.org)
