"""This quarter's goals of Platform & Data and of its people."""

from __future__ import annotations

from graph.demo.rows import (
    COUNT,
    DAYS,
    DIP,
    EARLY,
    EUR,
    HOURS,
    LATE,
    MINUTES,
    PERCENT,
    STEPS,
    Alignment,
    KeyResult,
    Measure,
    Objective,
    at_least,
    at_most,
    done,
    down,
    up,
)

PLATFORM_OBJECTIVES: tuple[Objective, ...] = (
    Objective(
        "obj_platform_uptime",
        "The checkout never sleeps",
        owner="team_platform",
        lead="psn_liam_oconnor",
        to=(
            Alignment("obj_product_trust", weight=2),
            Alignment("obj_one_checkout", weight=1),
        ),
        labels=("reliability", "checkout"),
        key_results=(
            KeyResult(
                "kr_uptime_errors",
                "Checkout errors stay at or below 0.5 %",
                at_most(0.5),
                Measure("PERCENT", 2),
                0.44,
                first=0.92,
                weight=2,
            ),
            KeyResult(
                "kr_uptime_available",
                "99.95 % of minutes without an outage",
                at_least(99.95),
                Measure("PERCENT", 2),
                99.91,
                first=99.97,
            ),
            KeyResult(
                "kr_uptime_recover",
                "From alert to recovery in 15 minutes instead of 48",
                down(48, 15),
                MINUTES,
                31,
                DIP,
            ),
        ),
    ),
    Objective(
        "obj_platform_data",
        "One number for every question",
        owner="team_platform",
        lead="psn_fatima_alaoui",
        to=(
            Alignment("obj_product_trust", weight=1),
            Alignment("obj_commercial_engine", weight=1),
        ),
        labels=("data",),
        key_results=(
            KeyResult(
                "kr_data_metrics",
                "40 metrics defined once, with an owner",
                up(9, 40),
                COUNT,
                23,
                STEPS,
            ),
            KeyResult(
                "kr_data_fresh",
                "Dashboards are at most 2 hours old, down from 26",
                down(26, 2),
                HOURS,
                14.5,
            ),
            KeyResult(
                "kr_data_tickets",
                "“Which number is right” tickets fall from 31 to 5 a month",
                down(31, 5),
                COUNT,
                19,
            ),
        ),
    ),
    Objective(
        "obj_platform_deploy",
        "From merged to live before the coffee is ready",
        owner="team_platform",
        lead="psn_viktor_szabo",
        to=(Alignment("obj_product_trust", weight=1),),
        labels=("reliability",),
        key_results=(
            KeyResult(
                "kr_deploy_lead",
                "From merge to production in 20 minutes instead of 95",
                down(95, 20),
                MINUTES,
                44,
                EARLY,
            ),
        ),
    ),
    Objective(
        "obj_platform_cost",
        "A third less for the cloud",
        owner="team_platform",
        lead="psn_thandiwe_ndlovu",
        to=(Alignment("obj_healthy_business", weight=1),),
        labels=("finance",),
        key_results=(
            KeyResult(
                "kr_cost_bill",
                "The monthly bill falls from 63,000 to 42,000 euros",
                down(63_000, 42_000),
                EUR,
                52_800,
            ),
            KeyResult("kr_cost_idle", "No machine idles at night", down(38, 0), COUNT, 12, EARLY),
            KeyResult(
                "kr_cost_tagged", "Every euro has a team’s name on it", up(54, 100), PERCENT, 81
            ),
        ),
    ),
    Objective(
        "obj_oleksandr_billing",
        "Take billing out of the old monolith",
        owner="psn_oleksandr_bondar",
        to=(
            Alignment("obj_one_checkout", weight=2),
            Alignment("obj_platform_deploy", weight=1),
        ),
        labels=("checkout",),
        key_results=(
            KeyResult(
                "kr_billing_invoices", "All invoices from the new service", up(0, 100), PERCENT, 38
            ),
            KeyResult(
                "kr_billing_diffs",
                "Differences between old and new fall from 212 to 0 a day",
                down(212, 0),
                COUNT,
                74,
                EARLY,
            ),
            KeyResult("kr_billing_off", "The old job is switched off", done(), COUNT, 0),
        ),
    ),
    # Straight to the company's key result, past the team and the department between.
    Objective(
        "obj_fatima_forecast",
        "A churn forecast that people act on",
        owner="psn_fatima_alaoui",
        to=(
            Alignment("kr_keep_churn", weight=1),
            Alignment("obj_platform_data", weight=1, counts=False, rationale="Uses its metrics"),
        ),
        labels=("data", "retention"),
        key_results=(
            KeyResult(
                "kr_forecast_recall",
                "Finds 70 % of those who leave a month ahead, up from 45 %",
                up(45, 70),
                PERCENT,
                58.6,
            ),
            KeyResult(
                "kr_forecast_used", "Three teams work from its list", up(0, 3), COUNT, 1, STEPS
            ),
            KeyResult(
                "kr_forecast_saved", "500 subscribers kept by it", up(0, 500), COUNT, 140, LATE
            ),
        ),
    ),
    Objective(
        "obj_riya_attribution",
        "Know where every new subscriber came from",
        owner="psn_riya_sharma",
        to=(
            Alignment("obj_growth_channels", weight=2),
            Alignment("obj_platform_data", weight=1),
        ),
        labels=("data", "growth"),
        key_results=(
            KeyResult(
                "kr_attribution_known",
                "Orders with a known source go from 62 % to 90 %",
                up(62, 90),
                PERCENT,
                77.3,
            ),
            KeyResult(
                "kr_attribution_lag",
                "The channel report takes 1 day instead of 9",
                down(9, 1),
                DAYS,
                4.5,
            ),
        ),
    ),
)
