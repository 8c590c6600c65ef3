"""This quarter's goals of Finance & People and of its people."""

from __future__ import annotations

from graph.demo.rows import (
    COUNT,
    DAYS,
    EARLY,
    EUR,
    MONTHS,
    PERCENT,
    PLATEAU,
    SCORE,
    STEPS,
    Alignment,
    KeyResult,
    Objective,
    at_least,
    done,
    down,
    up,
)

BUSINESS_OBJECTIVES: tuple[Objective, ...] = (
    Objective(
        "obj_fin_close",
        "Close the books in four days",
        owner="team_business",
        lead="psn_samuel_adeyemi",
        to=(Alignment("obj_healthy_business", weight=1),),
        labels=("finance",),
        key_results=(
            KeyResult(
                "kr_close_days", "From month end to report in 4 days, not 11", down(11, 4), DAYS, 7
            ),
            KeyResult(
                "kr_close_manual",
                "Manual journal entries fall from 160 to 40",
                down(160, 40),
                COUNT,
                97,
                EARLY,
            ),
            KeyResult("kr_close_audit", "No open point in the interim audit", done(), COUNT, 0),
        ),
    ),
    Objective(
        "obj_fin_cash",
        "Fifteen months of cash at all times",
        owner="team_business",
        lead="psn_victor_ionescu",
        to=(Alignment("obj_healthy_business", weight=2),),
        labels=("finance", "board"),
        key_results=(
            KeyResult(
                "kr_cash_months",
                "Runway never below 15 months",
                at_least(15),
                MONTHS,
                16.5,
                first=15.8,
                cadence=14,
            ),
            KeyResult(
                "kr_cash_terms", "Suppliers are paid after 42 days, not 27", up(27, 42), DAYS, 33
            ),
            KeyResult(
                "kr_cash_prepaid",
                "A fifth of subscribers pay a year ahead",
                up(12, 20),
                PERCENT,
                15.2,
            ),
        ),
    ),
    Objective(
        "obj_people_growth",
        "Everyone knows their next step",
        owner="team_business",
        lead="psn_kaisa_laine",
        to=(Alignment("obj_great_place", weight=2),),
        labels=("people",),
        key_results=(
            KeyResult(
                "kr_growth_plans", "All 60 people have a written plan", up(14, 60), COUNT, 38, STEPS
            ),
            KeyResult(
                "kr_growth_engaged",
                "“I would recommend Lumen” goes from 7.5 to 8.2",
                up(7.5, 8.2),
                SCORE,
                7.7,
            ),
            KeyResult(
                "kr_growth_internal",
                "Four in ten openings are filled from inside",
                up(18, 40),
                PERCENT,
                29,
            ),
        ),
    ),
    # Owned by a team, and nobody's business but its leads'.
    Objective(
        "obj_business_riga",
        "Be ready to buy the roastery in Riga",
        owner="team_business",
        lead="psn_helen_ward",
        private=True,
        shared_with=("psn_ceo", "psn_rajesh_iyer"),
        to=(Alignment("obj_healthy_business", weight=1), Alignment("kr_mrr_growth", weight=1)),
        description="Known to five people. Use the code name outside this page.",
        labels=("confidential", "expansion"),
        key_results=(
            KeyResult(
                "kr_riga_diligence",
                "Due diligence: 48 questions answered",
                up(0, 48),
                COUNT,
                30,
                STEPS,
            ),
            KeyResult(
                "kr_riga_price",
                "The asking price comes down to 2.1 million",
                down(2_700_000, 2_100_000),
                EUR,
                2_450_000,
                STEPS,
            ),
            KeyResult("kr_riga_board", "The board has decided", done(), COUNT, 0),
        ),
    ),
    Objective(
        "obj_kaisa_onboarding",
        "A first month people tell their friends about",
        owner="psn_kaisa_laine",
        to=(Alignment("obj_people_growth", weight=1), Alignment("obj_amara_leads", weight=1)),
        labels=("people", "hiring"),
        key_results=(
            KeyResult(
                "kr_newcomers_score",
                "Newcomers rate it 9 of 10 or better",
                at_least(9),
                SCORE,
                8.6,
                first=8,
            ),
            KeyResult(
                "kr_newcomers_buddies",
                "Every newcomer has a buddy",
                up(40, 100),
                PERCENT,
                85,
                EARLY,
            ),
        ),
    ),
    Objective(
        "obj_julie_contracts",
        "Contracts on one page",
        owner="psn_julie_tremblay",
        to=(Alignment("obj_offices_renewals", weight=1), Alignment("obj_fin_close", weight=1)),
        labels=("legal", "offices"),
        key_results=(
            KeyResult(
                "kr_contracts_page",
                "Six standard contracts fit one page",
                up(0, 6),
                COUNT,
                3,
                STEPS,
            ),
            KeyResult(
                "kr_contracts_turn",
                "Back from legal in 2 days, not 8",
                down(8, 2),
                DAYS,
                5.5,
                PLATEAU,
            ),
            KeyResult(
                "kr_contracts_redlines", "40 % fewer changes asked for", up(0, 40), PERCENT, 12
            ),
        ),
    ),
)
