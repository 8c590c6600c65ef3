"""Random documents with dates, and the slow and obvious way to what was known at a moment.

`Slowly` shares no code with the import: it says when everything began by going through the rules of
`docs/import-format.md` until nothing changes any more, and cuts the document down to a moment.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

Entity = dict[str, Any]

DAY = timedelta(days=1)
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
_CLOSING = ("closedAt", "score", "outcome", "decision", "closingNote", "progress", "health")


def dated_company(random: Random) -> Entity:
    """A small company with goals, reports and values of half a year, dated here and there."""

    def moment() -> str:
        # Few enough for several things to happen at once; some are yet to come.
        return (FIRST + random.randrange(0, 190) * DAY + timedelta(hours=6)).isoformat()

    def maybe(entity: Entity, chance: float = 0.4) -> Entity:
        if random.random() < chance:
            entity["createdAt"] = moment()
        return entity

    people = [
        maybe(
            {
                "id": f"psn_{n}",
                "name": f"P{n}",
                "email": f"p{n}@dated.example",
                "teams": random.sample(["team_all", "team_a"], random.randint(0, 2)),
                **(
                    {"manager": f"psn_{random.randrange(n)}"} if n and random.random() < 0.6 else {}
                ),
            }
        )
        for n in range(4)
    ]
    owners = ["team_all", "team_a", "team_b", *(person["id"] for person in people)]
    cycles = [
        maybe({"id": "cyc_h1", "name": "H1", "startsOn": "2026-01-10", "endsOn": "2026-06-20"}),
        maybe(
            {
                "id": "cyc_q1",
                "name": "Q1",
                "startsOn": "2026-01-10",
                "endsOn": "2026-03-31",
                "state": "CLOSED",
                "parent": "cyc_h1",
            }
        ),
    ]
    document: Entity = {
        "organization": {"name": "Dated"},
        "teams": [
            maybe({"id": "team_all", "name": "All", "kind": "COMPANY", "leads": ["psn_0"]}),
            maybe({"id": "team_a", "name": "A", "leads": ["psn_1"]}),
            maybe({"id": "team_b", "name": "B", "parent": "team_a"}),
        ],
        "people": people,
        "cycles": cycles,
        "kpis": [_kpi(random, n, owners, maybe, moment) for n in range(3)],
        "objectives": [],
        "initiatives": [],
    }
    for n in range(random.randint(1, 7)):
        document["objectives"].append(_objective(random, n, owners, document, maybe, moment))
    results = [k["id"] for o in document["objectives"] for k in o["keyResults"]]
    for n in range(random.randint(0, 2)):
        target = random.choice([*(o["id"] for o in document["objectives"]), *results])
        initiative = {"id": f"ini_{n}", "title": "Work", "target": target}
        document["initiatives"].append(maybe(initiative | {"owner": random.choice(owners)}))
    return document


def _kpi(
    random: Random, n: int, owners: list[str], maybe: Callable[..., Entity], moment: Any
) -> Entity:
    # The first two feed key results, and have one value a period; the third has several.
    months = range(1, 7) if n < 2 else [random.randint(1, 6) for _ in range(9)]
    values = [
        {
            "id": f"val_{n}_{place}",
            "at": f"2026-{month:02}-{random.randint(1, 28):02}",
            "value": random.randint(0, 10),
            **({"recordedAt": moment()} if random.random() < 0.6 else {}),
        }
        for place, month in enumerate(months)
        if random.random() < 0.7
    ]
    targets = [{"period": {"startsOn": "2026-01-01", "endsOn": "2026-12-31"}, "value": 5}]
    targets += [
        {"period": {"startsOn": f"2026-0{m}-01", "endsOn": f"2026-0{m}-28"}, "value": m}
        for m in random.sample(range(1, 7), 2)
    ]
    return maybe(
        {
            "id": f"kpi_{n}",
            "name": f"K{n}",
            "direction": random.choice(["INCREASE", "DECREASE"]),
            "frequency": "MONTHLY",
            "owner": random.choice(owners),
            "values": values,
            "targets": [maybe({"id": f"tgt_{n}_{p}", **t}) for p, t in enumerate(targets)],
            "drives": [
                maybe({"id": f"drv_{n}_{m}", "kpi": f"kpi_{m}", "effect": "RAISES"})
                for m in range(n)
                if random.random() < 0.4
            ],
        }
    )


def _objective(
    random: Random,
    n: int,
    owners: list[str],
    document: Entity,
    maybe: Callable[..., Entity],
    moment: Any,
) -> Entity:
    mode = random.choice(["AUTO", "AUTO", "COMBINED", "CONTRIBUTIONS", "KEY_RESULTS", "MANUAL"])
    lifecycle = random.choice(["ACTIVE"] * 5 + ["CLOSED"] * 3 + ["DRAFT", "ARCHIVED"])
    goal: Entity = {
        "id": f"obj_{n}",
        "title": f"O{n}",
        "owner": random.choice(owners),
        "lifecycle": lifecycle,
        "progressMode": mode,
        "keyResults": [
            _key_result(random, f"{n}_{place}", owners, maybe, moment)
            for place in range(random.randint(0, 3))
        ],
        "supports": [],
        "alignsTo": [],
    }
    if mode == "MANUAL":
        goal["manualProgress"] = random.choice([0.25, 0.75])
    if random.random() < 0.3:
        goal |= {"visibility": "PRIVATE", "sharedWith": [random.choice(owners)]}
    if random.random() < 0.7:
        goal["cycle"] = random.choice(["cyc_h1", "cyc_q1"])
    if random.random() < 0.3:
        goal["lead"] = random.choice(owners[3:])
    if lifecycle == "CLOSED":
        goal |= {"closedAt": moment(), "score": 0.5, "outcome": "So so", "decision": "KEEP"}
        if random.random() < 0.5:
            goal |= {"progress": 0.6, "health": "AT_RISK"}
    if random.random() < 0.3:
        goal["supports"].append(
            maybe({"id": f"sup_{n}", "kpi": f"kpi_{random.randrange(3)}", "effect": "RAISES"})
        )
    there = document["objectives"]
    for target in random.sample(there, min(len(there), random.choice([0, 1, 1, 2]))):
        ends = [target["id"], *(k["id"] for k in target["keyResults"] if not k.get("archived"))]
        goal["alignsTo"].append(
            maybe(
                {
                    "id": f"aln_{n}_{target['id'][4:]}",
                    "to": random.choice(ends),
                    "weight": random.choice([1, 2]),
                    "counts": random.random() < 0.8,
                }
            )
        )
    return maybe(goal, 0.5)


def _key_result(
    random: Random,
    name: str,
    owners: list[str],
    maybe: Callable[..., Entity],
    moment: Any,
) -> Entity:
    result: Entity = {
        "id": f"kr_{name}",
        "title": f"R{name}",
        "metric": {"goal": "INCREASE", "start": 0, "target": 10},
        "weight": random.choice([1, 2]),
        "archived": random.random() < 0.15,
        "checkIns": [],
    }
    if random.random() < 0.4:
        result["owner"] = random.choice(owners)
    if random.random() < 0.4:
        result["measuredBy"] = f"kpi_{random.randrange(2)}"
    for place in range(random.choice([0, 1, 2, 4])):
        report: Entity = {
            "id": f"chk_{name}_{place}",
            "value": random.randint(-2, 12),
            "effectiveAt": moment(),
            "source": random.choice(["MANUAL", "IMPORT"]),
        }
        if random.random() < 0.4:
            report["recordedAt"] = moment()
        if random.random() < 0.4:
            report["status"] = random.choice(["ON_TRACK", "AT_RISK", "OFF_TRACK"])
        if random.random() < 0.3:
            report["confidence"] = random.choice([0.2, 0.8])
        if random.random() < 0.4:
            report["author"] = random.choice(owners[3:])
        if place and random.random() < 0.3:
            report["supersedes"] = f"chk_{name}_{random.randrange(place)}"
        result["checkIns"].append(maybe(report, 0.1))
    random.shuffle(result["checkIns"])
    return maybe(result, 0.3)


class Slowly:
    """When everything in a document began, and what was known of it at a moment.

    Nothing may lack an id, but the check-ins that are readings of a KPI and are not in the file.
    """

    def __init__(self, document: Entity, now: datetime = NOW) -> None:
        self.document = document
        self.now = now
        self.began: dict[str, datetime] = {}
        self.spans = {c["id"]: _time(c["startsOn"]) for c in document.get("cycles", [])}
        while True:
            before = dict(self.began)
            self._go_through()
            if self.began == before:
                break
        self._find_links()

    def at(self, identifier: str) -> datetime:
        return self.began.get(identifier, self.now)

    def _sooner(self, identifier: str | None, *moments: datetime) -> None:
        if identifier is not None:
            first = min([self.at(identifier), *moments])
            if first < self.now:
                self.began[identifier] = first

    def recorded(self, report: Entity) -> datetime:
        day = report.get("recordedAt") or report.get("effectiveAt") or report["at"]
        return max(_time(day), _time(report["createdAt"]) if "createdAt" in report else FIRST)

    def closed(self, goal: Entity) -> datetime:
        return _time(goal["closedAt"])

    def _go_through(self) -> None:
        document = self.document
        for key in ("teams", "people", "cycles", "kpis", "objectives", "initiatives"):
            for one in document.get(key, []):
                if "createdAt" in one:
                    self._sooner(one["id"], _time(one["createdAt"]))
        for one in document["teams"]:
            self._sooner(one.get("parent"), self.at(one["id"]))
        for one in document["people"]:
            self._sooner(one.get("manager"), self.at(one["id"]))
        for one in document["cycles"]:
            self._sooner(one.get("parent"), self.at(one["id"]))
        for kpi in document["kpis"]:
            self._sooner(kpi["owner"], self.at(kpi["id"]))
            self._sooner(kpi["id"], *(self.recorded(v) for v in kpi["values"]))
            for target in kpi["targets"]:
                if "createdAt" in target:
                    self._sooner(kpi["id"], _time(target["createdAt"]))
        for work in document["initiatives"]:
            if "createdAt" in work:
                self._sooner(work["target"], _time(work["createdAt"]))
            else:
                self._sooner(work["id"], self.at(work["target"]))
            self._sooner(work.get("owner"), self.at(work["id"]))
        for goal in document["objectives"]:
            self._go_through_objective(goal)
        self._sooner("team_all", *self.began.values())

    def _go_through_objective(self, goal: Entity) -> None:
        dates = [self.closed(goal)] if goal["lifecycle"] == "CLOSED" else []
        for result in goal["keyResults"]:
            own = [self.recorded(report) for report in result["checkIns"]]
            if "createdAt" in result:
                own.append(_time(result["createdAt"]))
                self._sooner(result["id"], *own)
            dates += [*own, self.at(result["id"])]
        if "createdAt" not in goal:
            readings = [
                self.recorded(value)
                for result in goal["keyResults"]
                for value in self.readings(result)
            ]
            starts = self.spans.get(goal.get("cycle", ""))
            dates += [max(one, starts or one) for one in readings]
            if starts is not None and min([*dates, self.at(goal["id"])]) < self.now:
                dates.append(starts)
        self._sooner(goal["id"], *dates)
        began = self.at(goal["id"])
        for named in (goal["owner"], goal.get("lead"), goal.get("cycle")):
            self._sooner(named, began)
        for named in goal.get("sharedWith", []):
            self._sooner(named, began)
        for result in goal["keyResults"]:
            if "createdAt" not in result:
                self._sooner(result["id"], began)
            self._sooner(result.get("owner"), self.at(result["id"]))
            self._sooner(result.get("measuredBy"), self.at(result["id"]))
            for report in result["checkIns"]:
                self._sooner(report.get("author"), self.reported(result, report))

    def readings(self, result: Entity) -> list[Entity]:
        """The values of its KPI that nobody reported for and that are kept."""
        kpi = next((k for k in self.document["kpis"] if k["id"] == result.get("measuredBy")), None)
        gone = {report.get("supersedes") for report in result["checkIns"]}
        taken = {_time(r["effectiveAt"]) for r in result["checkIns"] if r["id"] not in gone}
        return [v for v in (kpi or {"values": []})["values"] if _time(v["at"]) not in taken]

    def reported(self, result: Entity, report: Entity) -> datetime:
        """When a check-in was made: after its key result, and after what it puts right."""
        moment = max(self.recorded(report), self.at(result["id"]))
        if "supersedes" in report:
            wrong = next(r for r in result["checkIns"] if r["id"] == report["supersedes"])
            moment = max(moment, self.reported(result, wrong))
        return min(moment, self.now)

    def _find_links(self) -> None:
        def find(link: Entity, *ends: str) -> None:
            own = _time(link["createdAt"]) if "createdAt" in link else FIRST
            moment = max([own, *map(self.at, ends)])
            if moment < self.now:
                self.began[link["id"]] = moment

        for kpi in self.document["kpis"]:
            for drive in kpi["drives"]:
                find(drive, kpi["id"], drive["kpi"])
            for target in kpi["targets"]:
                find(target, kpi["id"])
        owner = {k["id"]: o["id"] for o in self.document["objectives"] for k in o["keyResults"]}
        for goal in self.document["objectives"]:
            for link in goal["alignsTo"]:
                find(link, goal["id"], link["to"], owner.get(link["to"], link["to"]))
            for support in goal["supports"]:
                find(support, goal["id"], support["kpi"])

    def cut(self, moment: datetime) -> Entity:
        """The document as it would have been written at that moment."""

        def there(one: Entity) -> bool:
            return self.at(one["id"]) <= moment

        document = deepcopy(self.document)
        for key in ("teams", "people", "cycles", "kpis", "objectives", "initiatives"):
            document[key] = [one for one in document.get(key, []) if there(one)]
        for team in document["teams"]:
            team["leads"] = [p for p in team.get("leads", []) if self.at(p) <= moment]
        for person in document["people"]:
            person["teams"] = [t for t in person["teams"] if self.at(t) <= moment]
        for kpi in document["kpis"]:
            kpi["values"] = [v for v in kpi["values"] if self.recorded(v) <= moment]
            kpi["targets"] = [t for t in kpi["targets"] if there(t)]
            kpi["drives"] = [d for d in kpi["drives"] if there(d)]
        for goal in document["objectives"]:
            goal["keyResults"] = [k for k in goal["keyResults"] if there(k)]
            for result in goal["keyResults"]:
                result["checkIns"] = [
                    r for r in result["checkIns"] if self.reported(result, r) <= moment
                ]
            for key in ("alignsTo", "supports"):
                goal[key] = [link for link in goal[key] if there(link)]
            if goal["lifecycle"] == "CLOSED" and self.closed(goal) > moment:
                goal["lifecycle"] = "ACTIVE"
                for name in _CLOSING:
                    goal.pop(name, None)
        return document

    def moments(self) -> set[datetime]:
        """All moments at which something happened, before the import."""
        found = set(self.began.values())
        for kpi in self.document["kpis"]:
            found |= {self.recorded(value) for value in kpi["values"]}
        for goal in self.document["objectives"]:
            if goal["lifecycle"] == "CLOSED":
                found.add(self.closed(goal))
            for result in goal["keyResults"]:
                found |= {self.reported(result, report) for report in result["checkIns"]}
                began = self.at(result["id"])
                found |= {max(began, self.recorded(v)) for v in self.readings(result)}
        return {moment for moment in found if moment < self.now}


def _time(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
