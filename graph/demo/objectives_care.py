"""This quarter's goals of Customer Care and of its people."""

from __future__ import annotations

from graph.demo.rows import (
    COUNT,
    DAYS,
    EARLY,
    HOURS,
    PERCENT,
    SCORE,
    STEPS,
    Alignment,
    Closing,
    KeyResult,
    Objective,
    at_least,
    down,
    up,
)

CARE_OBJECTIVES: tuple[Objective, ...] = (
    Objective(
        "obj_care_fast",
        "Answer before the coffee is cold",
        owner="team_care",
        origin="obj_past_helpdesk",
        lead="psn_sofia_lindqvist",
        to=(Alignment("kr_keep_churn", weight=2, rationale="Late answers are reason three."),),
        labels=("care", "retention"),
        # Key results and the contributions of its people both count.
        mode="COMBINED",
        key_results=(
            KeyResult(
                "kr_fast_reply",
                "Time to first reply falls from 4 hours to 1",
                down(4, 1),
                HOURS,
                2.6,
                EARLY,
                weight=2,
            ),
            KeyResult(
                "kr_fast_csat",
                "Satisfaction stays at 92 % or better",
                at_least(92),
                PERCENT,
                92.4,
                measured_by="kpi_csat",
            ),
            KeyResult(
                "kr_fast_one_touch",
                "Solved in one answer: 58 % to 70 %",
                up(58, 70),
                PERCENT,
                63.8,
            ),
        ),
    ),
    Objective(
        "obj_care_selfserve",
        "Answers people find by themselves",
        owner="team_care",
        lead="psn_ravi_chandran",
        to=(
            Alignment("obj_care_fast", weight=1),
            Alignment("obj_healthy_business", weight=1, rationale="A contact costs 4.10 euros."),
        ),
        labels=("care", "content"),
        key_results=(
            KeyResult(
                "kr_selfserve_contacts",
                "Contacts fall from 88 to 75 per 1,000 subscribers",
                down(88, 75),
                COUNT,
                83,
                weight=2,
            ),
            KeyResult(
                "kr_selfserve_found",
                "Searches in the help centre that end without a contact: 44 % to 65 %",
                up(44, 65),
                PERCENT,
                53.9,
            ),
            KeyResult(
                "kr_selfserve_articles", "60 articles rewritten", up(0, 60), COUNT, 37, STEPS
            ),
        ),
    ),
    # Invites contacts that the goal above wants to avoid: both push one KPI, in opposite ways.
    Objective(
        "obj_care_chat",
        "Talk with subscribers where they already are",
        owner="team_care",
        lead="psn_kwame_mensah",
        to=(Alignment("obj_keep_customers", weight=1),),
        labels=("care", "app"),
        key_results=(
            KeyResult(
                "kr_chat_share", "30 % of conversations in the app’s chat", up(0, 30), PERCENT, 12.4
            ),
            KeyResult(
                "kr_chat_proactive",
                "Write first to 3,000 subscribers whose box is late",
                up(0, 3_000),
                COUNT,
                1_420,
            ),
        ),
    ),
    Objective(
        "obj_jaan_macros",
        "Write replies worth reusing",
        owner="psn_jaan_mets",
        to=(Alignment("obj_care_fast", weight=2), Alignment("obj_growth_first_box", weight=1)),
        labels=("care", "content"),
        key_results=(
            KeyResult(
                "kr_macros_published", "Publish 20 reply templates", up(0, 20), COUNT, 23, STEPS
            ),
            KeyResult(
                "kr_macros_used", "Half of all replies start from one", up(12, 50), PERCENT, 33
            ),
        ),
    ),
    Objective(
        "obj_maria_languages",
        "Care in Finnish and Latvian",
        owner="psn_maria_papadopoulou",
        to=(Alignment("obj_care_fast", weight=1), Alignment("obj_second_city", weight=1)),
        labels=("care", "helsinki"),
        key_results=(
            KeyResult(
                "kr_languages_people", "Four people who write Finnish", up(1, 4), COUNT, 3, STEPS
            ),
            KeyResult(
                "kr_languages_csat",
                "Finnish conversations rated 90 % or better",
                at_least(90),
                PERCENT,
                87.5,
                first=81,
            ),
        ),
    ),
    Objective(
        "obj_sofia_voice",
        "Bring Monday’s complaints to Tuesday’s stand-ups",
        owner="psn_sofia_lindqvist",
        to=(Alignment("obj_care_selfserve", weight=1), Alignment("obj_product_habit", weight=1)),
        labels=("care", "discovery"),
        key_results=(
            KeyResult("kr_complaints_digest", "Twelve digests sent", up(0, 12), COUNT, 5, STEPS),
            KeyResult(
                "kr_complaints_fixed",
                "25 complaints fixed at the cause",
                up(0, 25),
                COUNT,
                11,
                STEPS,
            ),
            KeyResult(
                "kr_complaints_days",
                "From complaint to decision in 7 days, not 30",
                down(30, 7),
                DAYS,
                16,
            ),
        ),
    ),
    # Reached in the third week, and closed.
    Objective(
        "obj_elif_quality",
        "Read twenty conversations a week, together",
        owner="psn_elif_kaya",
        to=(Alignment("obj_care_fast", weight=1),),
        lifecycle="CLOSED",
        closing=Closing("Runs by itself now; every shift does it on Thursdays."),
        labels=("care",),
        key_results=(
            KeyResult(
                "kr_quality_read", "20 conversations read a week", up(0, 20), COUNT, 20, EARLY
            ),
            KeyResult(
                "kr_quality_score",
                "Shared quality score of 8 or better",
                at_least(8),
                SCORE,
                8.3,
                first=6.9,
            ),
        ),
    ),
)
