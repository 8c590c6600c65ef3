"""The calls of `docs/from-kpi-to-next-cycle.md`, in their order, on the demo company."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from graph.database.client import Database
from graph.demo import DEMO_ADMINISTRATOR, demo_company
from tests.api.client import Client
from tests.api.companies import company
from tests.clients.test_guide import BLOCK, ROOT, STORY

PAGE = ROOT / "docs" / f"{STORY}.md"
TALLINN = ZoneInfo("Europe/Tallinn")


def dated(text: str, now: datetime) -> str:
    """A call with the days that depend on today."""
    today = now.astimezone(TALLINN).date()
    monday = today - timedelta(today.weekday())
    named = {"this Monday": monday, "this Sunday": monday + timedelta(6)}

    def quoted(when: date | datetime) -> str:
        return json.dumps(when.isoformat())

    for words, day in named.items():
        text = text.replace(json.dumps(words), quoted(day))
    text = re.sub(r'"day (\d+) days ago"', lambda it: quoted(today - timedelta(int(it[1]))), text)
    text = re.sub(r'"day (\d+) days ahead"', lambda it: quoted(today + timedelta(int(it[1]))), text)
    return re.sub(r'"(\d+) days ago"', lambda it: quoted(now - timedelta(int(it[1]))), text)


async def asked(client: Client, now: datetime) -> dict[str, Any]:
    """Asks every call of the page, compares what it answers, and gives back all answers."""
    blocks = BLOCK.findall(PAGE.read_text("utf-8"))
    answers: dict[str, Any] = {}
    for number, (kind, text) in enumerate(blocks):
        if kind != "graphql":
            continue
        found = re.match(r"(?:query|mutation) (\w+)", text)
        assert found is not None
        data = answers[found[1]] = await client.ask(dated(text, now))
        following = blocks[number + 1] if number + 1 < len(blocks) else ("", "")
        if following[0] == "json":
            assert data == json.loads(following[1]), found[1]
    return answers


async def test_the_story_is_true(database: Database, url: str) -> None:
    now = datetime.now(UTC)
    today = now.astimezone(TALLINN).date()
    async with company(database, url, demo_company(today), now=now) as demo:
        [person] = [one for one in demo_company(today)["people"] if one["id"] == DEMO_ADMINISTRATOR]
        answers = await asked(await demo.person(person["email"], "admin"), now)
    behind = answers["Behind"]["kpi"]
    assert [one["value"] for one in behind["series"]] == [52, 50, 47, 45]
    assert {one["status"] for one in behind["series"]} == {"OFF_TARGET"}
    assert behind["movers"]["totalCount"] == 0
    weekly = answers["Team"]["team"]["weekly"]
    assert {"name": "Amara Okafor"} in [one["author"] for one in weekly["reports"]]
    assert {"name": "Omar Haddad"} in weekly["missing"]
    told = {one["text"]: one["about"] for one in weekly["problems"]}
    assert told["Codes cannot be shared from the mail"] == [{"id": "kr_referrals_shared"}]
    assert weekly["checkInsDue"] >= weekly["checkedIn"]
    cycles = answers["NextCycles"]["cyclesGenerate"]
    assert cycles["problems"] == []
    assert {one["kind"] for one in cycles["cycles"]} == {"QUARTER"}
    assert {one["state"] for one in cycles["cycles"]} == {"PLANNING"}
