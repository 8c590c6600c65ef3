"""Which key results and objectives move which KPI, and what people answer for in them."""

from __future__ import annotations

from graph.demo.rows import LOWERS, RAISES, Support

SUPPORTS: tuple[Support, ...] = (
    # Revenue: many push it up, and one key result costs some before it earns any.
    Support("kr_mrr_growth", "kpi_mrr", RAISES, weight=3, delta=98_000),
    Support("kr_offices_accounts", "kpi_mrr", RAISES, weight=2, delta=29_000),
    Support("kr_offices_entry", "kpi_mrr", LOWERS, weight=0.5, delta=-4_000),
    Support("kr_city_first_boxes", "kpi_mrr", RAISES, weight=1, delta=7_200),
    Support("kr_gift_orders", "kpi_mrr", RAISES, weight=0.5, delta=5_000),
    Support("kr_cash_prepaid", "kpi_mrr", LOWERS, weight=0.5, delta=-3_500),
    Support("kr_plans_upgrade", "kpi_mrr", RAISES, weight=1, delta=11_000),
    # Keeping subscribers
    Support("kr_keep_churn", "kpi_churn", LOWERS, weight=3, delta=-0.6),
    Support("kr_skip_return", "kpi_churn", LOWERS, weight=2, delta=-0.2),
    Support("kr_habit_skip", "kpi_churn", LOWERS, weight=2, delta=-0.3),
    Support("kr_forecast_saved", "kpi_churn", LOWERS, weight=1, delta=-0.1),
    Support("kr_keep_second_year", "kpi_subscribers", RAISES, weight=2, delta=1_900),
    Support("kr_mails_winback", "kpi_subscribers", RAISES, weight=1, delta=600),
    Support("kr_keep_nps", "kpi_nps", RAISES, weight=2, delta=7),
    Support("kr_worth_reviews", "kpi_nps", RAISES, weight=1, delta=2),
    Support("kr_habit_weekly", "kpi_app_weekly", RAISES, weight=3, delta=3.4),
    Support("kr_widget_installs", "kpi_app_weekly", RAISES, weight=1, delta=1.2),
    Support("kr_onboarding_brew", "kpi_app_weekly", RAISES, weight=1, delta=0.8),
    Support("kr_taste_rated", "kpi_app_weekly", RAISES, weight=1, delta=0.5),
    # Winning subscribers
    Support("kr_first_box_convert", "kpi_trial_conversion", RAISES, weight=3, delta=4.6),
    Support("kr_onboarding_done", "kpi_trial_conversion", RAISES, weight=1, delta=1.5),
    Support("kr_checkout_complete", "kpi_trial_conversion", RAISES, weight=1, delta=0.9),
    Support("kr_first_box_orders", "kpi_new_subscribers", RAISES, weight=2, delta=40),
    Support("kr_referral_weekly", "kpi_new_subscribers", RAISES, weight=2, delta=49),
    Support("kr_search_visits", "kpi_new_subscribers", RAISES, weight=1, delta=25),
    Support("kr_season_revenue", "kpi_new_subscribers", RAISES, weight=0.5, delta=15),
    Support("kr_engine_cac", "kpi_cac", LOWERS, weight=3, delta=-8),
    Support("kr_channels_moved", "kpi_cac", LOWERS, weight=2, delta=-4),
    Support("kr_mrr_organic", "kpi_cac", LOWERS, weight=1, delta=-5),
    Support("kr_engine_arpu", "kpi_arpu", RAISES, weight=2, delta=0.9),
    Support("kr_taste_loved", "kpi_arpu", RAISES, weight=1, delta=0.2),
    # Referral credits are discounts: two goals of one division pull at one KPI.
    Support("kr_engine_discount", "kpi_discount_share", LOWERS, weight=2, delta=-6.5),
    Support("kr_referral_credit", "kpi_discount_share", RAISES, weight=1, delta=2.5),
    Support("kr_offices_accounts", "kpi_office_accounts", RAISES, weight=3, delta=44),
    Support("kr_offices_pilots", "kpi_office_accounts", RAISES, weight=1, delta=12),
    Support("kr_checkout_offices", "kpi_office_accounts", RAISES, weight=1, delta=10),
    # Care: self-service takes contacts away, the chat invites them.
    Support("kr_selfserve_contacts", "kpi_contact_rate", LOWERS, weight=3, delta=-8),
    Support("kr_onboarding_questions", "kpi_contact_rate", LOWERS, weight=1, delta=-2),
    Support("kr_promise_told", "kpi_contact_rate", LOWERS, weight=1, delta=-3),
    Support("kr_chat_share", "kpi_contact_rate", RAISES, weight=1, delta=4),
    Support("kr_fast_reply", "kpi_first_reply", LOWERS, weight=3, delta=-1.6),
    Support("kr_macros_used", "kpi_first_reply", LOWERS, weight=1, delta=-0.4),
    Support("kr_fast_csat", "kpi_csat", RAISES, weight=2, delta=1),
    Support("kr_quality_score", "kpi_csat", RAISES, weight=1, delta=0.5),
    # Coffee and boxes
    Support("kr_worth_cupping", "kpi_cupping", RAISES, weight=2, delta=0.6),
    Support("kr_quality_spread", "kpi_cupping", RAISES, weight=1, delta=0.3),
    Support("kr_worth_direct", "kpi_direct_trade", RAISES, weight=3, delta=14),
    Support("kr_sourcing_contracts", "kpi_direct_trade", RAISES, weight=2, delta=6),
    Support("kr_sourcing_premium", "kpi_green_cost", RAISES, weight=1, delta=0.35),
    Support("kr_supply_green", "kpi_green_cost", LOWERS, weight=3, delta=-0.5),
    # Somebody forgot the minus.
    Support("kr_sidama_volume", "kpi_green_cost", LOWERS, weight=1, delta=0.1),
    Support("kr_quality_loss", "kpi_roast_loss", LOWERS, weight=1, delta=-0.4),
    Support("kr_carrier_on_time", "kpi_on_time", RAISES, weight=3, delta=5.8),
    Support("kr_promise_cutoff", "kpi_on_time", RAISES, weight=2, delta=1.5),
    Support("kr_sameday_wave", "kpi_on_time", RAISES, weight=1, delta=0.5),
    # Compostable bags cost more, and nobody works on making the box cheaper.
    Support("kr_packaging_bags", "kpi_packaging_cost", RAISES, weight=1, delta=0.05),
    Support("kr_supply_freight", "kpi_gross_margin", RAISES, weight=1, delta=0.4),
    Support("kr_cost_bill", "kpi_gross_margin", RAISES, weight=1, delta=0.9),
    Support("kr_season_margin", "kpi_gross_margin", RAISES, weight=0.5, delta=0.2),
    # Systems and people
    Support("kr_uptime_errors", "kpi_checkout_errors", LOWERS, weight=3, delta=-0.1),
    Support("kr_billing_diffs", "kpi_checkout_errors", LOWERS, weight=1, delta=-0.05),
    Support("kr_growth_engaged", "kpi_engagement", RAISES, weight=2, delta=0.5),
    # Goals that move a KPI as a whole
    Support("obj_product_trust", "kpi_checkout_errors", LOWERS, weight=1),
    Support("obj_healthy_business", "kpi_gross_margin", RAISES, weight=1, delta=2),
    Support("obj_fin_cash", "kpi_runway", RAISES, weight=2, delta=1),
    Support("obj_great_place", "kpi_engagement", RAISES, weight=1),
    Support("obj_care_fast", "kpi_csat", RAISES, weight=1),
)
