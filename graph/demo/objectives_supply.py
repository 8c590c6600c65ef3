"""This quarter's goals of Coffee & Supply and of its people."""

from __future__ import annotations

from graph.demo.rows import (
    CENTS,
    COUNT,
    DAYS,
    EARLY,
    EUR,
    LATE,
    PERCENT,
    PLATEAU,
    SCORE,
    SLIDE,
    STEPS,
    Alignment,
    KeyResult,
    Objective,
    at_least,
    at_most,
    done,
    down,
    number,
    up,
    within,
)

SUPPLY_OBJECTIVES: tuple[Objective, ...] = (
    # Its own key results look fine while a goal that it counts on does not.
    Objective(
        "obj_supply_promise",
        "Keep every delivery promise",
        owner="team_supply",
        lead="psn_rajesh_iyer",
        to=(
            Alignment("obj_keep_customers", weight=2),
            Alignment("kr_worth_reviews", weight=1),
        ),
        labels=("delivery", "retention"),
        key_results=(
            KeyResult(
                "kr_promise_cutoff",
                "Orders until 15:00 leave the same day: 82 % to 95 %",
                up(82, 95),
                PERCENT,
                89.4,
            ),
            KeyResult(
                "kr_promise_damaged",
                "Damaged or wrong boxes fall from 11 to 6 per 1,000",
                down(11, 6),
                number("boxes per 1,000"),
                8.2,
            ),
            KeyResult(
                "kr_promise_told",
                "Nine of ten late boxes are announced before the customer notices",
                up(35, 90),
                PERCENT,
                66,
                EARLY,
            ),
        ),
    ),
    Objective(
        "obj_supply_cost",
        "Protect the margin while green prices climb",
        owner="team_supply",
        lead="psn_rajesh_iyer",
        to=(Alignment("obj_healthy_business", weight=3),),
        labels=("margin",),
        key_results=(
            KeyResult(
                "kr_supply_green",
                "Landed cost of green coffee falls from 7.30 to 6.60 euros a kilogram",
                down(7.3, 6.6),
                CENTS,
                7.12,
                PLATEAU,
                weight=3,
            ),
            KeyResult(
                "kr_supply_hedged",
                "Half of the next nine months’ coffee at a fixed price",
                up(15, 50),
                PERCENT,
                31,
                STEPS,
            ),
            KeyResult(
                "kr_supply_freight",
                "Shipping a box costs 3.70 euros instead of 4.05",
                down(4.05, 3.7),
                CENTS,
                3.93,
            ),
        ),
    ),
    # Roastery & Sourcing
    Objective(
        "obj_roast_quality",
        "The same cup every week",
        owner="team_roastery",
        lead="psn_marta_kowalska",
        to=(
            Alignment("kr_worth_cupping", weight=2),
            Alignment("obj_supply_cost", weight=1),
        ),
        labels=("quality",),
        key_results=(
            KeyResult(
                "kr_quality_loss",
                "Roast loss stays between 14 % and 16 %",
                within(14, 16),
                PERCENT,
                15.1,
                first=16.4,
            ),
            KeyResult(
                "kr_quality_spread",
                "Cupping scores of one coffee differ by at most 1.5 points",
                at_most(1.5),
                SCORE,
                1.3,
                first=2.4,
            ),
            KeyResult(
                "kr_quality_rejected",
                "Rejected batches fall from 9 to 3 a month",
                down(9, 3),
                COUNT,
                6,
            ),
        ),
    ),
    Objective(
        "obj_roast_sourcing",
        "Know every farmer by name",
        owner="team_roastery",
        lead="psn_getachew_bekele",
        to=(Alignment("kr_worth_direct", weight=2), Alignment("obj_coffee_worth", weight=1)),
        labels=("sourcing", "quality"),
        key_results=(
            KeyResult(
                "kr_sourcing_contracts",
                "14 direct contracts, up from 8",
                up(8, 14),
                COUNT,
                11,
                STEPS,
            ),
            KeyResult(
                "kr_sourcing_premium",
                "Farmers get at least 25 % above the market price",
                at_least(25),
                PERCENT,
                27,
                first=22,
            ),
            KeyResult(
                "kr_sourcing_stories",
                "Every bag names the farm: 60 % to 100 %",
                up(60, 100),
                PERCENT,
                78,
                STEPS,
            ),
        ),
    ),
    Objective(
        "obj_getachew_sidama",
        "Three-year contracts in Sidama and Guji",
        owner="psn_getachew_bekele",
        to=(
            Alignment("kr_sourcing_contracts", weight=2),
            Alignment("kr_supply_hedged", weight=1),
        ),
        labels=("sourcing",),
        key_results=(
            KeyResult("kr_sidama_signed", "Three cooperatives signed", up(0, 3), COUNT, 1, STEPS),
            KeyResult(
                "kr_sidama_volume", "90 tonnes agreed", up(0, 90), number("tonnes"), 34, LATE
            ),
            KeyResult(
                "kr_sidama_trip", "Visit all five washing stations", up(0, 5), COUNT, 5, STEPS
            ),
        ),
    ),
    Objective(
        "obj_diego_profiles",
        "Roast profiles that survive a change of shift",
        owner="psn_diego_vargas",
        to=(
            Alignment("kr_quality_rejected", weight=1),
            Alignment("kr_quality_loss", weight=1),
        ),
        labels=("quality",),
        key_results=(
            KeyResult(
                "kr_profiles_written", "All 26 coffees have a profile", up(11, 26), COUNT, 18, STEPS
            ),
            KeyResult(
                "kr_profiles_automatic",
                "80 % of batches run on it untouched",
                up(35, 80),
                PERCENT,
                52,
            ),
        ),
    ),
    # Fulfilment
    Objective(
        "obj_fulfil_sameday",
        "Out of the door the same day",
        owner="team_fulfilment",
        lead="psn_birgit_oja",
        to=(
            Alignment("kr_promise_cutoff", weight=2),
            Alignment("obj_second_city", weight=1),
        ),
        labels=("delivery",),
        key_results=(
            KeyResult(
                "kr_sameday_pick",
                "A box is picked in 70 seconds, not 105",
                down(105, 70),
                COUNT,
                88,
            ),
            KeyResult(
                "kr_sameday_wave",
                "The last van leaves by 17:30",
                at_most(17.5),
                number("o’clock"),
                17.4,
                first=19,
            ),
            KeyResult(
                "kr_sameday_errors",
                "Picking errors fall from 0.9 % to 0.4 %",
                down(0.9, 0.4),
                PERCENT,
                0.7,
            ),
        ),
    ),
    Objective(
        "obj_fulfil_carrier",
        "Carriers that turn up",
        owner="team_fulfilment",
        lead="psn_piotr_nowak",
        to=(Alignment("obj_supply_promise", weight=3),),
        labels=("delivery",),
        key_results=(
            KeyResult(
                "kr_carrier_on_time",
                "Boxes delivered on the promised day go from 88 % to 96 %",
                up(88, 96),
                PERCENT,
                90.2,
                SLIDE,
                weight=2,
                measured_by="kpi_on_time",
            ),
            KeyResult(
                "kr_carrier_second",
                "A second carrier on all nine routes",
                up(0, 9),
                COUNT,
                2,
                PLATEAU,
            ),
            KeyResult(
                "kr_carrier_claims", "Claims are settled in 10 days, not 34", down(34, 10), DAYS, 29
            ),
        ),
    ),
    Objective(
        "obj_fulfil_packaging",
        "Packaging that goes back to the soil",
        owner="team_fulfilment",
        lead="psn_emma_larsen",
        to=(
            Alignment("obj_coffee_worth", weight=1),
            Alignment(
                "obj_supply_cost",
                weight=1,
                counts=False,
                rationale="Belongs on the same page, but it costs money before it saves any.",
            ),
        ),
        labels=("sustainability",),
        key_results=(
            KeyResult("kr_packaging_bags", "All bags compostable", up(20, 100), PERCENT, 62, STEPS),
            KeyResult("kr_packaging_filler", "No plastic filler", done(), COUNT, 1, STEPS),
            KeyResult(
                "kr_packaging_weight",
                "A box’s packaging weighs 85 g, not 130",
                down(130, 85),
                number("g", 0),
                108,
            ),
        ),
    ),
    Objective(
        "obj_abdul_claims",
        "Claims that write themselves",
        owner="psn_abdul_karimi",
        to=(Alignment("kr_carrier_claims", weight=1), Alignment("obj_fin_close", weight=1)),
        labels=("delivery", "finance"),
        key_results=(
            KeyResult(
                "kr_claims_filed",
                "90 % are filed without a person",
                up(0, 90),
                PERCENT,
                15,
                PLATEAU,
            ),
            KeyResult(
                "kr_claims_paid", "40,000 euros paid back", up(0, 40_000), EUR, 9_200, quiet=3
            ),
        ),
    ),
    Objective(
        "obj_piotr_safety",
        "A quarter without an accident",
        owner="psn_piotr_nowak",
        to=(Alignment("obj_great_place", weight=1),),
        labels=("people", "safety"),
        key_results=(
            KeyResult(
                "kr_safety_accidents", "No accident with lost time", at_most(0), COUNT, 0, first=0
            ),
            KeyResult(
                "kr_safety_near", "30 near misses reported and closed", up(0, 30), COUNT, 16, STEPS
            ),
        ),
    ),
)
