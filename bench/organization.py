"""The organization that the bench asks its questions of, as a file in the import format (JSONL).

`python -m bench.organization FILE [--objectives N]` writes it. The same size gives the same file.
At full size: 100,000 objectives on 6 levels of which 10 % have a second parent, 300,000 key
results, 2,000 KPIs, one of which has 400 movers and another 10,000.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import orjson

from bench.shape import Shape, make_shape, supporters_of

FULL_SIZE = 100_000
KEY_RESULTS = 3
"""Key results of every objective."""

FEW = "kpi_few"
MANY = "kpi_many"

_VERBS = ("Grow", "Simplify", "Protect", "Speed up", "Rethink", "Automate", "Launch", "Stabilize")
_THINGS = (
    "onboarding",
    "the checkout",
    "support",
    "the supply chain",
    "hiring",
    "billing",
    "the platform",
    "partner sales",
    "reporting",
    "the mobile app",
    "pricing",
    "deliveries",
)
_METRICS = ("conversion", "cycle time", "coverage", "satisfaction", "adoption", "margin")

Entity = dict[str, Any]


@dataclass(frozen=True)
class Landmarks:
    """Where in the organization the questions are asked; `few_movers` and `many_movers` count the
    movers of the KPIs `FEW` and `MANY`."""

    objectives: int
    key_results: int
    kpis: int
    alignments: int
    few_movers: int
    many_movers: int
    company: str
    leaf: str
    """The first objective of the last level that has two parents."""


def write_organization(
    path: Path, objectives: int = FULL_SIZE, today: date | None = None
) -> Landmarks:
    """Writes the file. `objectives` is at least 100, and all else is in proportion; the current
    cycle is the quarter that holds `today` (by default a fixed day)."""
    if objectives < 100:
        raise ValueError("An organization of the bench has at least 100 objectives.")
    random = Random(objectives)
    shape = make_shape(random, objectives)
    kpis = max(4, objectives // 50)
    few, few_movers = supporters_of(shape, max(2, objectives // 250))
    many, many_movers = supporters_of(shape, objectives // 10)
    special = {number: [FEW] for number in few}
    for number in many:
        special[number] = [*special.get(number, []), MANY]
    company = _Company(random, shape, today or date(2026, 11, 2))
    with path.open("wb") as file:
        for entity in (
            *company.head(),
            *company.teams(),
            *company.people(),
            *_kpis(random, kpis, company),
        ):
            file.write(orjson.dumps(entity) + b"\n")
        for entity in _objectives(random, shape, kpis, special, company):
            file.write(orjson.dumps(entity) + b"\n")
    leaf = max(shape.levels[-1], key=lambda number: len(shape.parents[number]))
    return Landmarks(
        objectives=objectives,
        key_results=objectives * KEY_RESULTS,
        kpis=kpis,
        alignments=sum(map(len, shape.parents)),
        few_movers=few_movers,
        many_movers=many_movers,
        company=_objective_id(0),
        leaf=_objective_id(leaf),
    )


class _Company:
    """Who owns the goals, and when they are for."""

    def __init__(self, random: Random, shape: Shape, today: date) -> None:
        self._random = random
        self._shape = shape
        self._year = today.year
        self._quarter = (today.month - 1) // 3
        self._today = today
        self._teams = max(4, shape.size // 200)
        self._people = max(8, shape.size // 20)

    @property
    def cycle(self) -> str:
        return f"cyc_q{self._quarter + 1}"

    def days_ago(self, days: int) -> str:
        return (self._today - timedelta(days=days)).isoformat()

    def head(self) -> Iterator[Entity]:
        yield {"type": "organization", "id": "org_bench", "name": "Bench", "timezone": "UTC"}
        year = self._year
        yield {
            "type": "cycle",
            "id": "cyc_year",
            "name": str(year),
            "kind": "YEAR",
            "startsOn": f"{year}-01-01",
            "endsOn": f"{year}-12-31",
            "state": "ACTIVE",
        }
        for quarter in range(4):
            ends = date(year, 12, 31)
            if quarter < 3:
                ends = date(year, 3 * quarter + 4, 1) - timedelta(days=1)
            states = ("CLOSED", "ACTIVE", "PLANNING")
            yield {
                "type": "cycle",
                "id": f"cyc_q{quarter + 1}",
                "name": f"{year} Q{quarter + 1}",
                "kind": "QUARTER",
                "startsOn": date(year, 3 * quarter + 1, 1).isoformat(),
                "endsOn": ends.isoformat(),
                "state": states[1 + (quarter > self._quarter) - (quarter < self._quarter)],
                "parent": "cyc_year",
            }

    def teams(self) -> Iterator[Entity]:
        yield {"type": "team", "id": "team_0", "name": "Bench", "kind": "COMPANY"}
        for number in range(1, self._teams):
            parent = (number - 1) // 8
            yield {
                "type": "team",
                "id": f"team_{number}",
                "name": f"Team {number}",
                "kind": "DIVISION" if parent == 0 else "TEAM",
                "parent": f"team_{parent}",
                "leads": [f"psn_{number % self._people}"],
            }

    def people(self) -> Iterator[Entity]:
        for number in range(self._people):
            person: Entity = {
                "type": "person",
                "id": f"psn_{number}",
                "name": f"Person {number}",
                "email": f"person{number}@bench.example",
                "teams": [f"team_{number % self._teams}"],
            }
            if number == 0:
                person["role"] = "OWNER"
            else:
                person["manager"] = f"psn_{(number - 1) // 8}"
            yield person

    def owner(self, number: int) -> str:
        """The company owns the first level, teams the next three, people the last two."""
        levels = self._shape.levels
        if number in levels[0]:
            return "team_0"
        if number < levels[4].start:
            return f"team_{1 + number % (self._teams - 1)}"
        return f"psn_{number % self._people}"

    def any_team(self) -> str:
        return f"team_{self._random.randrange(self._teams)}"


def _kpis(random: Random, count: int, company: _Company) -> Iterator[Entity]:
    """Two whose movers are counted, and others in tens, of which some drive the first."""
    for number in range(count):
        name = (FEW, MANY)[number] if number < 2 else f"kpi_{number}"
        kpi: Entity = {
            "type": "kpi",
            "id": name,
            "name": f"{random.choice(_METRICS).capitalize()} of {random.choice(_THINGS)} {number}",
            "measure": {"kind": "PERCENT"},
            "direction": "DECREASE" if number % 4 == 3 else "INCREASE",
            "frequency": "MONTHLY",
            "owner": company.any_team(),
            "values": [
                {"at": company.days_ago(30 * ago), "value": round(random.uniform(20, 80), 1)}
                for ago in (2, 1, 0)
            ],
        }
        first = number - number % 10
        if number >= 10 and number != first and random.random() < 0.5:
            effect = random.choice(("RAISES", "LOWERS"))
            kpi["drives"] = [{"kpi": f"kpi_{first}", "effect": effect}]
        yield kpi


def _objectives(
    random: Random, shape: Shape, kpis: int, special: dict[int, list[str]], company: _Company
) -> Iterator[Entity]:
    for number in range(shape.size):
        key_results = [_key_result(random, number, place, company) for place in range(KEY_RESULTS)]
        # Whichever key result is aligned to, what is below a supporter of these two moves them.
        for kpi in special.get(number, ()):
            for key_result in key_results:
                key_result.setdefault("supports", []).append(_support(random, kpi))
        other = _support(random, f"kpi_{random.randrange(2, kpis)}")
        random.choice(key_results).setdefault("supports", []).append(other)
        yield {
            "type": "objective",
            "id": _objective_id(number),
            "title": f"{random.choice(_VERBS)} {random.choice(_THINGS)} {number}",
            "owner": company.owner(number),
            "cycle": company.cycle,
            "labels": [f"theme {number % 12}"],
            "keyResults": key_results,
            "alignsTo": [_alignment(random, parent) for parent in shape.parents[number]],
        }


def _key_result(random: Random, number: int, place: int, company: _Company) -> Entity:
    key_result: Entity = {
        "id": _key_result_id(number, place),
        "title": f"{random.choice(_METRICS).capitalize()} from 0 to 100",
        "metric": {"goal": "INCREASE", "start": 0, "target": 100},
        "measure": {"kind": "PERCENT"},
    }
    if random.random() < 0.25:
        key_result["weight"] = random.choice((2, 3))
    if random.random() < 0.2:
        key_result["checkIns"] = [
            {
                "effectiveAt": company.days_ago(random.randrange(0, 28)),
                "value": random.randrange(0, 120),
                "status": random.choice(("ON_TRACK", "ON_TRACK", "AT_RISK", "OFF_TRACK")),
            }
        ]
    return key_result


def _support(random: Random, kpi: str) -> Entity:
    effect = "LOWERS" if random.random() < 0.2 else "RAISES"
    return {"kpi": kpi, "weight": random.choice((1, 1, 2, 3)), "effect": effect}


def _alignment(random: Random, parent: int) -> Entity:
    """To the parent as a whole, or to one of its key results."""
    to = _objective_id(parent)
    if random.random() < 0.4:
        to = _key_result_id(parent, random.randrange(KEY_RESULTS))
    return {"to": to, "weight": random.choice((1, 1, 2, 3))}


def _objective_id(number: int) -> str:
    return f"obj_{number:06}"


def _key_result_id(number: int, place: int) -> str:
    return f"kr_{number:06}_{place}"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Write the bench organization as JSONL.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--objectives", type=int, default=FULL_SIZE)
    arguments = parser.parse_args()
    print(write_organization(arguments.file, arguments.objectives))


if __name__ == "__main__":
    main()
