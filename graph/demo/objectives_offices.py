"""This quarter's goals of Lumen for Offices and of its people."""

from __future__ import annotations

from graph.demo.rows import (
    COUNT,
    DIP,
    EARLY,
    EUR,
    PERCENT,
    PLATEAU,
    STEPS,
    Alignment,
    KeyResult,
    Objective,
    at_least,
    done,
    down,
    up,
)

OFFICES_OBJECTIVES: tuple[Objective, ...] = (
    Objective(
        "obj_offices_growth",
        "Make Lumen the office coffee of the Baltics",
        owner="team_offices",
        lead="psn_zeynep_aydin",
        to=(
            Alignment("kr_mrr_growth", weight=3, rationale="Offices pay eight times a household."),
            Alignment("obj_commercial_engine", weight=1),
        ),
        labels=("offices",),
        key_results=(
            KeyResult(
                "kr_offices_accounts",
                "Office accounts go from 330 to 420",
                up(330, 420),
                COUNT,
                376,
                weight=2,
            ),
            KeyResult(
                "kr_offices_contract",
                "The average contract goes from 640 to 720 euros a month",
                up(640, 720),
                EUR,
                667,
            ),
            KeyResult(
                "kr_offices_pilots",
                "Six of ten free pilots turn into contracts, up from four",
                up(40, 60),
                PERCENT,
                51,
                DIP,
            ),
            KeyResult(
                "kr_offices_entry",
                "150 small offices on the reduced entry plan",
                up(0, 150),
                COUNT,
                64,
                EARLY,
            ),
        ),
    ),
    Objective(
        "obj_offices_renewals",
        "Renewals that close themselves",
        owner="team_offices",
        lead="psn_dalia_mansour",
        to=(
            Alignment("obj_keep_customers", weight=1),
            Alignment("obj_offices_growth", weight=1, counts=False, rationale="Same accounts"),
        ),
        labels=("offices", "retention"),
        key_results=(
            KeyResult("kr_renewals_auto", "70 % renew without a call", up(48, 70), PERCENT, 59.5),
            KeyResult(
                "kr_renewals_rate", "94 % or more renew", at_least(94), PERCENT, 94.8, first=92
            ),
            KeyResult(
                "kr_renewals_late",
                "Unpaid invoices past 30 days fall from 41 to 10",
                down(41, 10),
                COUNT,
                29,
            ),
        ),
    ),
    Objective(
        "obj_pierre_headquarters",
        "Five headquarters that pour only Lumen",
        owner="psn_pierre_lambert",
        to=(Alignment("kr_offices_contract", weight=2), Alignment("kr_offices_accounts", weight=1)),
        labels=("offices",),
        key_results=(
            KeyResult("kr_headquarters_signed", "Sign five", up(0, 5), COUNT, 2, STEPS),
            KeyResult(
                "kr_headquarters_pipeline",
                "Offers out for 90,000 euros a month",
                up(20_000, 90_000),
                EUR,
                61_000,
            ),
        ),
    ),
    Objective(
        "obj_wanjiru_partners",
        "Let facility managers sell for us",
        owner="psn_wanjiru_kamau",
        to=(Alignment("obj_offices_growth", weight=1),),
        labels=("offices", "partners"),
        key_results=(
            KeyResult("kr_partners_signed", "Four partners signed", up(0, 4), COUNT, 1, STEPS),
            KeyResult("kr_partners_leads", "60 leads from partners", up(0, 60), COUNT, 6, PLATEAU),
            KeyResult("kr_partners_training", "Training for partners online", done(), COUNT, None),
        ),
    ),
)
