"""Changes of what not everybody may see: told to nobody else, and missed by nobody."""

from __future__ import annotations

from typing import Any

from graph.database.client import Database
from tests.api.companies import company
from tests.api.feeds import ITEM, changed, feed, history, quiet_company, revision_of
from tests.api.mutation_client import Enum, done
from tests.api.test_privacy import DOCUMENT


async def test_what_is_hidden_leaves_no_trace(database: Database, url: str) -> None:
    async with company(database, url, DOCUMENT) as quiet:
        admin, out = await quiet_company(quiet)
        start = await revision_of(admin)
        changes: list[tuple[str, dict[str, Any]]] = [
            ("objectiveUpdate", {"id": "obj_hush_shared", "title": "Still hush"}),
            ("keyResultCheckIn", {"keyResult": "kr_hush_shared", "value": 7, "id": "chk_hush_2"}),
            ("objectiveShare", {"id": "obj_hush_team", "sharedWith": ["psn_guest"]}),
            ("objectiveUpdate", {"id": "obj_hush_draft", "owner": "psn_lead"}),
            ("alignmentUpdate", {"id": "aln_hush_below", "weight": 2}),
            ("alignmentRemove", {"id": "aln_hush_below"}),
            ("supportRemove", {"id": "sup_hush_team"}),
            (
                "objectiveCreate",
                {
                    "id": "obj_hush_new",
                    "title": "New hush",
                    "owner": "psn_ann",
                    "visibility": Enum("PRIVATE"),
                },
            ),
            ("objectiveArchive", {"id": "obj_hush_team"}),
        ]
        for mutation, given in changes:
            await done(admin, mutation, given)
        response = await out.send(
            f"{{ changes(since: {start}) {{ upTo nodes {{ {ITEM} }} }}"
            f' top: objective(id: "obj_top") {{ history {{ totalCount nodes {{ {ITEM} }} }} }}'
            f' below: objective(id: "obj_below") {{ history {{ nodes {{ {ITEM} }} }} }} }}'
        )
        answer = response.json()
        assert "errors" not in answer
        assert "hush" not in response.text.lower()
        assert answer["data"]["changes"]["upTo"] == start + 9
        # Numbers roll up from what is hidden; who did what to it, is hidden with it.
        for item in answer["data"]["changes"]["nodes"]:
            assert item["kind"] == "ROLLED_UP"
            assert (item["actor"], item["actorName"], item["operation"]) == (None, None, None)
        everything = await feed(admin, start)
        assert {one["nodeId"] for one in everything["nodes"]} >= {"chk_hush_2", "obj_hush_new"}


async def test_a_goal_goes_and_comes_back_with_all_that_belongs_to_it(
    database: Database, url: str
) -> None:
    async with company(database, url, DOCUMENT) as quiet:
        admin, out = await quiet_company(quiet)
        start = await revision_of(admin)
        belonging = {"obj_plain", "kr_plain", "chk_plain", "ini_plain", "sup_plain", "aln_plain_0"}
        belonging.add("aln_below_plain")
        private = {"id": "obj_plain", "visibility": Enum("PRIVATE"), "owner": "psn_ann"}
        await done(admin, "objectiveUpdate", private)
        gone = (await feed(out, start))["nodes"]
        assert {one["nodeId"] for one in gone} == belonging
        for item in gone:
            assert {name: value for name, value in item.items() if value} == {
                "revision": start + 1,
                "kind": "GONE",
                "nodeId": item["nodeId"],
                "nodeType": item["nodeType"],
            }
        await done(admin, "objectiveUpdate", {"id": "obj_plain", "title": "Said in private"})
        await done(admin, "keyResultCheckIn", {"id": "chk_p", "keyResult": "kr_plain", "value": 6})
        assert [one for one in (await feed(out, start + 1))["nodes"] if one["kind"] == "GONE"] == []
        await done(admin, "objectiveUpdate", {"id": "obj_plain", "title": "For all"})
        await done(admin, "objectiveUpdate", {"id": "obj_plain", "visibility": Enum("PUBLIC")})
        back = [one for one in (await feed(out, start + 1))["nodes"] if one["kind"] != "ROLLED_UP"]
        assert {one["nodeId"] for one in back} == belonging | {"chk_p"}
        for item in back:
            assert (item["kind"], item["fields"]) == ("APPEARED", [])
            assert item["node"] == {"id": item["nodeId"]}
            assert item["operation"] == "objectiveUpdate"
        # What was said of it while it was hidden is not its history for those it was hidden from.
        kinds_of_history = [one["kind"] for one in await history(out, "objective", "obj_plain")]
        assert kinds_of_history == ["CREATED", "APPEARED"]
        titles = [
            changed(one["fields"]).get("title")
            for one in await history(admin, "objective", "obj_plain")
        ]
        assert ("Said in private", "For all") in titles
        # Who sees everything is told of no comings and goings.
        kinds = {one["kind"] for one in (await feed(admin, start))["nodes"]}
        assert kinds == {"UPDATED", "CREATED", "ROLLED_UP"}


async def test_where_a_key_result_came_from_may_be_hidden(database: Database, url: str) -> None:
    async with company(database, url, DOCUMENT) as quiet:
        admin, out = await quiet_company(quiet)
        start = await revision_of(admin)
        await done(admin, "keyResultMove", {"id": "kr_plain", "objective": "obj_top"})
        await done(admin, "keyResultMove", {"id": "kr_plain", "objective": "obj_plain"})
        hidden = {"id": "obj_top", "visibility": Enum("PRIVATE"), "owner": "psn_ann"}
        await done(admin, "objectiveUpdate", hidden)
        _, *found = await history(out, "keyResult", "kr_plain")
        # It was seen in both places, but one of them may not be named any more.
        assert [changed(one["fields"])["objective"] for one in found] == ["hidden", "hidden"]
        [shown] = [one for one in found[0]["fields"] if one["name"] == "objective"]
        assert shown == {
            "name": "objective",
            "before": '"obj_plain"',
            "after": None,
            "hidden": True,
        }
        moves = [
            changed(one["fields"])["objective"]
            for one in (await history(admin, "keyResult", "kr_plain"))[1:]
        ]
        assert moves == [("obj_plain", "obj_top"), ("obj_top", "obj_plain")]
        away = {"id": "kr_plain", "objective": "obj_hush_team"}
        await done(admin, "keyResultMove", away)
        gone = {
            one["nodeId"] for one in (await feed(out, start + 3))["nodes"] if one["kind"] == "GONE"
        }
        assert gone == {"kr_plain", "chk_plain", "ini_plain", "sup_plain"}


async def test_a_link_ends_for_whoever_saw_it(database: Database, url: str) -> None:
    async with company(database, url, DOCUMENT) as quiet:
        admin, out = await quiet_company(quiet)
        start = await revision_of(admin)
        await done(admin, "alignmentRemove", {"id": "aln_below_plain"})
        item = (await feed(out, start))["nodes"][0]
        assert (item["kind"], item["nodeId"], item["node"]) == ("ENDED", "aln_below_plain", None)
        assert changed(item["fields"])["weight"] == (1.0, None)
        # Later one of its ends is hidden: then only its id is told to those who still have it.
        hidden = {"id": "obj_plain", "visibility": Enum("PRIVATE"), "owner": "psn_ann"}
        await done(admin, "objectiveUpdate", hidden)
        item = (await feed(out, start))["nodes"][0]
        assert (item["kind"], item["nodeId"], item["fields"]) == ("GONE", "aln_below_plain", [])
