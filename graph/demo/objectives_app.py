"""This quarter's goals of Subscriber Experience and of its people."""

from __future__ import annotations

from graph.demo.rows import (
    COUNT,
    DIP,
    EARLY,
    LATE,
    MINUTES,
    PERCENT,
    PLATEAU,
    SCORE,
    SLIDE,
    STEPS,
    Alignment,
    KeyResult,
    Measure,
    Objective,
    at_most,
    done,
    down,
    up,
)

APP_OBJECTIVES: tuple[Objective, ...] = (
    Objective(
        "obj_app_skip",
        "Let people pause before they leave",
        owner="team_app",
        lead="psn_mateo_rojas",
        to=(
            Alignment("kr_habit_skip", weight=2),
            Alignment("obj_keep_customers", weight=1),
        ),
        labels=("retention", "app"),
        key_results=(
            KeyResult(
                "kr_skip_found",
                "The pause button is found in under 20 seconds by 9 of 10 testers",
                up(4, 9),
                COUNT,
                7,
                STEPS,
            ),
            KeyResult(
                "kr_skip_return",
                "Paused subscribers who come back within 60 days go from 48 % to 60 %",
                up(48, 60),
                PERCENT,
                52.1,
                DIP,
            ),
            KeyResult(
                "kr_skip_cancel_calls",
                "Calls made only to cancel fall from 140 to 60 a week",
                down(140, 60),
                COUNT,
                101,
            ),
        ),
    ),
    Objective(
        "obj_app_taste",
        "Know each subscriber’s taste by the third box",
        owner="team_app",
        lead="psn_mei_tanaka",
        to=(
            Alignment("obj_product_habit", weight=2),
            Alignment("obj_coffee_worth", weight=1),
        ),
        labels=("app", "personalisation"),
        key_results=(
            KeyResult(
                "kr_taste_rated",
                "Boxes that get a rating go from 18 % to 30 %",
                up(18, 30),
                PERCENT,
                22.5,
            ),
            KeyResult(
                "kr_taste_loved",
                "Third boxes rated “loved it” go from 41 % to 55 %",
                up(41, 55),
                PERCENT,
                44.8,
                PLATEAU,
            ),
            KeyResult(
                "kr_taste_swaps",
                "Coffees swapped by hand before shipping fall from 26 % to 15 %",
                down(26, 15),
                PERCENT,
                21.7,
            ),
        ),
    ),
    Objective(
        "obj_app_onboarding",
        "A first week that explains itself",
        owner="team_app",
        lead="psn_linnea_berg",
        to=(
            Alignment("obj_product_habit", weight=1),
            Alignment("obj_growth_first_box", weight=2),
        ),
        labels=("app", "activation"),
        key_results=(
            KeyResult(
                "kr_onboarding_done",
                "New subscribers who finish the set-up go from 57 % to 75 %",
                up(57, 75),
                PERCENT,
                66.3,
                EARLY,
            ),
            KeyResult(
                "kr_onboarding_brew",
                "Half of them log a first brew in the first week",
                up(21, 50),
                PERCENT,
                37.4,
            ),
            KeyResult(
                "kr_onboarding_questions",
                "“How does this work” questions fall from 310 to 150 a week",
                down(310, 150),
                COUNT,
                226,
            ),
        ),
    ),
    Objective(
        "obj_app_gift",
        "Make giving coffee a two-minute job",
        owner="team_app",
        lead="psn_mateo_rojas",
        ambition="ASPIRATIONAL",
        to=(
            Alignment("obj_recurring_revenue", weight=1),
            Alignment("obj_growth_seasonal", weight=2),
        ),
        labels=("app", "gifting"),
        key_results=(
            KeyResult(
                "kr_gift_time",
                "A gift is bought in 2 minutes instead of 7",
                down(7, 2),
                MINUTES,
                6,
                PLATEAU,
            ),
            KeyResult(
                "kr_gift_orders", "1,200 gifts a week", up(260, 1_200), COUNT, 318, SLIDE, weight=2
            ),
            KeyResult(
                "kr_gift_convert",
                "One in four of those given a gift subscribes",
                up(11, 25),
                PERCENT,
                12.3,
            ),
        ),
    ),
    Objective(
        "obj_app_accessibility",
        "Usable by everyone, screen reader included",
        owner="team_app",
        lead="psn_nadia_petrova",
        to=(Alignment("obj_product_trust"),),
        labels=("app", "accessibility"),
        key_results=(
            KeyResult(
                "kr_access_audit",
                "Open findings of the WCAG 2.2 AA audit fall from 64 to 0",
                down(64, 0),
                COUNT,
                27,
                EARLY,
            ),
            KeyResult(
                "kr_access_panel",
                "Eight of ten panel members order without help",
                up(3, 8),
                COUNT,
                6,
                STEPS,
            ),
        ),
    ),
    Objective(
        "obj_linnea_widget",
        "A home-screen widget that shows the next box",
        owner="psn_linnea_berg",
        to=(
            Alignment("obj_app_onboarding", weight=1),
            Alignment("kr_habit_weekly", weight=2),
        ),
        labels=("app",),
        key_results=(
            KeyResult("kr_widget_live", "Widget live on both platforms", done(), COUNT, 1, STEPS),
            KeyResult(
                "kr_widget_installs", "6,000 widgets installed", up(0, 6_000), COUNT, 2_350, LATE
            ),
        ),
    ),
    Objective(
        "obj_arjun_pause",
        "Rebuild the cancel flow around pausing",
        owner="psn_arjun_mehta",
        to=(Alignment("kr_skip_return", weight=1), Alignment("obj_app_skip", weight=1)),
        labels=("app", "retention"),
        key_results=(
            KeyResult(
                "kr_pause_flow", "All five cancel reasons answered", up(0, 5), COUNT, 3, STEPS
            ),
            KeyResult(
                "kr_pause_latency",
                "The flow answers within 300 ms at the 95th percentile",
                at_most(300),
                Measure("DURATION", 0, unit="MILLISECONDS"),
                271,
                first=640,
            ),
            KeyResult(
                "kr_pause_tests", "Flow covered by 40 end-to-end cases", up(6, 40), COUNT, 24, STEPS
            ),
        ),
    ),
    Objective(
        "obj_chloe_tone",
        "Write like a barista, not like a bank",
        owner="psn_chloe_dubois",
        to=(
            Alignment("obj_app_onboarding", weight=1),
            Alignment("obj_care_selfserve", weight=1),
        ),
        labels=("content",),
        key_results=(
            KeyResult(
                "kr_tone_screens", "120 screens rewritten", up(0, 120), COUNT, 58, STEPS, quiet=3
            ),
            KeyResult(
                "kr_tone_reading",
                "Reading age of our texts falls from 15 to 11 years",
                down(15, 11),
                SCORE,
                12.8,
            ),
        ),
    ),
    Objective(
        "obj_yusuf_quiz",
        "A taste quiz that people finish",
        owner="psn_yusuf_demir",
        to=(Alignment("kr_taste_loved", weight=2),),
        labels=("app", "personalisation"),
        key_results=(
            KeyResult(
                "kr_quiz_finished",
                "Started quizzes that are finished go from 52 % to 80 %",
                up(52, 80),
                PERCENT,
                69.4,
                EARLY,
            ),
            KeyResult(
                "kr_quiz_questions",
                "Six questions instead of fourteen",
                down(14, 6),
                COUNT,
                8,
                STEPS,
            ),
        ),
    ),
    # Serves nobody else's goal and moves no KPI; worth doing all the same.
    Objective(
        "obj_ben_kotlin",
        "Learn Kotlin well enough to review it",
        owner="psn_ben_whitaker",
        labels=("learning",),
        key_results=(
            KeyResult("kr_kotlin_course", "Finish the course", up(0, 12), COUNT, 5, STEPS),
            KeyResult("kr_kotlin_reviews", "Review 15 pull requests", up(0, 15), COUNT, None),
        ),
    ),
)
