"""What the demo company's people propose to each other and say."""

from __future__ import annotations

from graph.demo.people import DEMO_ADMINISTRATOR
from graph.demo.rows import Comment, Proposal

# Two wait for the administrator's answer; of two of her department's, one waits for another's.
PROPOSALS: tuple[Proposal, ...] = (
    Proposal(
        "obj_ben_kotlin",
        "obj_product_trust",
        by="psn_ben_whitaker",
        days_ago=6,
        weight=0.5,
        rationale="Two of us could then review what we ship on Android.",
    ),
    Proposal(
        "obj_sarah_lifecycle",
        "kr_habit_skip",
        by="psn_sarah_cohen",
        days_ago=3,
        rationale="The winback mails lead straight to skipping a box instead of cancelling.",
    ),
    Proposal(
        "obj_product_trust",
        "obj_supply_promise",
        by="psn_hyejin_park",
        days_ago=4,
        weight=0.5,
        rationale="A tracking page that is down is a promise that is broken.",
    ),
    Proposal(
        "obj_amara_voice",
        "obj_care_fast",
        by=DEMO_ADMINISTRATOR,
        days_ago=17,
        rationale="What we hear in interviews would spare you the question.",
        declined_by="psn_kwame_mensah",
        reason="Good to have, but it shortens no queue this quarter. Send us the notes instead.",
    ),
)

COMMENTS: tuple[Comment, ...] = (
    Comment(
        "cmt_habit_rating",
        "obj_product_habit",
        "psn_ceo",
        5,
        "Weekly use is up and the rating is not. What do people miss?",
        read_by=(DEMO_ADMINISTRATOR, "psn_mateo_rojas"),
    ),
    Comment(
        "cmt_habit_rating_mateo",
        "obj_product_habit",
        "psn_mateo_rojas",
        4,
        "**Speed.** Half of the two-star reviews are about the first start after an update.",
        reply_to="cmt_habit_rating",
        read_by=(DEMO_ADMINISTRATOR,),
    ),
    Comment(
        "cmt_skip_calls",
        "kr_skip_cancel_calls",
        "psn_omar_haddad",
        8,
        "The calls that are left are mostly about two boxes on one address.",
    ),
    Comment(
        "cmt_kotlin",
        "aln_obj_ben_kotlin_obj_product_trust",
        DEMO_ADMINISTRATOR,
        2,
        "Gladly. Which release would you begin with?",
    ),
    Comment(
        "cmt_churn",
        "kpi_churn",
        "psn_lucia_ferrari",
        11,
        "Who looks into the third box? That is when they leave.",
        read_by=("psn_ceo",),
    ),
    # Of the retrospective of the quarter before.
    Comment(
        "cmt_q2_pilots",
        "cyc_q2",
        "psn_camila_torres",
        6,
        "Ask with a pilot before we build: referrals took six weeks to find out, not a year.",
        topic="KEEP",
        team="team_growth",
    ),
    Comment(
        "cmt_q2_carriers",
        "cyc_q2",
        "psn_rajesh_iyer",
        6,
        "No goal that only saves money. The second carrier would have shown in the box before.",
        topic="CHANGE",
        team="team_supply",
    ),
    Comment(
        "cmt_q2_roaster",
        "cyc_q2",
        "psn_siim_parn",
        5,
        "A machine is live when its operators are. We had counted on trained people in week one.",
        read_by=(DEMO_ADMINISTRATOR, "psn_ceo"),
        topic="LEARNED",
    ),
)
