"""Goals of the next quarter, and those that wait for one."""

from __future__ import annotations

from graph.demo.rows import (
    COUNT,
    DAYS,
    EARLY,
    PERCENT,
    SCORE,
    Alignment,
    KeyResult,
    Objective,
    at_least,
    at_most,
    down,
    up,
)

NEXT_OBJECTIVES: tuple[Objective, ...] = (
    # Started before its quarter, for a goal that ends before it does.
    Objective(
        "obj_next_refill",
        "Tins that come back",
        owner="team_fulfilment",
        lead="psn_emma_larsen",
        cycle="cyc_q4",
        to=(Alignment("obj_fulfil_packaging", weight=1),),
        labels=("sustainability",),
        key_results=(
            KeyResult(
                "kr_refill_pilot", "500 households in the pilot", up(0, 500), COUNT, 60, EARLY
            ),
            KeyResult("kr_refill_returned", "70 % of the tins come back", up(0, 70), PERCENT, None),
        ),
    ),
    Objective(
        "obj_next_loyalty",
        "Reward the hundredth box, not the first",
        owner="team_commercial",
        lead="psn_lucia_ferrari",
        cycle="cyc_q4",
        lifecycle="DRAFT",
        to=(Alignment("obj_keep_customers", weight=2),),
        labels=("retention",),
        key_results=(
            KeyResult("kr_loyalty_members", "20,000 members", up(0, 20_000), COUNT, None),
            KeyResult(
                "kr_loyalty_discount",
                "Discounts fall below 12 % of orders",
                down(16, 12),
                PERCENT,
                None,
            ),
        ),
    ),
    Objective(
        "obj_next_app_family",
        "One subscription, several tastes",
        owner="team_app",
        lead="psn_mei_tanaka",
        cycle="cyc_q4",
        lifecycle="DRAFT",
        to=(Alignment("obj_next_loyalty", weight=1), Alignment("obj_app_taste", weight=1)),
        labels=("app", "personalisation"),
        key_results=(
            KeyResult(
                "kr_family_profiles",
                "8,000 households with two profiles",
                up(0, 8_000),
                COUNT,
                None,
            ),
            KeyResult("kr_family_churn", "They leave a third less often", up(0, 33), PERCENT, None),
        ),
    ),
    Objective(
        "obj_next_offices_latvia",
        "Offices in Riga",
        owner="team_offices",
        lead="psn_kristjan_magi",
        cycle="cyc_q4",
        lifecycle="DRAFT",
        to=(Alignment("kr_mrr_growth", weight=1),),
        labels=("offices", "expansion"),
        key_results=(
            KeyResult("kr_latvia_accounts", "40 accounts in Riga", up(0, 40), COUNT, None),
            KeyResult(
                "kr_latvia_service", "A machine is repaired within 2 days", at_most(2), DAYS, None
            ),
        ),
    ),
    Objective(
        "obj_next_amara_roadmap",
        "A roadmap of problems, not of features",
        owner="psn_amara_okafor",
        cycle="cyc_q4",
        lifecycle="DRAFT",
        to=(Alignment("obj_next_app_family", weight=1),),
        labels=("discovery",),
        key_results=(
            KeyResult(
                "kr_roadmap_bets", "Every bet has a measured problem", up(30, 100), PERCENT, None
            ),
            KeyResult("kr_roadmap_killed", "Stop five things", up(0, 5), COUNT, None),
        ),
    ),
)

BACKLOG_OBJECTIVES: tuple[Objective, ...] = (
    Objective(
        "obj_backlog_magazine",
        "A magazine that pays for itself",
        owner="team_growth",
        cycle=None,
        lifecycle="DRAFT",
        to=(Alignment("obj_brand_people_wear", weight=1),),
        labels=("brand", "content"),
    ),
    Objective(
        "obj_backlog_decaf",
        "A decaf worth choosing",
        owner="team_roastery",
        cycle=None,
        ambition="ASPIRATIONAL",
        to=(Alignment("obj_coffee_worth", weight=1),),
        labels=("quality",),
        key_results=(
            KeyResult(
                "kr_decaf_cupping", "Our decaf cups at 85 or better", at_least(85), SCORE, None
            ),
            KeyResult("kr_decaf_share", "5 % of bags are decaf", up(1.2, 5), PERCENT, None),
        ),
    ),
)
