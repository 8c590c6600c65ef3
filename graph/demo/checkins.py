"""The reports on one key result, up to one day."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from graph.demo.dates import DAY, Span, report_days
from graph.demo.reports import CORRECTIONS, VOICES
from graph.demo.rows import (
    AT_RISK,
    OFF_TRACK,
    ON_TRACK,
    Correction,
    KeyResult,
    Status,
    Voice,
)
from graph.demo.series import chance, progress, reports

_CONFIDENCE: Final[dict[Status | None, float]] = {
    ON_TRACK: 0.8,
    AT_RISK: 0.5,
    OFF_TRACK: 0.25,
    None: 0.65,
}


def check_ins(
    result: KeyResult,
    feed: list[dict[str, Any]] | None,
    *,
    author: str,
    personal: bool,
    over: bool,
    span: Span,
    today: date,
) -> list[dict[str, Any]]:
    """The reports within the span, oldest first.

    `feed` are the values of the KPI that measures the key result, if one does: they are the
    reports then, and what people say stands beside the last of them. `over` is whether the cycle
    is, `personal` whether somebody reports for themselves.
    """
    if feed is not None:
        said = _fed(result, feed, span, author)
    else:
        said = _spoken(result, span, author, personal=personal, over=over)
    return [_recorded(report, today) for report in said]


def _spoken(
    result: KeyResult, span: Span, author: str, *, personal: bool, over: bool
) -> list[dict[str, Any]]:
    if result.now is None:
        return []
    days = report_days(
        span, personal=personal, cadence_days=result.cadence, quiet_weeks=result.quiet
    )
    voice = VOICES.get(result.id) or Voice(_expected(result, over=over))
    numbers = reports(result, result.now, len(days))
    said = []
    for at, (day, value) in enumerate(zip(days, numbers, strict=True)):
        left = len(days) - 1 - at
        status = _status(voice.status, result, at / max(1, len(days) - 1), left)
        report = _report(result.id, at, day, value, author)
        report |= _words(voice, status, left, report["id"])
        said.extend(_corrected(report, result.id, left, day))
    return said


def _fed(
    result: KeyResult, feed: list[dict[str, Any]], span: Span, author: str
) -> list[dict[str, Any]]:
    first, last = (day.isoformat() for day in span)
    within = [value for value in feed if first <= value["at"] <= last]
    said: list[dict[str, Any]] = [
        {
            "id": _id(result.id, at),
            "value": value["value"],
            "effectiveAt": value["at"],
            "source": "KPI",
        }
        for at, value in enumerate(within)
    ]
    voice = VOICES.get(result.id)
    if voice and within:
        day = date.fromisoformat(within[-1]["at"])
        report = _report(result.id, len(within), day, within[-1]["value"], author)
        said.append(report | _words(voice, voice.status, 0, report["id"]))
    return said


def _id(key_result: str, at: int) -> str:
    return f"chk_{key_result[3:]}_{at + 1:02}"


def _report(key_result: str, at: int, day: date, value: float, author: str) -> dict[str, Any]:
    return {
        "id": _id(key_result, at),
        "value": value,
        "effectiveAt": day.isoformat(),
        "source": "MANUAL",
        "author": author,
    }


def _recorded(report: dict[str, Any], today: date) -> dict[str, Any]:
    """The report with when it was recorded: early, half-way or late in the morning's meeting."""
    # Today's meeting may be yet to come; when it is imported is soon enough for what it reports.
    if report["effectiveAt"] == today.isoformat() or "recordedAt" in report:
        return report
    minute = 40 + 10 * round(1.49 * chance(report["id"], 0))
    return {**report, "recordedAt": f"{report['effectiveAt']}T08:{minute:02}:00Z"}


def _words(voice: Voice, status: Status | None, left: int, report: str) -> dict[str, Any]:
    """What goes with the value of the report that has `left` more after it."""
    words: dict[str, Any] = {}
    if status is not None:
        words["status"] = status
    words["confidence"] = round(_CONFIDENCE[status] + 0.1 * chance(report, 1), 2)
    # Notes are two reports apart, so that a quarter has room for all of them.
    if left % 2 == 0 and left // 2 < len(voice.notes):
        words["note"] = voice.notes[-1 - left // 2]
    if left == 0 and voice.blocker:
        words["blocker"] = voice.blocker
    return words


def _status(last: Status | None, result: KeyResult, part: float, left: int) -> Status | None:
    """The status reported when `part` of the reports were in: it gets worse step by step, and in
    a dip for a while."""
    if last is None:
        return None
    if last == OFF_TRACK:
        return OFF_TRACK if left < 2 else AT_RISK if left < 4 else ON_TRACK
    if last == AT_RISK:
        return AT_RISK if left < 2 else ON_TRACK
    return AT_RISK if result.trend == "DIP" and 0.35 <= part <= 0.7 else ON_TRACK


def _expected(result: KeyResult, *, over: bool) -> Status:
    """What people say who say no more than how it goes."""
    done = progress(result.metric, result.now or 0)
    if done >= (0.7 if over else 0.3):
        return ON_TRACK
    return AT_RISK if done >= (0.4 if over else 0.1) or not over else OFF_TRACK


def _corrected(
    report: dict[str, Any], key_result: str, left: int, day: date
) -> list[dict[str, Any]]:
    """The report, or the wrong one and the one that supersedes it."""
    for correction in CORRECTIONS:
        if (correction.key_result, correction.weeks_ago) == (key_result, left):
            return _pair(report, correction, day)
    return [report]


def _pair(report: dict[str, Any], correction: Correction, day: date) -> list[dict[str, Any]]:
    wrong = {**report, "id": f"{report['id']}_wrong", "value": correction.wrong}
    right = {
        **report,
        "note": correction.note,
        "recordedAt": f"{(day + DAY).isoformat()}T07:05:00Z",
        "supersedes": wrong["id"],
    }
    return [wrong, right]
