"""What the demo's administrator is proposed and told, as they see it over HTTP."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from graph.database.client import Database
from graph.demo import DEMO_ADMINISTRATOR, demo_company
from tests.api.companies import company

TODAY = date(2026, 11, 25)
ASKED = """{ viewer {
  person { id }
  incoming: proposals(direction: INCOMING, state: PENDING) { nodes { ...Proposed } }
  waiting: proposals(direction: OUTGOING) { nodes { ...Proposed } }
  declined: proposals(direction: OUTGOING, state: DECLINED) { nodes { ...Proposed } }
} }
fragment Proposed on AlignmentProposal {
  state from { id } to { id } keyResult { id } proposedBy { id } decidedBy { id } reason
  comments { totalCount }
}"""
TALK = """{ objective(id: "obj_product_habit") { comments { nodes {
  author { id } acknowledgedBy { nodes { id } } replies { nodes { author { id } } }
} } } }"""


async def test_the_administrator_meets_proposals_and_comments(database: Database, url: str) -> None:
    now = datetime.combine(TODAY, time(12), UTC)
    async with company(database, url, demo_company(TODAY), now=now) as demo:
        client = await demo.person("amara.okafor@lumencoffee.example", "admin")
        viewer = (await client.ask(ASKED))["viewer"]
        assert viewer["person"] == {"id": DEMO_ADMINISTRATOR}
        shown = [
            (one["from"]["id"], one["to"]["id"], one["keyResult"], one["comments"]["totalCount"])
            for one in viewer["incoming"]["nodes"]
        ]
        assert shown == [
            ("obj_ben_kotlin", "obj_product_trust", None, 1),
            ("obj_sarah_lifecycle", "obj_product_habit", {"id": "kr_habit_skip"}, 0),
        ]
        [declined] = viewer["declined"]["nodes"]
        [waiting] = viewer["waiting"]["nodes"]
        assert (declined["state"], declined["decidedBy"]) == (
            "DECLINED",
            {"id": "psn_kwame_mensah"},
        )
        assert declined["reason"].startswith("Good to have")
        assert (waiting["state"], waiting["proposedBy"]) == ("PENDING", {"id": "psn_hyejin_park"})
        [thread] = (await client.ask(TALK))["objective"]["comments"]["nodes"]
        assert thread["author"] == {"id": "psn_ceo"}
        assert len(thread["acknowledgedBy"]["nodes"]) == 2
        assert thread["replies"]["nodes"] == [{"author": {"id": "psn_mateo_rojas"}}]
