"""What people of the demo company report week by week. Imports the demo's rows only.

Weeks are counted back from the one that holds the day: 0 is this one. A plan that has the key of
one of the week before goes on with it.
"""

from __future__ import annotations

from typing import Final

from graph.demo.people import DEMO_ADMINISTRATOR
from graph.demo.rows import WeekItem, WeekReport

_AMARA: Final = DEMO_ADMINISTRATOR
_MEI: Final = "psn_mei_tanaka"
_OMAR: Final = "psn_omar_haddad"


def _plan(key: str, text: str, *about: str, done: bool = False) -> WeekItem:
    return WeekItem(key, "PLAN", text, about, done)


def _progress(key: str, text: str, *about: str) -> WeekItem:
    return WeekItem(key, "PROGRESS", text, about)


def _problem(key: str, text: str, *about: str, done: bool = False) -> WeekItem:
    return WeekItem(key, "PROBLEM", text, about, done)


_INTERVIEWS: Final = "Find somebody who books the interviews"
_START: Final = "Have the first start after an update measured"
_MOCK: Final = "Draw three ways to show the next box"
_CALLS: Final = "Listen to twenty cancel calls"

WEEKLY: Final = (
    WeekReport(
        _AMARA,
        4,
        (
            _plan("start", _START, "kr_habit_rating"),
            _plan("interviews", _INTERVIEWS, "kr_voice_interviews"),
            _progress("skip", "Skipping a box takes two taps now", "kr_habit_skip"),
        ),
    ),
    WeekReport(
        _MEI,
        4,
        (
            _plan("mock", _MOCK, "kr_habit_weekly"),
            _progress("audit", "The new checkout passes its first audit", "obj_one_checkout"),
        ),
    ),
    WeekReport(
        _OMAR,
        4,
        (
            _plan("calls", _CALLS, "kr_skip_cancel_calls"),
            _problem("notes", "Nobody writes down why people call", "kr_skip_cancel_calls"),
        ),
    ),
    WeekReport(
        _AMARA,
        3,
        (
            _plan("start", _START, "kr_habit_rating", done=True),
            _plan("interviews", _INTERVIEWS, "kr_voice_interviews"),
            _progress("measured", "It takes nine seconds: far too long", "kr_habit_rating"),
        ),
    ),
    WeekReport(
        _MEI,
        3,
        (
            _plan("mock", _MOCK, "kr_habit_weekly", done=True),
            _problem("phones", "We have no old phones to try it on", "kr_habit_rating"),
        ),
    ),
    WeekReport(
        _AMARA,
        2,
        (
            _plan("interviews", _INTERVIEWS, "kr_voice_interviews", done=True),
            _plan("faster", "Halve the first start after an update", "kr_habit_rating"),
            _problem("release", "Two releases had to be taken back", "obj_product_trust"),
        ),
    ),
    WeekReport(
        _MEI,
        2,
        (
            _plan("tests", "Try the new start page with ten people", "kr_habit_weekly"),
            _problem("phones", "We have no old phones to try it on", "kr_habit_rating", done=True),
        ),
    ),
    WeekReport(
        _OMAR,
        2,
        (
            _plan("calls", _CALLS, "kr_skip_cancel_calls", done=True),
            _progress("reasons", "Half of the calls are about two boxes", "kr_skip_cancel_calls"),
        ),
    ),
    WeekReport(
        _AMARA,
        1,
        (
            _plan("faster", "Halve the first start after an update", "kr_habit_rating"),
            _progress("booked", "Eight interviews are booked", "kr_voice_interviews"),
            _problem("release", "One more release had to be taken back", "obj_product_trust"),
        ),
    ),
    WeekReport(
        _MEI,
        1,
        (
            _plan("tests", "Try the new start page with ten people", "kr_habit_weekly"),
            _progress("six", "Six of ten have tried it, and five came back", "kr_habit_weekly"),
        ),
    ),
    WeekReport(
        _OMAR,
        1,
        (
            _plan("address", "Let one address have two boxes", "obj_app_skip"),
            _problem("stock", "The warehouse packs by address", "obj_app_skip"),
        ),
    ),
    WeekReport(
        _MEI,
        0,
        (
            _plan("tests", "Try the new start page with ten people", "kr_habit_weekly", done=True),
            _problem("copy", "Nobody reads the second page", "kr_habit_weekly", "kpi_churn"),
        ),
    ),
    WeekReport(
        _AMARA,
        0,
        (_plan("faster", "Halve the first start after an update", "kr_habit_rating"),),
        draft=True,
    ),
)
