"""The slow and obvious version of the rules about alignment, from a document in the import format.

What other rules say (progress, health, status) is given by whoever asks; everything else is looked
up in the document again and again, with exact fractions.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from tests.reference.influence import idle, movers, unmoved
from tests.reference.plan import Plan

Document = dict[str, Any]
Row = dict[str, Any]
Key = tuple[str, ...]

SEVERITIES = {
    "ORPHAN_OBJECTIVE": "WARNING",
    "IDLE_OBJECTIVE": "INFO",
    "UNMOVED_KPI": "WARNING",
    "UNSUPPORTED_COMPANY_OBJECTIVE": "WARNING",
    "KPI_BEHIND_UNADDRESSED": "ERROR",
    "OPPOSING_WORK": "WARNING",
    "HEALTH_CONTRADICTION": "WARNING",
    "CYCLE_MISMATCH": "WARNING",
    "LEVEL_SKIP": "INFO",
    "STALE_KEY_RESULT": "WARNING",
    "TOO_MANY_KEY_RESULTS": "WARNING",
    "TOO_FEW_KEY_RESULTS": "INFO",
    "TOO_MANY_OBJECTIVES": "INFO",
    "KPI_AS_KEY_RESULT": "WARNING",
    "UNMEASURABLE_OBJECTIVE": "WARNING",
    "UNCOUNTED_CONTRIBUTION": "INFO",
    "KPI_VALUE_OVERDUE": "INFO",
    "EFFECT_CONTRADICTION": "ERROR",
    "KEY_PERSON": "INFO",
    "SANDBAGGING": "INFO",
}


@dataclass
class Organization:
    """A document, what other rules say about it at a moment, and what the viewer may not see."""

    document: Document
    now: datetime
    progress: Mapping[str, float | None]
    health: Mapping[str, str]
    status: Mapping[str, str]
    hidden: set[str] = field(default_factory=set)
    limits: Mapping[str, float] = field(default_factory=dict)
    off: set[str] = field(default_factory=lambda: {"UNCOUNTED_CONTRIBUTION"})

    def __post_init__(self) -> None:
        self.document = _without_archived_kpis(self.document)
        self.goals: dict[str, Row] = {row["id"]: row for row in self.document["objectives"]}
        self.kpis: dict[str, Row] = {row["id"]: row for row in self.document["kpis"]}
        self.teams: dict[str, Row] = {
            row["id"]: row for row in self.document["teams"] if not row.get("archived")
        }
        self.people: dict[str, Row] = {row["id"]: row for row in self.document["people"]}
        self.cycles: dict[str, Row] = {row["id"]: row for row in self.document.get("cycles", [])}
        self.plan = Plan(self.document)
        self.key_results: dict[str, Row] = {
            result["id"]: {**result, "objective": goal["id"]}
            for goal in self.goals.values()
            for result in goal.get("keyResults", [])
            if not result.get("archived")
        }
        zone = ZoneInfo(self.document["organization"]["timezone"])
        self.today: date = self.now.astimezone(zone).date()
        self.zone = zone

    def active(self) -> list[Row]:
        return [goal for goal in self.goals.values() if _lifecycle(goal) == "ACTIVE"]

    def level(self, goal: str) -> str:
        owner = self.goals[goal]["owner"]
        if owner in self.people:
            return "PERSONAL"
        kinds = {team["id"]: team["kind"] for team in self.document["teams"]}
        return "COMPANY" if kinds[owner] == "COMPANY" else "TEAM"

    def own(self, goal: str) -> list[Row]:
        return [row for row in self.key_results.values() if row["objective"] == goal]

    def links(self, lifecycles: tuple[str, ...] = ("ACTIVE",)) -> list[tuple[str, str, Row]]:
        """Alignments as (source, target, link), between goals of such lifecycles."""
        home = {
            result["id"]: goal["id"]
            for goal in self.goals.values()
            for result in goal.get("keyResults", [])
        }
        found = []
        for goal in self.goals.values():
            for link in goal.get("alignsTo", []):
                target = home.get(link["to"], link["to"])
                ends = _lifecycle(goal), _lifecycle(self.goals[target])
                if all(end in lifecycles for end in ends):
                    found.append((goal["id"], target, link))
        return found

    def supports(self) -> list[tuple[str, Row]]:
        """Supports of ACTIVE goals and of their key results, as (source, link)."""
        found = []
        for goal in self.active():
            found += [(goal["id"], link) for link in goal.get("supports", [])]
            for result in self.own(goal["id"]):
                found += [(result["id"], link) for link in result.get("supports", [])]
        return found

    def sees(self, node: str) -> bool:
        home = self.key_results.get(node, {"objective": node})["objective"]
        return home not in self.hidden

    def seen(self, nodes: set[str]) -> set[str]:
        return {node for node in nodes if self.sees(node)}

    def helped(self, kpi: str) -> bool:
        """Whether a mover pushes the KPI the way it should go."""
        return any(_helps(self.kpis[kpi], row.net_share) for row in movers(self.plan, kpi)[0])


Found = tuple[Key, set[str]]
"""The nodes of a key, and the others that are mentioned."""


def findings(organization: Organization) -> list[tuple[str, str, set[str]]]:
    """Every open finding as (severity, key, others), in the order of the contract."""
    dismissed = {
        row["key"]
        for row in organization.document.get("findingDismissals", [])
        if "until" not in row or organization.today <= date.fromisoformat(row["until"])
    }
    found = []
    for position, (rule, severity) in enumerate(SEVERITIES.items()):
        if rule in organization.off:
            continue
        for key_nodes, others in _RULES[rule](organization):
            if all(organization.sees(node) for node in key_nodes):
                key = f"{rule}:{'+'.join(key_nodes)}"
                if key in dismissed:
                    continue
                rank = ["ERROR", "WARNING", "INFO"].index(severity)
                found.append((rank, position, key, severity, others))
    return [(severity, key, others) for _, _, key, severity, others in sorted(found, key=_place)]


def _place(row: tuple[int, int, str, str, set[str]]) -> tuple[int, int, str]:
    return row[:3]


def _orphans(o: Organization) -> Iterator[Found]:
    links = [(source, target) for source, target, _ in o.links()]

    def reaches(goal: str) -> bool:
        if not o.sees(goal):
            return False
        if o.level(goal) == "COMPANY":
            return True
        return any(reaches(target) for source, target in links if source == goal)

    for goal in o.active():
        if o.level(goal["id"]) != "COMPANY" and not reaches(goal["id"]):
            yield (goal["id"],), set()


def _idle(o: Organization) -> Iterator[Found]:
    for goal in idle(o.plan):
        yield (goal,), set()


def _unmoved(o: Organization) -> Iterator[Found]:
    for kpi in unmoved(o.plan):
        yield (kpi,), set()


def _unsupported(o: Organization) -> Iterator[Found]:
    for goal in o.active():
        supported = any(target == goal["id"] for _, target, _ in o.links())
        if o.level(goal["id"]) == "COMPANY" and not supported:
            yield (goal["id"],), set()


def _behind(o: Organization) -> Iterator[Found]:
    for kpi in o.kpis:
        if o.status[kpi] in ("OFF_TARGET", "WATCH", "STALE") and not o.helped(kpi):
            yield (kpi,), set()


def _opposing(o: Organization) -> Iterator[Found]:
    for kpi in o.kpis:
        direct = [row for row in movers(o.plan, kpi)[0] if row.relation == "DIRECT"]
        camps = {row.effect for row in direct}
        if {"RAISES", "LOWERS"} <= camps:
            yield (kpi,), o.seen({row.objective for row in direct if row.effect != "MIXED"})


def _contradictions(o: Organization) -> Iterator[Found]:
    for goal in o.active():
        own = o.own(goal["id"])
        if goal.get("progressMode", "AUTO") not in ("AUTO", "COMBINED") or not own:
            continue
        late = {
            source
            for source, target, link in o.links(("ACTIVE", "CLOSED"))
            if target == goal["id"] and link.get("counts", True) and o.health[source] == "OFF_TRACK"
        }
        if late and all(o.health[result["id"]] == "ON_TRACK" for result in own):
            yield (goal["id"],), o.seen(late)


def _cycles(o: Organization) -> Iterator[Found]:
    for source, target in sorted({(source, target) for source, target, _ in o.links()}):
        mine, theirs = o.goals[source].get("cycle"), o.goals[target].get("cycle")
        if mine and theirs and o.cycles[mine]["endsOn"] > o.cycles[theirs]["endsOn"]:
            yield (source, target), set()


def _skips(o: Organization) -> Iterator[Found]:
    for source, target in sorted({(source, target) for source, target, _ in o.links()}):
        if (o.level(source), o.level(target)) == ("PERSONAL", "COMPANY"):
            teams = o.people[o.goals[source]["owner"]].get("teams", [])
            between = {t for t in teams if t in o.teams and o.teams[t]["kind"] != "COMPANY"}
            if between:
                yield (source, target), between


def _stale(o: Organization) -> Iterator[Found]:
    for goal in o.active():
        for result in o.own(goal["id"]):
            if o.health[result["id"]] == "STALE":
                yield (result["id"],), set()


def _many(o: Organization) -> Iterator[Found]:
    for goal in o.active():
        if len(o.own(goal["id"])) > o.limits.get("TOO_MANY_KEY_RESULTS", 5):
            yield (goal["id"],), set()


def _few(o: Organization) -> Iterator[Found]:
    for goal in o.active():
        helped = any(target == goal["id"] for _, target, _ in o.links(("ACTIVE", "CLOSED")))
        few = len(o.own(goal["id"])) < o.limits.get("TOO_FEW_KEY_RESULTS", 2)
        if few and not helped and goal.get("progressMode") != "MANUAL":
            yield (goal["id"],), set()


def _many_goals(o: Organization) -> Iterator[Found]:
    pairs = {(goal["owner"], goal["cycle"]) for goal in o.active() if goal.get("cycle")}
    for owner, cycle in pairs:
        goals = {
            goal["id"]
            for goal in o.active()
            if (goal["owner"], goal.get("cycle")) == (owner, cycle) and o.sees(goal["id"])
        }
        if len(goals) > o.limits.get("TOO_MANY_OBJECTIVES", 5):
            yield (owner, cycle), goals


def _restated(o: Organization) -> Iterator[Found]:
    active = {goal["id"] for goal in o.active()}
    for result in o.key_results.values():
        if result["objective"] not in active:
            continue
        for kpi in o.kpis.values():
            supports = [link["kpi"] for link in result.get("supports", [])]
            alike = kpi["id"] in supports and _read(result) == _read(kpi)
            if not alike and result.get("measuredBy") != kpi["id"]:
                continue
            if any(_equal(result["metric"], target) for target in _to_come(kpi, o.today)):
                yield (result["id"], kpi["id"]), set()


def _to_come(kpi: Row, today: date) -> list[Row]:
    targets: list[Row] = kpi.get("targets") or []
    return [t for t in targets if date.fromisoformat(t["period"]["endsOn"]) >= today]


def _equal(metric: Row, target: Row) -> bool:
    names = [("lower", "lower"), ("upper", "upper")]
    if metric["goal"] != "BETWEEN":
        names = [("target", "value")]
    pairs = [(metric.get(one), target.get(other)) for one, other in names]
    return all(
        a is not None
        and b is not None
        and abs(Fraction(a) - Fraction(b)) <= Fraction(1, 10**12) * max(abs(a), abs(b))
        for a, b in pairs
    )


def _read(row: Row) -> tuple[Any, Any, Any]:
    measure = row.get("measure") or {}
    return measure.get("kind", "NUMBER"), measure.get("currency"), measure.get("unit")


def _unmeasurable(o: Organization) -> Iterator[Found]:
    for goal in o.active():
        if goal.get("progressMode") != "MANUAL" and o.progress[goal["id"]] is None:
            yield (goal["id"],), set()


def _uncounted(o: Organization) -> Iterator[Found]:
    for goal in o.active():
        if goal.get("progressMode", "AUTO") == "AUTO" and o.own(goal["id"]):
            sources = {
                source
                for source, target, link in o.links(("ACTIVE", "CLOSED"))
                if target == goal["id"] and link.get("counts", True)
            }
            if sources:
                yield (goal["id"],), o.seen(sources)


def _overdue(o: Organization) -> Iterator[Found]:
    for kpi in o.kpis.values():
        values = [_moment(value["at"], o.zone) for value in kpi.get("values") or []]
        if values and _missed(o, kpi, max(values)) >= o.limits.get("KPI_VALUE_OVERDUE", 1):
            yield (kpi["id"],), set()


def _missed(o: Organization, kpi: Row, latest: datetime) -> int:
    """Periods after that of the latest value which are over, counted one by one."""
    month = o.document["organization"]["fiscalYearStartMonth"]
    begin = _begin(kpi["frequency"], latest.astimezone(o.zone), month)
    number = -1
    while True:
        begin = _next(kpi["frequency"], begin)
        if begin.astimezone(UTC) > o.now:
            return max(0, number)
        number += 1


def _begin(frequency: str, at: datetime, month: int) -> datetime:
    day = at.replace(hour=0, minute=0, second=0, microsecond=0)
    match frequency:
        case "HOURLY":
            return at.replace(minute=0, second=0, microsecond=0)
        case "DAILY":
            return day
        case "WEEKLY":
            return day - timedelta(day.weekday())
    length = {"MONTHLY": 1, "QUARTERLY": 3, "ANNUAL": 12}[frequency]
    while (day.day, (day.month - month) % length) != (1, 0):
        day -= timedelta(1)
    return day


def _next(frequency: str, begin: datetime) -> datetime:
    match frequency:
        case "HOURLY":
            return (begin.astimezone(UTC) + timedelta(hours=1)).astimezone(begin.tzinfo)
        case "DAILY":
            return begin + timedelta(1)
        case "WEEKLY":
            return begin + timedelta(7)
    months = {"MONTHLY": 1, "QUARTERLY": 3, "ANNUAL": 12}[frequency]
    year, month = divmod(begin.year * 12 + begin.month - 1 + months, 12)
    return begin.replace(year=year, month=month + 1)


def _moment(text: str, zone: ZoneInfo) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=zone)


def _effects(o: Organization) -> Iterator[Found]:
    for source, link in o.supports():
        delta = link.get("expectedDelta")
        if delta and (delta > 0) != (link["effect"] == "RAISES"):
            yield (source, link["kpi"]), set()


def own_shares(o: Organization, top: str) -> dict[str, Fraction]:
    """What of a COMPANY goal stays with each person, over every path one by one."""
    stays: dict[str, Fraction] = {}

    def walk(goal: str, share: Fraction) -> None:
        into = [link for link in o.plan.alignments if link.target == goal]
        into = [link for link in into if o.plan.is_active(link.source)]
        keys = sum((result.weight for result in o.plan.key_results_of(goal)), Fraction(0))
        pool = keys + sum((link.weight for link in into), Fraction(0))
        row = o.goals[goal]
        person = row["owner"] if o.level(goal) == "PERSONAL" else row.get("lead")
        if person is not None and o.sees(goal):
            stays[person] = stays.get(person, Fraction(0)) + (
                share * keys / pool if into else share
            )
        for link in into:
            walk(link.source, share * link.weight / pool)

    walk(top, Fraction(1))
    return stays


def _key_people(o: Organization) -> Iterator[Found]:
    for goal in o.active():
        if o.level(goal["id"]) == "COMPANY":
            for person, share in own_shares(o, goal["id"]).items():
                if share >= Fraction(o.limits.get("KEY_PERSON", 0.5)) - Fraction(1, 10**12):
                    yield (person, goal["id"]), set()


def _sandbagging(o: Organization) -> Iterator[Found]:
    closed = [cycle for cycle in o.cycles.values() if cycle.get("state") == "CLOSED"]
    for team in o.teams:
        for cycle in closed:
            scores = []
            for goal in o.goals.values():
                score = goal.get("score")
                if score is None and _lifecycle(goal) == "CLOSED":
                    score = o.progress[goal["id"]]
                if (
                    (goal["owner"], goal.get("cycle")) == (team, cycle["id"])
                    and _lifecycle(goal) in ("ACTIVE", "CLOSED")
                    and goal.get("ambition") == "ASPIRATIONAL"
                    and score is not None
                    and o.sees(goal["id"])
                ):
                    scores.append(score)
            if len(scores) >= 5 and sum(scores) / len(scores) > o.limits.get("SANDBAGGING", 0.85):
                yield (team, cycle["id"]), set()


_RULES: dict[str, Callable[[Organization], Iterator[Found]]] = {
    "ORPHAN_OBJECTIVE": _orphans,
    "IDLE_OBJECTIVE": _idle,
    "UNMOVED_KPI": _unmoved,
    "UNSUPPORTED_COMPANY_OBJECTIVE": _unsupported,
    "KPI_BEHIND_UNADDRESSED": _behind,
    "OPPOSING_WORK": _opposing,
    "HEALTH_CONTRADICTION": _contradictions,
    "CYCLE_MISMATCH": _cycles,
    "LEVEL_SKIP": _skips,
    "STALE_KEY_RESULT": _stale,
    "TOO_MANY_KEY_RESULTS": _many,
    "TOO_FEW_KEY_RESULTS": _few,
    "TOO_MANY_OBJECTIVES": _many_goals,
    "KPI_AS_KEY_RESULT": _restated,
    "UNMEASURABLE_OBJECTIVE": _unmeasurable,
    "UNCOUNTED_CONTRIBUTION": _uncounted,
    "KPI_VALUE_OVERDUE": _overdue,
    "EFFECT_CONTRADICTION": _effects,
    "KEY_PERSON": _key_people,
    "SANDBAGGING": _sandbagging,
}


def _helps(kpi: Row, net: Fraction) -> bool | None:
    if net == 0:
        return None
    if kpi["direction"] != "BETWEEN":
        return bool((net > 0) == (kpi["direction"] == "INCREASE"))
    bounds, value = kpi.get("bounds"), kpi.get("latest")
    if not bounds or value is None or bounds[0] <= value <= bounds[1]:
        return None
    return bool((net > 0) == (value < bounds[0]))


def _lifecycle(goal: Row) -> str:
    return str(goal.get("lifecycle", "ACTIVE"))


def _without_archived_kpis(document: Document) -> Document:
    """The document without archived KPIs and all links to them."""
    document = copy.deepcopy(document)
    gone = {kpi["id"] for kpi in document["kpis"] if kpi.get("archived")}
    document["kpis"] = [kpi for kpi in document["kpis"] if kpi["id"] not in gone]
    for kpi in document["kpis"]:
        kpi["drives"] = [link for link in kpi.get("drives", []) if link["kpi"] not in gone]
    for goal in document["objectives"]:
        for row in [goal, *goal.get("keyResults", [])]:
            row["supports"] = [s for s in row.get("supports", []) if s["kpi"] not in gone]
            if row.get("measuredBy") in gone:
                row["measuredBy"] = None
    return document
