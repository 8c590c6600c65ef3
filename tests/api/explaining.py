"""What an organization looked like at a revision, for the slow and obvious way to explain it."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

from tests.api.client import Client
from tests.api.mutation_client import Enum, change
from tests.reference.explanations import Goal, Link, Picture, Result

ALL = "{lifecycle: {in: [DRAFT, ACTIVE, CLOSED, ARCHIVED]}}"
_RESULT = "id weight archived progress rawProgress current metric { goal start target lower upper }"
_FACTS = f"""
query Facts {{ objectives(first: 100, filter: {ALL}) {{ nodes {{
  id lifecycle progressMode manualProgress progress
  keyResults(first: 100, filter: {{archived: false}}) {{ nodes {{ {_RESULT} }} }}
  archived: keyResults(first: 100, filter: {{archived: true}}) {{ nodes {{ {_RESULT} }} }}
  alignedFrom(first: 100, filter: {ALL}) {{ edges {{
    alignment {{ id weight counts from {{ id }} to {{ id }} }}
  }} }}
}} }} }}
"""
_CLOSED = f"""
query Closed {{ objectives(first: 100, filter: {ALL}) {{ nodes {{
  id history(first: 100, direction: DESC) {{ nodes {{ revision fields {{ name after }} }} }}
}} }} }}
"""


class Told:
    """An organization that is asked about as whoever sees all of it."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self._pictures: dict[int, Picture] = {}

    async def asked(self, query: str, at: int | None = None, **variables: Any) -> Any:
        """The answer to a query, at a revision."""
        return await asked(self.client, query, at, **variables)

    async def picture(self, at: int) -> Picture:
        """Goals and links at a revision, with the progress that they had then."""
        if at not in self._pictures:
            self._pictures[at] = _picture(await self.asked(_FACTS, at))
        return self._pictures[at]

    async def closings(self) -> dict[str, list[int]]:
        """The revisions at which each goal closed, latest first."""
        found = await self.asked(_CLOSED)
        return {
            goal["id"]: [
                row["revision"]
                for row in goal["history"]["nodes"]
                if any(f["name"] == "lifecycle" and f["after"] == '"CLOSED"' for f in row["fields"])
            ]
            for goal in found["objectives"]["nodes"]
        }


async def asked(client: Client, query: str, at: int | None = None, **variables: Any) -> Any:
    """The data of an answer without errors, at a revision or now."""
    headers = {} if at is None else {"goalgraph-at": str(at)}
    answer = (await client.send(query, variables, headers=headers)).json()
    assert "errors" not in answer, answer["errors"]
    return answer["data"]


def _picture(facts: Any) -> Picture:
    goals = {}
    links = []
    for node in facts["objectives"]["nodes"]:
        progress = node["progress"]
        goals[node["id"]] = Goal(
            node["id"],
            node["lifecycle"],
            node["progressMode"],
            _exact(node["manualProgress"]),
            _exact(progress) if node["lifecycle"] == "CLOSED" else None,
            tuple(
                Result(
                    row["id"],
                    Fraction(row["weight"]),
                    Fraction(row["rawProgress"]),
                    row["archived"],
                )
                for row in (*node["keyResults"]["nodes"], *node["archived"]["nodes"])
            ),
        )
        for edge in node["alignedFrom"]["edges"]:
            link = edge["alignment"]
            weight = Fraction(link["weight"])
            links.append(
                Link(link["id"], link["from"]["id"], link["to"]["id"], weight, link["counts"])
            )
    made = Picture(goals, links)
    for node in facts["objectives"]["nodes"]:
        computed, stored = made.progress(node["id"]), node["progress"]
        assert (computed is None) == (stored is None)
        assert computed is None or abs(float(computed) - stored) < 1e-9
    return made


def _exact(value: float | None) -> Fraction | None:
    return None if value is None else Fraction(value)


async def stir(client: Client, random: Random, picture: Picture, steps: int = 25) -> int:
    """Mutations of all that progress depends on, as far as they are allowed; the last revision."""
    goals = sorted(picture.goals)
    results = [row.id for goal in picture.goals.values() for row in goal.results]
    links = [link.id for link in picture.links]
    revision = 0
    for _ in range(steps):
        possible: list[tuple[str, dict[str, Any]]] = [
            ("keyResultCheckIn", {"keyResult": random.choice(results), "value": _any(random)}),
            ("keyResultCheckIn", {"keyResult": random.choice(results), "value": _any(random)}),
            (
                "keyResultUpdate",
                {"id": random.choice(results), "weight": random.choice([1, 4])},
            ),
            ("keyResultUpdate", {"id": random.choice(results), "metric": _metric(random)}),
            ("keyResultArchive", {"id": random.choice(results)}),
            ("objectiveUpdate", {"id": random.choice(goals), "progressMode": _mode(random)}),
            ("objectiveUpdate", {"id": random.choice(goals), "manualProgress": 0.25}),
            ("objectiveClose", {"id": random.choice(goals)}),
            ("objectiveReopen", {"id": random.choice(goals)}),
            ("objectiveArchive", {"id": random.choice(goals)}),
            ("objectivePublish", {"id": random.choice(goals)}),
            ("alignmentRemove", {"id": random.choice(links)}),
            ("alignmentUpdate", {"id": random.choice(links), "weight": random.choice([1, 5])}),
            ("alignmentUpdate", {"id": random.choice(links), "counts": random.random() < 0.5}),
            (
                "objectiveAlign",
                {"objective": random.choice(goals), "to": random.choice(goals + results)},
            ),
            (
                "keyResultMove",
                {"id": random.choice(results), "objective": random.choice(goals)},
            ),
        ]
        mutation, given = random.choice(possible)
        payload = await change(client, mutation, given)
        revision = payload["revision"] or revision
    return revision


def _any(random: Random) -> float:
    return random.choice([0, 1, 3, 5, 12, random.uniform(-2, 14)])


def _mode(random: Random) -> Enum:
    modes = ["AUTO", "KEY_RESULTS", "CONTRIBUTIONS", "COMBINED", "COMBINED", "MANUAL"]
    return Enum(random.choice(modes))


def _metric(random: Random) -> dict[str, Any]:
    return random.choice(
        [
            {"goal": Enum("INCREASE"), "start": 0, "target": random.choice([8, 20])},
            {"goal": Enum("DECREASE"), "start": 10, "target": 0},
            {"goal": Enum("AT_LEAST"), "target": 5},
        ]
    )
