"""This quarter's goals of Product & Technology and of its head."""

from __future__ import annotations

from graph.demo.rows import (
    COUNT,
    DAYS,
    EARLY,
    LATE,
    PERCENT,
    RATING,
    STEPS,
    Alignment,
    KeyResult,
    Objective,
    at_least,
    at_most,
    done,
    down,
    up,
)

PRODUCT_OBJECTIVES: tuple[Objective, ...] = (
    Objective(
        "obj_product_habit",
        "Make the app part of the morning",
        owner="team_product",
        lead="psn_amara_okafor",
        to=(
            Alignment("kr_keep_churn", weight=3, rationale="Weekly users leave half as often."),
            Alignment("obj_recurring_revenue", rationale="Add-ons are bought in the app."),
        ),
        statement="People who open the app each week leave half as often as the others.",
        labels=("retention", "app"),
        key_results=(
            # Its target is the KPI's own for the quarter, which the lint has an opinion on.
            KeyResult(
                "kr_habit_weekly",
                "Subscribers who open the app each week go from 38 % to 46 %",
                up(38, 46),
                PERCENT,
                42.6,
                weight=2,
                measured_by="kpi_app_weekly",
            ),
            KeyResult(
                "kr_habit_skip",
                "35 % of people about to cancel pause instead, up from 22 %",
                up(22, 35),
                PERCENT,
                27.8,
                weight=2,
            ),
            KeyResult(
                "kr_habit_rating",
                "The app is rated 4.6 stars or better in both stores",
                at_least(4.6),
                RATING,
                4.63,
                first=4.41,
            ),
        ),
    ),
    # An umbrella: its progress is that of the goals that align to it.
    Objective(
        "obj_product_trust",
        "Ship often and break nothing",
        owner="team_product",
        lead="psn_hyejin_park",
        to=(
            Alignment("obj_keep_customers", weight=1),
            Alignment("obj_healthy_business", weight=1, rationale="Rework is our largest cost."),
        ),
        labels=("reliability",),
    ),
    Objective(
        "obj_one_checkout",
        "One checkout for homes and offices",
        owner="team_product",
        lead="psn_mateo_rojas",
        to=(
            Alignment("obj_recurring_revenue", weight=1),
            Alignment("obj_offices_growth", weight=2, rationale="Offices sign up without a call."),
        ),
        labels=("checkout",),
        key_results=(
            KeyResult(
                "kr_checkout_share",
                "90 % of orders run through the new checkout",
                up(0, 90),
                PERCENT,
                34,
                LATE,
            ),
            KeyResult(
                "kr_checkout_complete",
                "Started checkouts that are completed go from 61 % to 72 %",
                up(61, 72),
                PERCENT,
                65.9,
                weight=2,
            ),
            KeyResult(
                "kr_checkout_offices",
                "Offices can order without talking to us",
                done(),
                COUNT,
                0,
            ),
        ),
    ),
    # The head of the department
    Objective(
        "obj_amara_voice",
        "Put a subscriber in every product decision",
        owner="psn_amara_okafor",
        to=(
            Alignment("obj_product_habit", weight=1),
            Alignment("obj_great_place", weight=1, counts=False, rationale="People ask for it"),
        ),
        labels=("discovery",),
        key_results=(
            KeyResult(
                "kr_voice_interviews", "Eight interviews a week", up(2, 8), COUNT, 5, owner=None
            ),
            KeyResult(
                "kr_voice_decisions",
                "80 % of decision notes quote a subscriber",
                up(15, 80),
                PERCENT,
                46,
            ),
            KeyResult("kr_voice_panel", "A standing panel of 200", up(0, 200), COUNT, 124, EARLY),
        ),
    ),
    Objective(
        "obj_amara_leads",
        "Hire the leads before we need them",
        owner="psn_amara_okafor",
        to=(Alignment("obj_people_growth", weight=1),),
        labels=("hiring",),
        key_results=(
            KeyResult("kr_leads_hired", "Three engineering leads", up(0, 3), COUNT, 1, STEPS),
            KeyResult(
                "kr_leads_days", "From opening to offer in 35 days, not 62", down(62, 35), DAYS, 51
            ),
        ),
    ),
    Objective(
        "obj_amara_pay",
        "Pay bands in Product that we could publish",
        owner="psn_amara_okafor",
        private=True,
        shared_with=("psn_helen_ward", "psn_kaisa_laine"),
        to=(Alignment("obj_people_growth", weight=1),),
        labels=("people", "confidential"),
        key_results=(
            KeyResult(
                "kr_pay_mapped", "All 17 roles mapped to a band", up(0, 17), COUNT, 11, STEPS
            ),
            KeyResult(
                "kr_pay_gap",
                "The unexplained gap is at most 1 %",
                at_most(1),
                PERCENT,
                2.4,
                first=4.1,
            ),
        ),
    ),
)
