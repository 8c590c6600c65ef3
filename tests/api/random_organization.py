"""An organization in which everything varies: every field, with ties, nulls and archived things."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, TypeVar

from graph.database.client import Database, Transaction

T = TypeVar("T")
Document = dict[str, Any]

# Case, accents and what an index or a search could stumble over; few, so that there are ties.
TITLES = ["Alpha", "alpha", "Beta", "Über alles", "50% of “quotes”", "Beta 2"]

_REVISIONS = """
MATCH (n:Team|Person|Cycle|Kpi|KpiTarget|KpiValue|Objective|KeyResult|CheckIn|Initiative)
WHERE n.org = $p.org
SET n.since = 1 + size([x IN range(0, size(n.id) - 1) WHERE substring(n.id, x, 1) IN ['1', '3']])
WITH count(*) AS nodes
MATCH ()-[r:ALIGNS_TO|PROPOSES|SUPPORTS|DRIVES]->() WHERE r.org = $p.org
SET r.since = 1 + size([x IN range(0, size(r.id) - 1) WHERE substring(r.id, x, 1) IN ['1', '3']])
RETURN count(*)
"""


async def spread_revisions(database: Database, org: str) -> None:
    """Lets what was imported have changed at different revisions, 1 to 4."""

    async def work(transaction: Transaction) -> None:
        await transaction.run("testRevisions", _REVISIONS, {"org": org})

    await database.write(org, work)


def varied(random: Random, now: datetime) -> Document:
    """A fresh document of 8 teams, 10 people, 5 cycles, 8 KPIs and 26 objectives."""
    return _Varied(random, now).document()


class _Varied:
    def __init__(self, random: Random, now: datetime) -> None:
        self._random = random
        self._now = now
        self._days = [now.date() + timedelta(days) for days in (-200, -80, -10, 20, 120)]
        self._teams = [f"team_{n}" for n in range(8)]
        self._people = [f"psn_{n}" for n in range(10)]
        self._kpis = [f"kpi_{n}" for n in range(8)]
        self._all_kpis: list[dict[str, Any]] = []
        self._results: list[str] = []
        self._goals: list[str] = []
        self._ends: list[list[str]] = []

    def document(self) -> Document:
        self._all_kpis = [self._kpi(n) for n in range(len(self._kpis))]
        objectives = [self._objective(n) for n in range(26)]
        made = {
            "organization": {
                "name": "Varied",
                "timezone": "America/New_York",
                "fiscalYearStartMonth": 4,
            },
            "teams": [self._team(n) for n in range(len(self._teams))],
            "people": [self._person(n) for n in range(len(self._people))],
            "cycles": [self._cycle(n) for n in range(5)],
            "kpis": self._all_kpis,
            "objectives": objectives,
            "initiatives": [
                self._initiative(f"ini_x{n}", target)
                for n, target in enumerate(self._random.sample(self._goals + self._results, 6))
            ],
        }
        for objective in objectives:
            objective["proposals"] = self._proposals(objective["id"])
        made["comments"] = self._comments(objectives)
        return made

    def _maybe(self, value: T, chance: float = 0.6) -> T | None:
        return value if self._random.random() < chance else None

    def _one(self, values: Sequence[T]) -> T:
        return self._random.choice(values)

    def _some(self, values: Sequence[T], most: int = 2) -> list[T]:
        return self._random.sample(values, min(len(values), self._random.randint(0, most)))

    def _stamps(self) -> dict[str, Any]:
        created = self._now - timedelta(days=self._one([300, 200, 200, 100]))
        updated = created + timedelta(days=self._one([0, 10, 10, 50]))
        return {
            "createdAt": created.isoformat(timespec="milliseconds"),
            "updatedAt": updated.isoformat(timespec="milliseconds"),
            "version": self._random.randint(1, 3),
        }

    def _team(self, n: int) -> dict[str, Any]:
        kinds = ["COMPANY", "DIVISION", "DIVISION", "DEPARTMENT", "TEAM", "TEAM", "TEAM", "TEAM"]
        return {
            "id": self._teams[n],
            "name": TITLES[n % 5],
            "kind": kinds[n],
            "parent": self._teams[(n - 1) // 2] if n else None,
            "leads": self._some(self._people),
            "archived": n == 7,
            **self._stamps(),
        }

    def _person(self, n: int) -> dict[str, Any]:
        return {
            "id": self._people[n],
            "name": self._one(TITLES),
            "email": f"P{n}@varied.example",
            "teams": self._some(self._teams, 3),
            "manager": self._people[(n - 1) // 3] if n else None,
            "role": ["OWNER", "ADMIN", "VIEWER"][n] if n < 3 else "MEMBER",
            "archived": n == 9,
            **self._stamps(),
        }

    def _cycle(self, n: int) -> dict[str, Any]:
        first = self._days[n]
        return {
            "id": f"cyc_{n}",
            "name": self._one(TITLES),
            "kind": ["YEAR", "QUARTER", "QUARTER", "CUSTOM", "MONTH"][n],
            "startsOn": (first if n else first - timedelta(100)).isoformat(),
            "endsOn": (first + timedelta(90 if n else 400)).isoformat(),
            "state": ["ACTIVE", "CLOSED", "ACTIVE", "PLANNING", "PLANNING"][n],
            "parent": "cyc_0" if n in (1, 2) else None,
            "archived": n == 4,
            **self._stamps(),
        }

    def _kpi(self, n: int) -> dict[str, Any]:
        direction = ["INCREASE", "DECREASE", "BETWEEN"][n % 3]
        return {
            "id": self._kpis[n],
            "name": self._one(TITLES),
            "description": self._maybe("What it counts."),
            "measure": self._measure(),
            "direction": direction,
            "frequency": self._one(["MONTHLY", "DAILY"]),
            "owner": self._one(self._teams[:2] + self._people[:2]),
            "watchBand": self._one([0.1, 0.5]),
            "archived": n == 6,
            "values": [self._value(n, v) for v in range(self._one([0, 2, 3]))],
            "targets": self._targets(n, direction),
            "drives": [
                {
                    "id": f"drv_{n}{other}",
                    "kpi": self._kpis[other],
                    "weight": self._one([1, 2.5]),
                    "effect": self._one(["RAISES", "LOWERS"]),
                    "lagDays": self._maybe(30),
                    **self._stamps(),
                }
                for other in self._some(range(n))
            ],
            **self._stamps(),
        }

    def _value(self, kpi: int, n: int) -> dict[str, Any]:
        return {
            "id": f"val_{kpi}{n}",
            # The same moments for all KPIs, so that they tie.
            "at": (self._now - timedelta(days=40 * n)).date().isoformat(),
            "value": self._random.uniform(-5, 20),
            "source": self._one(["MANUAL", "IMPORT", "INTEGRATION", "FORMULA"]),
            "recordedAt": self._now.isoformat(timespec="seconds"),
            **self._stamps(),
        }

    def _targets(self, kpi: int, direction: str) -> list[dict[str, Any]]:
        first = date(self._now.year, self._now.month, 1)
        wanted = {"lower": 3, "upper": 9} if direction == "BETWEEN" else {"value": 8}
        spans = [(first, first + timedelta(400)), (first - timedelta(400), first)]
        return [
            {
                "id": f"tgt_{kpi}{n}",
                "period": {"startsOn": start.isoformat(), "endsOn": end.isoformat()},
                **wanted,
                **self._stamps(),
            }
            for n, (start, end) in enumerate(self._some(spans))
        ]

    def _measure(self) -> dict[str, Any] | None:
        return self._one(
            [
                None,
                {"kind": "CURRENCY", "currency": "EUR", "precision": 2},
                {"kind": "DURATION", "unit": "days"},
            ]
        )

    def _measured(self) -> dict[str, Any]:
        """How a key result's number is read, and the KPI that it comes from, which agree."""
        measure = self._measure()
        alike = [kpi["id"] for kpi in self._all_kpis if kpi.get("measure") == measure]
        return {"measure": measure, "measuredBy": self._maybe(self._one([None, *alike]), 0.6)}

    def _supports(self, of: str) -> list[dict[str, Any]]:
        return [
            {
                "id": f"sup_{of}_{kpi}",
                "kpi": kpi,
                "weight": self._one([1, 3]),
                "effect": self._one(["RAISES", "LOWERS"]),
                "expectedDelta": self._maybe(1.5),
                **self._stamps(),
            }
            for kpi in self._some(self._kpis)
        ]

    def _initiatives(self, of: str) -> list[dict[str, Any]]:
        return [self._initiative(f"ini_{of}_{n}") for n in range(self._one([0, 0, 0, 2]))]

    def _initiative(self, identity: str, target: str | None = None) -> dict[str, Any]:
        return {
            "id": identity,
            "title": self._one(TITLES),
            "owner": self._maybe(self._one(self._teams + self._people)),
            "state": self._one(["PLANNED", "IN_PROGRESS", "DONE", "CANCELLED"]),
            "dueOn": self._maybe(self._one(self._days).isoformat()),
            "archived": self._random.random() < 0.2,
            **({"target": target} if target else {}),
            **self._stamps(),
        }

    def _key_result(self, identity: str) -> dict[str, Any]:
        self._results.append(identity)
        return {
            "id": identity,
            "title": self._one(TITLES),
            "owner": self._maybe(self._one(self._teams + self._people)),
            "metric": self._one(
                [
                    {"goal": "INCREASE", "start": 0, "target": 10},
                    {"goal": "DECREASE", "start": 10, "target": 0},
                    {"goal": "AT_LEAST", "target": 5},
                    {"goal": "BETWEEN", "lower": 2, "upper": 6},
                    {"goal": "DONE"},
                ]
            ),
            "weight": self._one([1, 2]),
            "cadenceDays": self._one([7, 30]),
            "archived": self._random.random() < 0.15,
            **self._measured(),
            "checkIns": [
                self._check_in(f"chk_{identity}_{n}", n) for n in range(self._one([0, 1, 3]))
            ],
            "supports": self._supports(identity),
            "initiatives": self._initiatives(identity),
            **self._stamps(),
        }

    def _check_in(self, identity: str, n: int) -> dict[str, Any]:
        effective = self._now - timedelta(days=self._one([1, 5, 5, 50]), hours=n, minutes=7)
        return {
            "id": identity,
            "value": self._one([0, 1, 4, 12]),
            "effectiveAt": effective.isoformat(timespec="seconds"),
            "recordedAt": (effective + timedelta(1)).isoformat(timespec="seconds"),
            "confidence": self._maybe(0.5),
            "status": self._maybe(self._one(["ON_TRACK", "AT_RISK", "OFF_TRACK"]), 0.4),
            "note": self._maybe("A note."),
            "blocker": self._maybe("A blocker."),
            "source": self._one(["MANUAL", "IMPORT", "INTEGRATION"]),
            "author": self._maybe(self._one(self._people)),
            "supersedes": identity[:-1] + "0" if n == 2 and self._random.random() < 0.6 else None,
            **self._stamps(),
        }

    def _objective(self, n: int) -> dict[str, Any]:
        identity = f"obj_{n:02}"
        mode = self._one(["AUTO", "AUTO", "COMBINED", "CONTRIBUTIONS", "MANUAL"])
        # In ones of the same digits, so that the order of ids is not that of making.
        results = [self._key_result(f"kr_{n:02}_{k}") for k in range(self._one([0, 1, 2, 3]))]
        made = {
            "id": identity,
            "title": self._one(TITLES),
            "description": self._maybe("About ALPHA, and more."),
            "owner": self._one(self._teams + self._people),
            "lead": self._maybe(self._one(self._people)),
            "cycle": self._maybe(f"cyc_{self._random.randint(0, 4)}", 0.8),
            "lifecycle": self._one(["ACTIVE"] * 5 + ["DRAFT", "CLOSED", "ARCHIVED"]),
            "ambition": self._one(["COMMITTED", "ASPIRATIONAL"]),
            "visibility": self._one(["PUBLIC", "PUBLIC", "PRIVATE"]),
            "sharedWith": self._some(self._teams + self._people),
            "labels": self._some(["red", "green", "blue"], 3),
            "links": [
                {"title": f"Page {k}", "url": f"https://x.example/{k}"} for k in self._some("ab")
            ],
            "contributionStatement": self._maybe("By doing."),
            "progressMode": mode,
            "manualProgress": self._maybe(0.5) if mode == "MANUAL" else None,
            "keyResults": results,
            "alignsTo": self._alignments(identity),
            "supports": self._supports(identity) if n % 2 == 0 else [],
            "initiatives": self._initiatives(identity),
            **self._stamps(),
        }
        self._goals.append(identity)
        self._ends.append([identity, *(k["id"] for k in results if not k["archived"])])
        return made

    def _comments(self, objectives: list[dict[str, Any]]) -> list[dict[str, Any]]:
        links = [one["id"] for goal in objectives for one in goal["alignsTo"]]
        cycles = [f"cyc_{n}" for n in range(5)]
        results = [one for ends in self._ends for one in ends[1:]]
        nodes = [self._goals, results, self._kpis, self._teams, self._people, cycles, links]
        comments: list[dict[str, Any]] = []
        for n in range(40):
            roots = [one for one in comments if one["replyTo"] is None]
            # A few of each, and then anything.
            kind = nodes[n % len(nodes)][:1] if n < 2 * len(nodes) else self._one(nodes)
            root = self._maybe(self._one(roots)) if n >= 2 * len(nodes) else None
            comments.append(
                {
                    "id": f"cmt_{n:02}",
                    "on": root["on"] if root else self._one(kind),
                    "body": f"Said {self._random.randint(0, 9)}",
                    "author": self._maybe(self._one(self._people)),
                    "replyTo": root and root["id"],
                    "removed": False,
                    "acknowledgedBy": self._some(self._people),
                    **self._stamps(),
                }
            )
        for one in comments[::3]:
            if any(other["replyTo"] == one["id"] for other in comments):
                one |= {"removed": True, "body": None}
        return comments

    def _proposals(self, of: str) -> list[dict[str, Any]]:
        others = [ends for ends in self._ends if ends[0] != of]
        proposals = []
        for to in [self._one(ends) for ends in self._some(others, 3)]:
            state = self._one(["PENDING", "PENDING", "PENDING", "ACCEPTED", "DECLINED"])
            decided = {
                "reason": "Not now." if state == "DECLINED" else None,
                "decidedBy": self._maybe(self._one(self._people)),
                "decidedAt": "2026-10-10T10:10:10.000+00:00",
            }
            proposals.append(
                {
                    "id": f"aln_p_{of}_{to}",
                    "to": to,
                    "weight": self._one([1, 2]),
                    "counts": self._random.random() < 0.7,
                    "rationale": self._maybe("Because."),
                    "state": state,
                    "proposedBy": self._maybe(self._one(self._people)),
                    **(decided if state != "PENDING" else {}),
                    **self._stamps(),
                }
            )
        return proposals

    def _alignments(self, of: str) -> list[dict[str, Any]]:
        ends = [self._one(each) for each in self._some(self._ends, 3)]
        return [
            {
                "id": f"aln_{of}_{to}",
                "to": to,
                "weight": self._one([1, 2]),
                "counts": self._random.random() < 0.7,
                "rationale": self._maybe("Because."),
                **self._stamps(),
            }
            for to in ends
        ]
