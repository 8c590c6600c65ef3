"""The slow and obvious version of the alignment report, with exact fractions."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.reference.findings import Organization, Row, own_shares
from tests.reference.influence import moved, movers

WEIGHTS = {
    "ALIGNED": 30,
    "MOVES_A_KPI": 20,
    "COMPANY_SUPPORTED": 15,
    "KPI_OWNED": 15,
    "BEHIND_ADDRESSED": 10,
    "MEASURABLE": 10,
}


def below(o: Organization, team: str) -> set[str]:
    """A team and all teams below it."""
    found = {team}
    for other in o.teams.values():
        if other.get("parent") == team:
            found |= below(o, other["id"])
    return found


def owners(o: Organization, team: str | None, *, sub_teams: bool = True) -> set[str] | None:
    """Whose goals are a team's; None is everybody's."""
    if team is None:
        return None
    teams = below(o, team) if sub_teams else {team}
    people = {p["id"] for p in o.people.values() if teams & set(p.get("teams", []))}
    return teams | people


def goals(o: Organization, whose: set[str] | None, cycle: str | None = None) -> list[Row]:
    """The ACTIVE goals that the viewer sees."""
    return [
        goal
        for goal in o.active()
        if o.sees(goal["id"])
        and (whose is None or goal["owner"] in whose)
        and (cycle is None or goal.get("cycle") == cycle)
    ]


def measures(
    o: Organization, team: str | None = None, cycle: str | None = None, *, sub_teams: bool = True
) -> dict[str, tuple[set[str], set[str]]]:
    """By measure, of whom it is asked and who does not meet it."""
    whose = owners(o, team, sub_teams=sub_teams)
    mine = goals(o, whose, cycle)
    kpis = [k for k in o.kpis.values() if whose is None or k["owner"] in whose]
    whole = team is None or o.teams[team]["kind"] == "COMPANY"
    behind = [k for k in kpis if o.status[k["id"]] in ("WATCH", "OFF_TARGET", "STALE")]
    company = [g for g in mine if o.level(g["id"]) == "COMPANY"] if whole else []
    supported = {target for _, target, _ in o.links()}
    asked: dict[str, tuple[list[Row], Any]] = {
        "ALIGNED": ([g for g in mine if o.level(g["id"]) != "COMPANY"], lambda g: reaches(o, g)),
        "MOVES_A_KPI": (mine, lambda g: bool(moved(o.plan, g))),
        "COMPANY_SUPPORTED": (company, lambda g: g in supported),
        "KPI_OWNED": (kpis, lambda k: bool(movers(o.plan, k)[0])),
        "BEHIND_ADDRESSED": (behind, o.helped),
        "MEASURABLE": (mine, lambda g: o.progress[g] is not None),
    }
    return {
        kind: ({row["id"] for row in rows}, {row["id"] for row in rows if not met(row["id"])})
        for kind, (rows, met) in asked.items()
    }


def reaches(o: Organization, goal: str) -> bool:
    """Whether there is a way up through ACTIVE goals that the viewer sees."""
    if not o.sees(goal):
        return False
    if o.level(goal) == "COMPANY":
        return True
    return any(reaches(o, target) for source, target, _ in o.links() if source == goal)


def score(found: dict[str, tuple[set[str], set[str]]]) -> tuple[Fraction | None, dict[str, Any]]:
    """The score, and the points that each measure takes."""
    whole = sum(WEIGHTS[kind] for kind, (asked, _) in found.items() if asked)
    if not whole:
        return None, {}
    points = {
        kind: Fraction(100 * WEIGHTS[kind] * len(unmet), whole * len(asked))
        for kind, (asked, unmet) in found.items()
        if asked
    }
    return 100 - sum(points.values(), Fraction(0)), points


def teams_of(o: Organization, owner: str) -> set[str]:
    """The teams that an owner stands for."""
    teams = [owner] if owner in o.teams else o.people.get(owner, {}).get("teams", [])
    return {team for team in teams if team in o.teams}


def pairs(o: Organization) -> list[tuple[str, str]]:
    """The ends of ACTIVE alignments that the viewer sees."""
    return [(s, t) for s, t, _ in o.links() if o.sees(s) and o.sees(t)]


def cross_team_share(o: Organization) -> Fraction | None:
    """Of the organization: alignments between lines of teams, of all."""
    across = 0
    for source, target in pairs(o):
        mine, theirs = (teams_of(o, o.goals[g]["owner"]) for g in (source, target))
        related = any(a in below(o, b) or b in below(o, a) for a in mine for b in theirs)
        across += bool(mine) and bool(theirs) and not related
    return Fraction(across, len(pairs(o))) if pairs(o) else None


def silos(o: Organization) -> list[tuple[str, int]]:
    """Teams of the organization without a tie to anything outside of their subtree."""
    found = []
    for team in o.teams.values():
        whose = owners(o, team["id"])
        assert whose is not None
        inside = {goal["id"] for goal in goals(o, whose)}
        tied = any((s in inside) != (t in inside) for s, t in pairs(o))
        if inside and not tied and team["kind"] != "COMPANY":
            found.append((team["id"], len(inside)))
    return sorted(found, key=lambda row: (-row[1], row[0]))


def key_people(o: Organization, limit: float = 0.5) -> set[tuple[str, str, Fraction]]:
    """People with at least so much of a COMPANY goal that the viewer sees."""
    return {
        (person, goal["id"], share)
        for goal in goals(o, None)
        if o.level(goal["id"]) == "COMPANY"
        for person, share in own_shares(o, goal["id"]).items()
        if share >= Fraction(limit) - Fraction(1, 10**12)
    }
