"""What people said when they reported, and what they took back."""

from __future__ import annotations

from graph.demo.rows import AT_RISK, OFF_TRACK, ON_TRACK, Correction, Voice

# By key result; one that is missing here was reported on without a word.
VOICES: dict[str, Voice] = {
    "kr_keep_second_year": Voice(
        ON_TRACK,
        (
            "The cohort from the discount week is leaving as feared.",
            "Worst is over: that cohort is through its third month.",
            "Back on the line we drew in spring.",
        ),
    ),
    "kr_mrr_organic": Voice(
        AT_RISK,
        (
            "Search and referral both grew, paid grew just as fast.",
            "Flat for six weeks. We will not get there without turning paid down.",
        ),
        blocker="No decision yet on the paid budget for the gifting weeks.",
    ),
    "kr_mrr_payback": Voice(
        AT_RISK, ("Cheaper clicks would help, but the margin is the problem.",)
    ),
    "kr_worth_reviews": Voice(ON_TRACK, ("The card in the third box works: 90 reviews a week.",)),
    "kr_city_first_boxes": Voice(
        ON_TRACK, ("Hub opened a week late.", "First 96 homes; the waiting list does the rest.")
    ),
    "kr_listening_calls": Voice(
        ON_TRACK,
        ("Everyone mentions the late box before I ask.", "Three people cried about a lost parcel."),
    ),
    "kr_habit_weekly": Voice(
        ON_TRACK,
        ("Widget is out; too early to see it.", "Best week ever, thanks to the widget."),
    ),
    "kr_habit_skip": Voice(
        ON_TRACK, ("New cancel flow at 20 % of people.", "At 60 % of people, no surprises so far.")
    ),
    "kr_checkout_share": Voice(
        AT_RISK,
        ("Homes in Estonia moved.", "Held at a third until invoices agree to the cent."),
        blocker="74 billing differences a day; waiting for the migration.",
    ),
    "kr_checkout_offices": Voice(
        AT_RISK, ("Ordering works in the sandbox. Purchase orders are still by mail.",)
    ),
    "kr_skip_return": Voice(
        ON_TRACK, ("The reminder mail went to spam for ten days.", "Mails arrive again.")
    ),
    "kr_taste_loved": Voice(
        AT_RISK,
        ("Quiz results help for the first box only.", "Stuck: the model needs more ratings."),
        blocker="Too few rated boxes to learn from.",
    ),
    "kr_gift_time": Voice(
        OFF_TRACK,
        ("Address book is in.", "Payment still asks for an account, which takes longest."),
    ),
    "kr_gift_orders": Voice(
        OFF_TRACK,
        (
            "Nice start after the newsletter.",
            "Gone again without the newsletter.",
            "Gifting flow breaks on iOS 17 with saved cards; fix is in review.",
        ),
        blocker="Saved cards fail for gifts on older iPhones.",
    ),
    "kr_gift_convert": Voice(AT_RISK, ("Most gifts are opened, few accounts are made.",)),
    "kr_access_audit": Voice(
        ON_TRACK, ("All the contrast findings fell in one go.", "What is left is the swipe deck.")
    ),
    "kr_uptime_available": Voice(
        AT_RISK,
        ("Clean month.", "53 minutes down on Saturday: the queue disk was full."),
    ),
    "kr_uptime_recover": Voice(
        ON_TRACK, ("Two slow ones in a bad week.", "The new runbooks helped twice.")
    ),
    "kr_data_tickets": Voice(None, ("Most of the rest is about churn, of all things.",)),
    "kr_data_fresh": Voice(None),
    "kr_cost_tagged": Voice(None),
    "kr_billing_off": Voice(
        AT_RISK,
        ("Not before the differences are gone.",),
        blocker="Old VAT rules live only in the old job.",
    ),
    "kr_forecast_used": Voice(ON_TRACK, ("Care calls the first fifty each Monday.",)),
    "kr_voice_interviews": Voice(ON_TRACK, ("Five a week without me in the room. Good.",)),
    "kr_leads_hired": Voice(
        AT_RISK,
        ("One signed, starts on the first.", "Two offers declined over remote days."),
        blocker="The remote policy is up for review only next quarter.",
    ),
    "kr_pay_gap": Voice(AT_RISK, ("2.4 % left, nearly all of it from two old contracts.",)),
    "kr_engine_discount": Voice(
        OFF_TRACK,
        (
            "Half a point down after we ended the banner.",
            "Referral credits eat all that we win elsewhere.",
        ),
        blocker="Referral credits count as discounts; the two goals need one owner.",
    ),
    "kr_engine_cac": Voice(
        OFF_TRACK,
        ("Auction prices went up 9 %.", "Two channels failed the hold-out test; off now."),
    ),
    "kr_first_box_convert": Voice(
        AT_RISK, ("Letter in the box: no effect that we can see.", "Same level for four weeks.")
    ),
    "kr_referral_weekly": Voice(ON_TRACK, ("131 last week, a third of them in Helsinki.",)),
    "kr_season_partners": Voice(
        AT_RISK, ("Three shops in, two wrote that they decide in a month.",)
    ),
    "kr_season_margin": Voice(AT_RISK, ("The wooden box costs too much. Trying card.",)),
    "kr_search_top3": Voice(
        ON_TRACK, ("The search update cost us five places.", "Back, and four more.")
    ),
    "kr_helsinki_finnish": Voice(None),
    "kr_creators_orders": Voice(ON_TRACK, ("First videos are out.",)),
    "kr_offices_accounts": Voice(
        ON_TRACK, ("Nine signed after the trade fair.", "376, and eleven pilots end this month.")
    ),
    "kr_offices_pilots": Voice(
        ON_TRACK, ("Grinders failed at two pilots.", "New grinders, and pilots convert again.")
    ),
    "kr_partners_signed": Voice(OFF_TRACK, ("One signed; the others want exclusivity.",)),
    "kr_partners_leads": Voice(
        OFF_TRACK,
        ("Six leads, all from one partner.", "Nothing new for three weeks."),
        blocker="Legal has not cleared the commission model.",
    ),
    "kr_fast_one_touch": Voice(None, ("Templates help; refunds still need a second step.",)),
    "kr_selfserve_contacts": Voice(
        ON_TRACK, ("Late boxes made it worse.", "Down again with the new tracking page.")
    ),
    "kr_chat_share": Voice(ON_TRACK, ("Chat is open for everybody since Tuesday.",)),
    "kr_languages_csat": Voice(AT_RISK, ("Weekends have no Finnish shift yet.",)),
    "kr_quality_score": Voice(ON_TRACK, ("Four weeks above eight.",)),
    "kr_promise_cutoff": Voice(ON_TRACK, ("Second packing line runs until three.",)),
    "kr_promise_told": Voice(ON_TRACK, ("Carrier events arrive within minutes now.",)),
    "kr_promise_damaged": Voice(ON_TRACK, ("New inner fold for the glass jars.",)),
    "kr_supply_green": Voice(
        OFF_TRACK,
        (
            "Bought ahead at 6.95.",
            "The market rose 6 % in a fortnight.",
            "Fixed what we could. The rest is weather in Minas Gerais.",
        ),
        blocker="Arabica futures; our credit line limits how much we can fix.",
    ),
    "kr_sourcing_contracts": Voice(ON_TRACK, ("Huila signed: that makes eleven.",)),
    "kr_sidama_signed": Voice(AT_RISK, ("One signed. The second wants prepayment.",)),
    "kr_sameday_pick": Voice(None, ("New shelves in aisles 3 to 6.",)),
    "kr_carrier_on_time": Voice(
        OFF_TRACK, ("One carrier, one strike, 800 late boxes. We cannot steer around it.",)
    ),
    "kr_carrier_second": Voice(
        OFF_TRACK,
        (
            "Tartu and Pärnu have a second carrier.",
            "The Tallinn tender got one bid.",
            "No progress. The exclusive contract runs for another five months.",
        ),
        blocker="Exclusivity in the contract we signed last quarter.",
    ),
    "kr_carrier_claims": Voice(OFF_TRACK, ("They answer claims by fax. By fax!",)),
    "kr_packaging_bags": Voice(ON_TRACK, ("All 250 g bags done; the kilo bag is next.",)),
    "kr_claims_filed": Voice(
        AT_RISK, ("First carrier connected.", "Second carrier has no interface.")
    ),
    "kr_close_manual": Voice(ON_TRACK, ("Payroll books itself now.",)),
    "kr_cash_terms": Voice(ON_TRACK, ("Three large suppliers agreed to 45 days.",)),
    "kr_growth_plans": Voice(ON_TRACK, ("Roastery and Care are complete.",)),
    "kr_riga_price": Voice(AT_RISK, ("Second meeting: 2.45, and they keep the building.",)),
    "kr_contracts_turn": Voice(AT_RISK, ("One lawyer, two tenders.",)),
    "kr_warehouse_missed": Voice(OFF_TRACK, ("14 boxes in the second night. All refunded.",)),
    "kr_single_on_time": Voice(OFF_TRACK, ("Under 93 since week six.", "Ends at 90.8.")),
    "kr_android_parity": Voice(ON_TRACK, ("Two left, both on purpose.",)),
    "kr_pilot_invited": Voice(ON_TRACK, ("Past the thousand with two weeks to go.",)),
}

CORRECTIONS: tuple[Correction, ...] = (
    Correction("kr_referral_weekly", 1, 1_180, "That was the month. The week had fewer."),
    Correction("kr_data_tickets", 2, 2.3, "A comma where none belongs."),
    Correction("kr_offices_accounts", 1, 402, "Counted offers as contracts."),
    Correction("kr_search_visits", 2, 143_000, "Includes our own monitoring; without it now."),
)
