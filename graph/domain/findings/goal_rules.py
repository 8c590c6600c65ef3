"""Rules about objectives and the ways between them."""

from __future__ import annotations

from collections.abc import Iterator

from graph.domain.findings.finding import Fact
from graph.domain.findings.reach import moving, reaching_company
from graph.domain.findings.rule import Found, counted, seen
from graph.domain.organization_graph import Question
from graph.domain.organization_rows import Alignment, health_at


def orphan_objectives(question: Question, limit: float) -> Iterator[Found]:
    """ACTIVE, not COMPANY, and no way up through ACTIVE goals to a COMPANY one, as far as the
    viewer sees."""
    reaching = reaching_company(question)
    for goal in question.graph.active.values():
        if goal.level != "COMPANY" and goal.id not in reaching:
            yield Found((goal.id,))


def idle_objectives(question: Question, limit: float) -> Iterator[Found]:
    """ACTIVE, and moving no KPI."""
    for goal in question.graph.active.keys() - moving(question.graph):
        yield Found((goal,))


def unsupported_company_objectives(question: Question, limit: float) -> Iterator[Found]:
    """ACTIVE and COMPANY, and nothing ACTIVE aligns to it. What is hidden supports it too."""
    supported = {alignment.target for alignment in question.graph.active_alignments}
    for goal in question.graph.active.values():
        if goal.level == "COMPANY" and goal.id not in supported:
            yield Found((goal.id,))


def health_contradictions(question: Question, limit: float) -> Iterator[Found]:
    """All of its own key results are ON_TRACK, and a live contributor that counts is OFF_TRACK."""
    graph, now = question.graph, question.now_ms
    for goal in graph.active.values():
        own = graph.key_results_of.get(goal.id)
        if goal.mode not in ("AUTO", "COMBINED") or not own:
            continue
        late = [
            alignment.source
            for alignment in graph.into.get(goal.id, ())
            if alignment.counts and health_at(graph.goals[alignment.source], now) == "OFF_TRACK"
        ]
        if late and all(health_at(key_result, now) == "ON_TRACK" for key_result in own):
            yield Found((goal.id,), *_mentioned(question, late))


def cycle_mismatches(question: Question, limit: float) -> Iterator[Found]:
    """The child's period ends after its target's."""
    cycles = question.graph.cycles
    for child, target in _pairs(question):
        mine, theirs = (question.graph.goals[goal].cycle for goal in (child, target))
        if mine in cycles and theirs in cycles:
            ends, target_ends = cycles[mine].ends_on, cycles[theirs].ends_on
            if ends > target_ends:
                said = {"ends": ends, "targetEnds": target_ends, "targetCycle": theirs}
                yield Found((child, target), said=said)


def level_skips(question: Question, limit: float) -> Iterator[Found]:
    """A PERSONAL goal aligned straight to a COMPANY one, though its owner has a team between."""
    graph = question.graph
    for child, target in _pairs(question):
        goal = graph.goals[child]
        if goal.level == "PERSONAL" and graph.goals[target].level == "COMPANY":
            teams = graph.teams_of.get(goal.owner, ())
            between = [team for team in teams if graph.teams[team].kind != "COMPANY"]
            if between:
                yield Found((child, target), tuple(between))


def unmeasurable_objectives(question: Question, limit: float) -> Iterator[Found]:
    """ACTIVE, not MANUAL, and without anything that its progress could come from."""
    for goal in question.graph.active.values():
        if goal.mode != "MANUAL" and goal.progress is None:
            yield Found((goal.id,))


def uncounted_contributions(question: Question, limit: float) -> Iterator[Found]:
    """Live contributors that count, to an AUTO goal whose own key results are all that counts."""
    graph = question.graph
    for goal in graph.active.values():
        if goal.mode != "AUTO" or not graph.key_results_of.get(goal.id):
            continue
        sources = [a.source for a in graph.into.get(goal.id, ()) if a.counts]
        if sources:
            yield Found((goal.id,), *_mentioned(question, sources))


def too_many_objectives(question: Question, limit: float) -> Iterator[Found]:
    """More ACTIVE goals of one owner in one cycle than the limit, of those that are seen."""
    held: dict[tuple[str, str], list[str]] = {}
    for goal in question.graph.active.values():
        if goal.cycle is not None and goal.id not in question.hidden:
            held.setdefault((goal.owner, goal.cycle), []).append(goal.id)
    for key, goals in held.items():
        if len(goals) > limit:
            yield Found(key, tuple(sorted(goals)), counted(len(goals), limit))


def _mentioned(question: Question, goals: list[str]) -> tuple[tuple[str, ...], tuple[Fact, ...]]:
    """Those of the goals that may be seen, and how many they are."""
    shown = seen(question, goals)
    return shown, (Fact("count", float(len(shown))),)


def _pairs(question: Question) -> list[tuple[str, str]]:
    """The child and the target of ACTIVE alignments, each pair once."""
    alignments: list[Alignment] = question.graph.active_alignments
    return list(dict.fromkeys((a.source, a.target) for a in alignments))
