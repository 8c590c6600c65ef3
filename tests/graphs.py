"""Random organizations in the import format, small and twisted, acyclic by construction.

`organization(random)` makes one from a `random.Random`; `organizations()` is the same as a
hypothesis strategy, which shrinks.
"""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import strategies as st

Document = dict[str, Any]

_LIFECYCLES = ["ACTIVE"] * 7 + ["DRAFT", "CLOSED", "ARCHIVED"]
_EFFECTS = ["RAISES", "LOWERS"]


def organization(random: Random, *, objectives: int = 12, kpis: int = 5) -> Document:
    """An organization of at most so many objectives and KPIs: several parents, alignments to key
    results and to the whole at once, driver chains of both effects, dead-end drivers, drafts,
    closed and archived goals, archived key results, umbrella objectives, objective-level supports,
    and weights that are all alike or far apart."""
    weigh = _Weights(random)
    document: Document = {
        "organization": {"name": "Random", "timezone": "UTC", "fiscalYearStartMonth": 1},
        "teams": [
            {"id": "team_all", "name": "All", "kind": "COMPANY"},
            {"id": "team_some", "name": "Some", "kind": "TEAM", "parent": "team_all"},
        ],
        "people": [
            {
                "id": "psn_one",
                "name": "One",
                "email": "one@random.example",
                "teams": ["team_some"],
            }
        ],
        "kpis": [],
        "objectives": [],
    }
    for number in range(random.randint(1, kpis)):
        document["kpis"].append(_kpi(random, weigh, number))
    # The order of ids must not be the order of levels, or ties would be broken rightly by chance.
    names = list(range(random.randint(1, objectives)))
    random.shuffle(names)
    for name in names:
        document["objectives"].append(_objective(random, weigh, f"{name:02}", document))
    return document


def organizations(*, objectives: int = 12, kpis: int = 5) -> st.SearchStrategy[Document]:
    """Documents of `organization`."""
    return st.randoms(use_true_random=False).map(
        lambda random: organization(random, objectives=objectives, kpis=kpis)
    )


class _Weights:
    """Weights of one document: all alike (so that shares tie), small numbers, or far apart."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._kind = random.choice(["alike", "small", "any", "extreme"])

    def __call__(self, entity: dict[str, Any]) -> dict[str, Any]:
        random = self._random
        if self._kind == "small":
            entity["weight"] = random.choice([0.5, 1, 2, 3])
        elif self._kind == "any":
            entity["weight"] = random.uniform(0.01, 10.0)
        elif self._kind == "extreme":
            # Not powers of ten: two that differ in the twelfth digit exactly are neither equal to
            # twelve digits nor different, as rounding will have it.
            exponent = random.randint(-9, 8)
            entity["weight"] = (1 + (exponent + 9) / 10) * 10.0**exponent
        return entity


def _kpi(random: Random, weigh: _Weights, number: int) -> dict[str, Any]:
    driven = random.sample(range(number), min(number, random.choice([0, 1, 1, 2])))
    return {
        "id": f"kpi_{number}",
        "name": f"KPI {number}",
        "measure": {"kind": "NUMBER"},
        "direction": random.choice(["INCREASE", "DECREASE", "BETWEEN"]),
        "frequency": "MONTHLY",
        "owner": random.choice(["team_all", "psn_one"]),
        "drives": [
            weigh({"kpi": f"kpi_{other}", "effect": random.choice(_EFFECTS)}) for other in driven
        ],
    }


def _objective(random: Random, weigh: _Weights, name: str, document: Document) -> dict[str, Any]:
    key_results = []
    for number in range(random.choice([0, 1, 1, 2, 3])):
        key_result = weigh(
            {
                "id": f"kr_{name}_{number}",
                "title": f"Key result {number} of {name}",
                "metric": {"goal": "DONE"},
                "supports": _supports(random, weigh, document, [0, 0, 1, 2]),
            }
        )
        if random.random() < 0.15:
            key_result["archived"] = True
        key_results.append(key_result)
    return {
        "id": f"obj_{name}",
        "title": f"Objective {name}",
        "owner": random.choice(["team_all", "team_some", "team_some", "psn_one", "psn_one"]),
        "lifecycle": random.choice(_LIFECYCLES),
        "keyResults": key_results,
        "supports": _supports(random, weigh, document, [0, 0, 0, 1]),
        "alignsTo": _alignments(random, weigh, document),
    }


def _supports(
    random: Random, weigh: _Weights, document: Document, how_many: list[int]
) -> list[dict[str, Any]]:
    kpis = [kpi["id"] for kpi in document["kpis"]]
    chosen = random.sample(kpis, min(len(kpis), random.choice(how_many)))
    return [weigh({"kpi": kpi, "effect": random.choice(_EFFECTS)}) for kpi in chosen]


def _alignments(random: Random, weigh: _Weights, document: Document) -> list[dict[str, Any]]:
    """To objectives that are there already. One link per target and key result: an archived key
    result stands for the whole."""
    there = document["objectives"]
    targets = random.sample(there, min(len(there), random.choice([0, 1, 1, 2, 3])))
    links = []
    for target in targets:
        wholes = [target["id"]]
        ends: list[str] = []
        for key_result in target["keyResults"]:
            (wholes if key_result.get("archived") else ends).append(key_result["id"])
        ends.append(random.choice(wholes))
        for to in random.sample(ends, min(len(ends), random.choice([1, 1, 1, 2, 3]))):
            links.append(weigh({"to": to}))
    return links
