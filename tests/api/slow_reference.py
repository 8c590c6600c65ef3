"""Random organizations whose goals are measured, and the slow and obvious progress and health.

Written straight from the domain's text, over documents in the import format, with exact fractions;
it shares no code with `graph`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from tests.graphs import organization

Document = dict[str, Any]
Goal = dict[str, Any]

WORST_FIRST = ["OFF_TRACK", "AT_RISK", "STALE", "NO_DATA", "ON_TRACK"]
_GOALS = ["INCREASE", "DECREASE", "AT_LEAST", "AT_MOST", "BETWEEN", "DONE"]
_MODES = ["AUTO"] * 5 + ["KEY_RESULTS", "CONTRIBUTIONS", "COMBINED", "MANUAL"]


def measured(random: Random, now: datetime) -> Document:
    """A random organization with cycles, metrics, check-ins and KPI values around `now`."""
    document = organization(random)
    today = now.date()
    document["cycles"] = [
        _cycle("cyc_now", today - timedelta(40), today + timedelta(51), "ACTIVE"),
        _cycle("cyc_past", today - timedelta(131), today - timedelta(41), "CLOSED"),
        _cycle("cyc_next", today + timedelta(52), today + timedelta(140), "PLANNING"),
    ]
    for objective in document["objectives"]:
        cycle = random.choice(["cyc_now", "cyc_now", "cyc_past", "cyc_next", None])
        if cycle:
            objective["cycle"] = cycle
        objective["progressMode"] = random.choice(_MODES)
        if objective["progressMode"] == "MANUAL" and random.random() < 0.7:
            objective["manualProgress"] = random.random()
        for link in objective["alignsTo"]:
            link["counts"] = random.random() < 0.8
        for key_result in objective["keyResults"]:
            key_result["metric"] = _metric(random)
            key_result["cadenceDays"] = random.choice([1, 7, 30])
            key_result["checkIns"] = _check_ins(random, key_result["id"], now)
    for kpi in document["kpis"]:
        if random.random() < 0.7:
            kpi["values"] = [{"at": today.isoformat(), "value": random.uniform(-10, 10)}]
        if random.random() < 0.7:
            kpi["targets"] = [_target(random, kpi["direction"], today)]
    return document


def _cycle(identity: str, first: date, last: date, state: str) -> dict[str, Any]:
    return {
        "id": identity,
        "name": identity,
        "kind": "CUSTOM",
        "startsOn": first.isoformat(),
        "endsOn": last.isoformat(),
        "state": state,
    }


def _target(random: Random, direction: str, today: date) -> dict[str, Any]:
    first = today.replace(day=1)
    last = (first + timedelta(31)).replace(day=1) - timedelta(1)
    target: dict[str, Any] = {"period": {"startsOn": first.isoformat(), "endsOn": last.isoformat()}}
    if direction == "BETWEEN":
        lower = random.uniform(-10, 5)
        return target | {"lower": lower, "upper": lower + random.uniform(0.1, 8)}
    return target | {"value": random.uniform(-10, 10)}


def _metric(random: Random) -> dict[str, Any]:
    goal = random.choice(_GOALS)
    low = random.uniform(-50, 50)
    high = low + random.uniform(0.5, 100)
    match goal:
        case "INCREASE":
            return {"goal": goal, "start": low, "target": high}
        case "DECREASE":
            return {"goal": goal, "start": high, "target": low}
        case "AT_LEAST" | "AT_MOST":
            return {"goal": goal, "target": low}
        case "BETWEEN":
            return {"goal": goal, "lower": low, "upper": high}
    return {"goal": goal}


def _check_ins(random: Random, key_result: str, now: datetime) -> list[dict[str, Any]]:
    check_ins: list[dict[str, Any]] = []
    for number in range(random.choice([0, 1, 1, 2, 4])):
        # Never whole days, so that no threshold of days is met to the second.
        effective = now - timedelta(minutes=random.randint(1, 100 * 24 * 60), seconds=30)
        check_in: dict[str, Any] = {
            "id": f"chk_{key_result}_{number}",
            "value": random.choice([0, 1, random.uniform(-60, 160), random.uniform(-60, 160)]),
            "effectiveAt": effective.isoformat(timespec="seconds"),
        }
        if random.random() < 0.4:
            check_in["status"] = random.choice(["ON_TRACK", "AT_RISK", "OFF_TRACK"])
        taken = {other.get("supersedes") for other in check_ins}
        free = [other["id"] for other in check_ins if other["id"] not in taken]
        if free and random.random() < 0.3:
            check_in["supersedes"] = random.choice(free)
        check_ins.append(check_in)
    return check_ins


@dataclass
class Slowly:
    """The progress and health of a document's goals, asked one by one."""

    document: Document
    imported: datetime

    def __post_init__(self) -> None:
        self._objectives = {o["id"]: o for o in self.document["objectives"]}
        self._cycles = {c["id"]: c for c in self.document["cycles"]}
        self._home = {
            k["id"]: o["id"] for o in self.document["objectives"] for k in o["keyResults"]
        }

    def raw_progress(self, key_result: Goal, at: datetime) -> Fraction:
        """By the metric's goal, of the latest check-in effective by a moment."""
        metric = key_result["metric"]
        check_ins = _counting(key_result, at)
        if not check_ins:
            return Fraction(0)
        current = Fraction(check_ins[-1]["value"])
        match metric["goal"]:
            case "INCREASE" | "DECREASE":
                start, target = Fraction(metric["start"]), Fraction(metric["target"])
                return (current - start) / (target - start)
            case "AT_LEAST":
                return Fraction(current >= Fraction(metric["target"]))
            case "AT_MOST":
                return Fraction(current <= Fraction(metric["target"]))
            case "BETWEEN":
                return Fraction(metric["lower"] <= current <= metric["upper"])
        return Fraction(current >= 1)

    def clamped(self, key_result: Goal, at: datetime) -> Fraction:
        """A key result's progress."""
        return min(Fraction(1), max(Fraction(0), self.raw_progress(key_result, at)))

    def progress(self, identity: str, at: datetime) -> Fraction | None:
        """An objective's progress at a moment; what is CLOSED has kept that of its closing."""
        objective = self._objectives[identity]
        if objective["lifecycle"] == "CLOSED" and at >= self.closed_at(objective):
            at = self.imported
        if objective["progressMode"] == "MANUAL":
            manual = objective.get("manualProgress")
            return None if manual is None else Fraction(manual)
        inputs = [
            (Fraction(weight), progress)
            for weight, one in self._inputs(objective, at)
            if (progress := self._progress_of(one, at)) is not None
        ]
        total = sum(weight for weight, _ in inputs)
        return sum((w * p for w, p in inputs), Fraction(0)) / total if inputs else None

    def health(self, identity: str, at: datetime) -> str:
        """An objective's health at a moment; what is CLOSED has kept that of its closing."""
        objective = self._objectives[identity]
        if objective["lifecycle"] == "CLOSED":
            at = self.closed_at(objective)
        if objective["progressMode"] == "MANUAL":
            progress = self.progress(identity, self.imported)
            return "NO_DATA" if progress is None else self._pace(progress, objective, at)
        healths = [
            self.key_result_health(one, objective, at)
            if one["id"] in self._home
            else self.health(one["id"], at)
            for _, one in self._inputs(objective, self.imported)
            if self._progress_of(one, self.imported) is not None
        ]
        return min(healths, key=WORST_FIRST.index, default="NO_DATA")

    def key_result_health(self, key_result: Goal, objective: Goal, at: datetime) -> str:
        """A key result's health at a moment."""
        check_ins = _counting(key_result, self.imported)
        if not check_ins:
            return "NO_DATA"
        progress = self.clamped(key_result, self.imported)
        if progress >= 1:
            return "ON_TRACK"
        cycle = self._cycles.get(objective.get("cycle", ""))
        if cycle and cycle["state"] == "ACTIVE":
            last = max(datetime.fromisoformat(check_ins[-1]["effectiveAt"]), _start(cycle))
            if at - last > timedelta(2 * key_result["cadenceDays"]):
                return "STALE"
        reported: str | None = check_ins[-1].get("status")
        return reported or self._pace(progress, objective, at)

    def closed_at(self, objective: Goal) -> datetime:
        """The import's moment, or the end of the cycle when that was before."""
        cycle = self._cycles.get(objective.get("cycle", ""))
        return min(self.imported, _end(cycle)) if cycle else self.imported

    def _progress_of(self, one: Goal, at: datetime) -> Fraction | None:
        return self.clamped(one, at) if one["id"] in self._home else self.progress(one["id"], at)

    def _inputs(self, objective: Goal, at: datetime) -> list[tuple[float, Goal]]:
        own = [(k.get("weight", 1), k) for k in objective["keyResults"] if not k.get("archived")]
        given = []
        if _live(objective):
            given = [
                (link.get("weight", 1), source)
                for source in self.document["objectives"]
                for link in source["alignsTo"]
                if self._home.get(link["to"], link["to"]) == objective["id"]
                and link["counts"]
                and _live(source)
                and self.progress(source["id"], at) is not None
            ]
        match objective["progressMode"]:
            case "AUTO":
                return own or given
            case "KEY_RESULTS":
                return own
            case "CONTRIBUTIONS":
                return given
        return own + given

    def _pace(self, progress: Fraction, objective: Goal, at: datetime) -> str:
        cycle = self._cycles.get(objective.get("cycle", ""))
        elapsed = 0.0
        if cycle:
            elapsed = (at - _start(cycle)) / (_end(cycle) - _start(cycle))
            elapsed = min(1.0, max(0.0, elapsed))
        if progress >= elapsed - 0.1:
            return "ON_TRACK"
        return "AT_RISK" if progress >= elapsed - 0.3 else "OFF_TRACK"


def _live(objective: Goal) -> bool:
    return objective["lifecycle"] in ("ACTIVE", "CLOSED")


def _counting(key_result: Goal, at: datetime) -> list[dict[str, Any]]:
    """The check-ins that count and were effective by a moment, in order."""
    check_ins = key_result["checkIns"]
    superseded = {check_in.get("supersedes") for check_in in check_ins}
    counting = [
        c
        for c in check_ins
        if c["id"] not in superseded and datetime.fromisoformat(c["effectiveAt"]) <= at
    ]
    return sorted(counting, key=lambda c: (datetime.fromisoformat(c["effectiveAt"]), c["id"]))


def _start(cycle: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(cycle["startsOn"]).replace(tzinfo=UTC)


def _end(cycle: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(cycle["endsOn"]).replace(tzinfo=UTC) + timedelta(1)
