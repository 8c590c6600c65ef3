"""Goals of the two closed quarters, and one that was shelved."""

from __future__ import annotations

from graph.demo.rows import (
    COUNT,
    EARLY,
    EUR,
    HOURS,
    LATE,
    PERCENT,
    RATING,
    SCORE,
    SLIDE,
    STEPS,
    Alignment,
    Closing,
    KeyResult,
    Measure,
    Objective,
    at_least,
    at_most,
    done,
    down,
    up,
)

PAST_OBJECTIVES: tuple[Objective, ...] = (
    Objective(
        "obj_past_plans",
        "Two plans instead of five",
        owner="team_product",
        lead="psn_amara_okafor",
        cycle="cyc_q1",
        to=(Alignment("obj_recurring_revenue", weight=1),),
        lifecycle="CLOSED",
        closing=Closing("Everyone moved, and only 0.6 % left over it."),
        labels=("pricing",),
        key_results=(
            KeyResult(
                "kr_plans_moved", "All subscribers on the new plans", up(0, 100), PERCENT, 100, LATE
            ),
            KeyResult(
                "kr_plans_tickets", "Questions about prices fall by half", up(0, 50), PERCENT, 61
            ),
            KeyResult("kr_plans_upgrade", "12 % choose the larger plan", up(4, 12), PERCENT, 9.5),
        ),
    ),
    Objective(
        "obj_past_warehouse",
        "Move to the Rae warehouse without missing a box",
        owner="team_fulfilment",
        lead="psn_piotr_nowak",
        cycle="cyc_q1",
        to=(Alignment("obj_coffee_worth", weight=1),),
        lifecycle="CLOSED",
        closing=Closing("Moved in two nights. The conveyor came six weeks late."),
        labels=("delivery",),
        key_results=(
            KeyResult("kr_warehouse_moved", "All stock moved", up(0, 100), PERCENT, 100, STEPS),
            KeyResult("kr_warehouse_missed", "No box missed", at_most(0), COUNT, 14, LATE, first=0),
            KeyResult(
                "kr_warehouse_capacity", "9,000 boxes a day", up(5_200, 9_000), COUNT, 7_600, LATE
            ),
        ),
    ),
    Objective(
        "obj_past_helpdesk",
        "One inbox for care",
        owner="team_care",
        lead="psn_kwame_mensah",
        cycle="cyc_q1",
        to=(Alignment("kr_keep_churn", weight=1),),
        lifecycle="CLOSED",
        closing=Closing("Done by week nine; the old inboxes are gone.", "KEEP"),
        labels=("care",),
        key_results=(
            KeyResult("kr_helpdesk_moved", "Seven inboxes become one", down(7, 1), COUNT, 1, STEPS),
            KeyResult(
                "kr_helpdesk_reply",
                "First reply within 6 hours, from 11",
                down(11, 6),
                HOURS,
                5.4,
                EARLY,
            ),
        ),
    ),
    Objective(
        "obj_past_budget",
        "A budget that teams can read",
        owner="team_business",
        lead="psn_victor_ionescu",
        cycle="cyc_q1",
        to=(Alignment("obj_healthy_business", weight=1),),
        lifecycle="CLOSED",
        closing=Closing("All leads sign for their own page."),
        labels=("finance",),
        key_results=(
            KeyResult("kr_budget_pages", "Twelve teams, twelve pages", up(0, 12), COUNT, 12, STEPS),
            KeyResult(
                "kr_budget_forecast",
                "Forecast within 5 % of actuals",
                at_most(5),
                PERCENT,
                3.8,
                first=9,
            ),
        ),
    ),
    Objective(
        "obj_past_android",
        "An Android app that is no afterthought",
        owner="team_app",
        lead="psn_mateo_rojas",
        cycle="cyc_q2",
        to=(Alignment("obj_keep_customers", weight=1),),
        lifecycle="CLOSED",
        closing=Closing("Rated above iOS for the first time.", "KEEP"),
        labels=("app",),
        key_results=(
            KeyResult(
                "kr_android_parity",
                "Features that iOS has and Android lacks: 23 to 0",
                down(23, 0),
                COUNT,
                2,
                STEPS,
            ),
            KeyResult(
                "kr_android_rating", "Rating goes from 3.6 to 4.4", up(3.6, 4.4), RATING, 4.45
            ),
            KeyResult(
                "kr_android_start",
                "Starts within 1.5 seconds",
                at_most(1.5),
                Measure("DURATION", 1, unit="SECONDS"),
                1.4,
                first=3.2,
            ),
        ),
    ),
    Objective(
        "obj_past_referral",
        "Find out whether referrals work at all",
        owner="team_growth",
        lead="psn_camila_torres",
        cycle="cyc_q2",
        to=(Alignment("kr_mrr_organic", weight=1),),
        lifecycle="CLOSED",
        closing=Closing("They do: 2.3 friends for each inviter. Now at scale.", "MODIFY"),
        labels=("growth",),
        key_results=(
            KeyResult(
                "kr_pilot_invited",
                "1,000 subscribers invite somebody",
                up(0, 1_000),
                COUNT,
                1_180,
                EARLY,
            ),
            KeyResult(
                "kr_pilot_cost",
                "A referred subscriber costs at most 20 euros",
                at_most(20),
                EUR,
                17,
                first=31,
            ),
        ),
    ),
    Objective(
        "obj_past_roaster",
        "Commission the second roaster",
        owner="team_roastery",
        lead="psn_siim_parn",
        cycle="cyc_q2",
        to=(Alignment("obj_coffee_worth", weight=2),),
        lifecycle="CLOSED",
        closing=Closing("Runs, at two thirds of the batches we had planned.", "MODIFY"),
        labels=("quality",),
        key_results=(
            KeyResult("kr_roaster_live", "In production", done(), COUNT, 1, STEPS),
            KeyResult("kr_roaster_batches", "36 batches a day", up(18, 36), COUNT, 30, SLIDE),
            KeyResult(
                "kr_roaster_cupping",
                "Cups as well as the first: 86 or better",
                at_least(86),
                SCORE,
                86.1,
                first=83.5,
            ),
        ),
    ),
    Objective(
        "obj_past_carriers",
        "One carrier, better prices",
        owner="team_supply",
        lead="psn_rajesh_iyer",
        cycle="cyc_q2",
        to=(Alignment("obj_healthy_business", weight=1),),
        lifecycle="CLOSED",
        closing=Closing(
            "We saved the money and lost the reliability. Undone this quarter.", "ABANDON"
        ),
        labels=("delivery", "margin"),
        key_results=(
            KeyResult("kr_single_price", "Shipping falls by 12 %", up(0, 12), PERCENT, 13),
            KeyResult(
                "kr_single_on_time",
                "On-time delivery stays at 93 % or better",
                at_least(93),
                PERCENT,
                90.8,
                first=93.6,
            ),
        ),
    ),
)

SHELVED_OBJECTIVES: tuple[Objective, ...] = (
    Objective(
        "obj_shelved_marketplace",
        "Open our shop to other roasters",
        owner="team_commercial",
        lead="psn_lucia_ferrari",
        cycle="cyc_q2",
        to=(Alignment("obj_recurring_revenue", weight=1),),
        lifecycle="ARCHIVED",
        description="Stopped after five weeks: every roaster we asked wanted our customers' data.",
        labels=("growth",),
        key_results=(
            KeyResult("kr_market_roasters", "Eight roasters on board", up(0, 8), COUNT, 1, STEPS),
            KeyResult("kr_market_orders", "400 orders a week", up(0, 400), COUNT, None),
        ),
    ),
)
