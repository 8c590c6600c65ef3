"""This quarter's goals of the commercial division, of Growth Marketing and of its people."""

from __future__ import annotations

from graph.demo.rows import (
    CENTS,
    COUNT,
    DIP,
    EARLY,
    EUR,
    LATE,
    PERCENT,
    PLATEAU,
    SLIDE,
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

COMMERCIAL_OBJECTIVES: tuple[Objective, ...] = (
    Objective(
        "obj_commercial_engine",
        "Growth that does not run on discounts",
        owner="team_commercial",
        lead="psn_lucia_ferrari",
        to=(
            Alignment("obj_recurring_revenue", weight=3),
            Alignment("obj_healthy_business", weight=1),
        ),
        labels=("growth", "margin"),
        key_results=(
            KeyResult(
                "kr_engine_discount",
                "Orders with a discount fall from 22 % to 15 %",
                down(22, 15),
                PERCENT,
                21.5,
                SLIDE,
                measured_by="kpi_discount_share",
            ),
            KeyResult(
                "kr_engine_cac",
                "A new subscriber costs 38 euros instead of 47",
                down(47, 38),
                CENTS,
                45.9,
                weight=2,
            ),
            KeyResult(
                "kr_engine_arpu",
                "Revenue per subscriber goes from 23.60 to 25 euros",
                up(23.6, 25),
                CENTS,
                24.08,
            ),
        ),
    ),
    # Growth Marketing: six goals at once, one more than the lint likes.
    Objective(
        "obj_growth_first_box",
        "Make the first box irresistible",
        owner="team_growth",
        lead="psn_sarah_cohen",
        to=(
            Alignment("obj_commercial_engine", weight=2),
            Alignment("kr_keep_second_year", weight=1),
        ),
        labels=("growth", "activation"),
        key_results=(
            KeyResult(
                "kr_first_box_convert",
                "First boxes that become subscriptions go from 35 % to 42 %",
                up(35, 42),
                PERCENT,
                37.4,
                PLATEAU,
                weight=3,
            ),
            KeyResult(
                "kr_first_box_orders", "2,000 first boxes a week", up(1_740, 2_000), COUNT, 1_862
            ),
            KeyResult(
                "kr_first_box_card",
                "A letter by the roaster in every first box",
                done(),
                COUNT,
                1,
                STEPS,
            ),
        ),
    ),
    Objective(
        "obj_growth_referral",
        "Let subscribers bring their friends",
        owner="team_growth",
        origin="obj_past_referral",
        lead="psn_camila_torres",
        to=(
            Alignment("kr_mrr_organic", weight=2),
            Alignment("obj_commercial_engine", weight=1),
        ),
        statement="A friend's recommendation is the one channel that gets cheaper as we grow.",
        labels=("growth",),
        key_results=(
            KeyResult(
                "kr_referral_weekly",
                "Subscribers won by referral go from 90 to 180 a week",
                up(90, 180),
                COUNT,
                131,
            ),
            KeyResult(
                "kr_referral_credit",
                "12,000 referral credits redeemed",
                up(0, 12_000),
                COUNT,
                5_900,
            ),
        ),
    ),
    Objective(
        "obj_growth_channels",
        "Know which channel earns its keep",
        owner="team_growth",
        lead="psn_noah_janssen",
        to=(Alignment("kr_engine_cac", weight=1),),
        labels=("growth", "data"),
        key_results=(
            KeyResult(
                "kr_channels_tested",
                "Hold-out tests on all seven paid channels",
                up(0, 7),
                COUNT,
                4,
                STEPS,
            ),
            KeyResult(
                "kr_channels_moved",
                "Move 60,000 euros a month out of channels that fail the test",
                up(0, 60_000),
                EUR,
                22_000,
                STEPS,
            ),
        ),
    ),
    Objective(
        "obj_growth_seasonal",
        "Own the gifting weeks",
        owner="team_growth",
        lead="psn_aisha_rahman",
        ambition="ASPIRATIONAL",
        to=(Alignment("obj_commercial_engine", weight=1),),
        labels=("gifting",),
        # Seven, where five would do: each was somebody's favourite.
        key_results=(
            KeyResult("kr_season_bundles", "Six gift bundles on sale", up(0, 6), COUNT, 4, STEPS),
            KeyResult(
                "kr_season_revenue", "Gifts sell for 240,000 euros", up(0, 240_000), EUR, 71_000
            ),
            KeyResult(
                "kr_season_partners", "Ten shops carry our gift cards", up(0, 10), COUNT, 3, STEPS
            ),
            KeyResult("kr_season_mail", "Gift mails opened by 38 %", up(24, 38), PERCENT, 29.6),
            KeyResult("kr_season_press", "Five gift guides name us", up(0, 5), COUNT, 2, STEPS),
            KeyResult(
                "kr_season_margin",
                "Gift margin of 40 % or more",
                at_least(40),
                PERCENT,
                37.5,
                first=33,
            ),
            KeyResult("kr_season_stock", "No bundle sold out", at_most(0), COUNT, 0, first=0),
        ),
    ),
    Objective(
        "obj_growth_search",
        "Be found by people who do not know our name",
        owner="team_growth",
        lead="psn_jonas_weber",
        to=(Alignment("kr_mrr_organic", weight=1),),
        labels=("growth", "content"),
        key_results=(
            KeyResult(
                "kr_search_visits",
                "Visits from search go from 84,000 to 130,000 a month",
                up(84_000, 130_000),
                COUNT,
                103_500,
            ),
            KeyResult("kr_search_guides", "30 brewing guides online", up(8, 30), COUNT, 19, STEPS),
            KeyResult(
                "kr_search_top3", "First three places for 25 queries", up(9, 25), COUNT, 14, DIP
            ),
        ),
    ),
    Objective(
        "obj_growth_helsinki",
        "Arrive in Helsinki as a neighbour",
        owner="team_growth",
        lead="psn_mikko_virtanen",
        to=(Alignment("kr_city_first_boxes", weight=2),),
        labels=("helsinki", "expansion"),
        key_results=(
            KeyResult(
                "kr_helsinki_waitlist",
                "2,000 on the waiting list",
                up(0, 2_000),
                COUNT,
                1_310,
                EARLY,
            ),
            KeyResult("kr_helsinki_cafes", "Twelve cafés pour Lumen", up(0, 12), COUNT, 5, STEPS),
            KeyResult("kr_helsinki_finnish", "Everything in Finnish", up(20, 100), PERCENT, 71),
        ),
    ),
    Objective(
        "obj_camila_creators",
        "Thirty home baristas who mean it",
        owner="psn_camila_torres",
        to=(Alignment("kr_referral_weekly", weight=1), Alignment("obj_growth_seasonal", weight=1)),
        labels=("growth", "content"),
        key_results=(
            KeyResult("kr_creators_signed", "30 creators signed", up(4, 30), COUNT, 17, STEPS),
            KeyResult(
                "kr_creators_orders", "900 orders through their links", up(0, 900), COUNT, 355, LATE
            ),
        ),
    ),
    Objective(
        "obj_sarah_lifecycle",
        "Mails people look forward to",
        owner="psn_sarah_cohen",
        to=(
            Alignment("obj_growth_first_box", weight=2),
            Alignment("obj_app_skip", weight=1),
            Alignment("obj_care_selfserve", weight=1),
        ),
        labels=("content", "retention"),
        key_results=(
            KeyResult(
                "kr_mails_open", "Open rate goes from 31 % to 42 %", up(31, 42), PERCENT, 36.2
            ),
            KeyResult("kr_mails_winback", "Win back 600 who left", up(0, 600), COUNT, 265),
            KeyResult(
                "kr_mails_unsubscribe",
                "At most 0.3 % unsubscribe",
                at_most(0.3),
                PERCENT,
                0.2,
                first=0.6,
            ),
        ),
    ),
    # Aligned to an idea on the backlog alone: no way up to the company.
    Objective(
        "obj_aisha_podcast",
        "Start a podcast about where coffee comes from",
        owner="psn_aisha_rahman",
        ambition="ASPIRATIONAL",
        to=(Alignment("obj_backlog_magazine", weight=1),),
        labels=("content", "brand"),
        key_results=(
            KeyResult("kr_podcast_episodes", "Publish eight episodes", up(0, 8), COUNT, 3, STEPS),
            KeyResult(
                "kr_podcast_listeners", "1,500 listeners an episode", up(0, 1_500), COUNT, 410
            ),
        ),
    ),
)
