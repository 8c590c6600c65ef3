"""What the rules refuse in a document whose single entities are well formed.

References may still dangle here: that is reported elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from graph.domain.calendar import parse_date, parse_moment, zone_of
from graph.domain.errors import InvalidInput
from graph.domain.findings.settings import DEFAULTS, changed_setting
from graph.domain.kpis import Target, accumulation_mistake, target_mistakes
from graph.domain.measured_as import measuring_mistakes
from graph.domain.metrics import Metric, metric_mistakes
from graph.domain.progress import check_manual_progress
from graph.interchange.parse.entities import Document
from graph.interchange.parse.errors import Mistakes, Path
from graph.interchange.validate.comment_threads import check_threads
from graph.interchange.validate.dismissals import check_dismissals
from graph.interchange.validate.formulas import check_formulas
from graph.interchange.validate.measures import check_measures
from graph.interchange.validate.references import Names
from graph.interchange.validate.reported_times import check_reported
from graph.interchange.validate.templates import check_templates
from graph.interchange.validate.weekly_reports import check_reports
from graph.model.fields import fields_of
from graph.model.goals import KeyResult, Objective
from graph.model.kpis import Kpi
from graph.model.marks import Link
from graph.model.parts import Entity, Stamps

_UTC = ZoneInfo("UTC")


def check_rules(document: Document, names: Names, now: datetime, mistakes: Mistakes) -> None:
    """Reports everything that the rules refuse at the moment `now`."""
    _check_organization(document, mistakes)
    _check_teams(document, mistakes)
    _check_people(document, mistakes)
    for index, cycle in enumerate(document.cycles):
        _check_stamps(cycle, "cycles", index, (), mistakes)
        # None stands where a day was a mistake by itself.
        starts_on, ends_on = _day(cycle.startsOn), _day(cycle.endsOn)
        if starts_on and ends_on and starts_on > ends_on:
            mistakes.add("cycles", index, ("endsOn",), "The cycle ends before it starts.")
    for index, kpi in enumerate(document.kpis):
        _check_kpi(kpi, index, mistakes)
    for index, objective in enumerate(document.objectives):
        _check_objective(objective, index, names, mistakes)
    for index, initiative in enumerate(document.initiatives):
        _check_stamps(initiative, "initiatives", index, (), mistakes)
    check_reports(document, mistakes)
    for index, comment in enumerate(document.comments):
        _check_stamps(comment, "comments", index, (), mistakes)
        _check_lists(comment, "comments", index, (), mistakes)
    check_threads(document.comments, mistakes)
    for index, dismissal in enumerate(document.findingDismissals):
        _check_stamps(dismissal, "findingDismissals", index, (), mistakes)
    check_dismissals(document.findingDismissals, mistakes)
    for index, template in enumerate(document.templates):
        _check_stamps(template, "templates", index, (), mistakes)
    check_templates(document, mistakes)
    check_reported(document, now, mistakes)
    check_measures(document, mistakes)
    check_formulas(document, mistakes)


def target_of(target: Any) -> Target | None:
    """A target of the file as the rules know it; None when its period is a mistake by itself."""
    if target.period is None:
        return None
    return Target(
        parse_date(target.period.startsOn),
        parse_date(target.period.endsOn),
        target.value,
        target.lower,
        target.upper,
    )


def metric_of(metric: Any) -> Metric:
    """A metric of the file as the rules know it."""
    return Metric(metric.goal, metric.start, metric.target, metric.lower, metric.upper)


def _check_organization(document: Document, mistakes: Mistakes) -> None:
    organization = document.organization
    if organization is None:
        return
    _check_stamps(organization, "organization", 0, (), mistakes)
    try:
        zone_of(organization.timezone)
    except InvalidInput as error:
        mistakes.add("organization", 0, ("timezone",), error.message)
    for index, row in enumerate(organization.rules):
        # None stands where the rule was a mistake by itself.
        if row.rule is not None and row.limit is not None:
            try:
                changed_setting(DEFAULTS[row.rule], {"limit": row.limit}, [])
            except InvalidInput as error:
                mistakes.add("organization", 0, ("rules", index, "limit"), error.message)


def _check_teams(document: Document, mistakes: Mistakes) -> None:
    companies = [index for index, team in enumerate(document.teams) if team.kind == "COMPANY"]
    if not companies:
        mistakes.at("teams", "One team has to have the kind COMPANY: the root of all others.")
    for index in companies[1:]:
        first = mistakes.place("teams", companies[0])
        mistakes.add(
            "teams", index, ("kind",), f"Only one team may be the COMPANY; {first} is one already."
        )
    for index, team in enumerate(document.teams):
        _check_stamps(team, "teams", index, (), mistakes)
        _check_lists(team, "teams", index, (), mistakes)
        if team.kind == "COMPANY" and team.parent is not None:
            mistakes.add(
                "teams", index, ("parent",), "The COMPANY team is the root and has no parent."
            )


def _check_people(document: Document, mistakes: Mistakes) -> None:
    first_with: dict[str, int] = {}
    for index, person in enumerate(document.people):
        _check_stamps(person, "people", index, (), mistakes)
        _check_lists(person, "people", index, (), mistakes)
        if person.email is None:
            continue
        first = first_with.setdefault(person.email, index)
        if first != index:
            mistakes.add(
                "people",
                index,
                ("email",),
                f'"{person.email}" is already the e-mail address of '
                f"{mistakes.place('people', first)}.",
            )


def _check_kpi(kpi: Kpi, index: int, mistakes: Mistakes) -> None:
    _check_stamps(kpi, "kpis", index, (), mistakes)
    if kpi.frequency and (mistake := accumulation_mistake(kpi.frequency, kpi.accumulates)):
        mistakes.add("kpis", index, ("accumulates",), mistake)
    for number, value in enumerate(kpi.values):
        _check_stamps(value, "kpis", index, ("values", number), mistakes)
    periods: dict[tuple[str, str], int] = {}
    for number, each in enumerate(kpi.targets):
        path: Path = ("targets", number)
        _check_stamps(each, "kpis", index, path, mistakes)
        target = target_of(each)
        if target is None or kpi.direction is None:
            continue
        for field_name, message in target_mistakes(kpi.direction, target):
            mistakes.add("kpis", index, (*path, field_name), message)
        first = periods.setdefault((each.period.startsOn, each.period.endsOn), number)
        if first != number:
            mistakes.add(
                "kpis", index, (*path, "period"), f"targets[{first}] is for the same period."
            )
    driven = [(drive.kpi,) for drive in kpi.drives]
    _check_links(driven, "kpis", index, ("drives",), field_name="kpi", mistakes=mistakes)
    for number, drive in enumerate(kpi.drives):
        _check_stamps(drive, "kpis", index, ("drives", number), mistakes)


def _check_objective(objective: Objective, index: int, names: Names, mistakes: Mistakes) -> None:
    key = "objectives"
    _check_stamps(objective, key, index, (), mistakes)
    _check_lists(objective, key, index, (), mistakes)
    try:
        check_manual_progress(objective.progressMode, objective.manualProgress)
    except InvalidInput as error:
        mistakes.add(key, index, ("manualProgress",), error.message)
    if objective.lifecycle != "CLOSED":
        for name in ("progress", "health"):
            if getattr(objective, name) is not None:
                mistakes.add(
                    key, index, (name,), f"{name} is computed; only a CLOSED objective brings it."
                )
    elif objective.progress is not None and objective.health is None:
        mistakes.add(key, index, ("health",), "A CLOSED objective brings both progress and health.")
    aligned: list[tuple[str | None, ...]] = []
    for number, alignment in enumerate(objective.alignsTo):
        _check_stamps(alignment, key, index, ("alignsTo", number), mistakes)
        # An alignment to an archived key result is one to its objective.
        to = alignment.to
        aligned.append((names.objective_of.get(to, to) if to in names.archived else to,))
    _check_links(aligned, key, index, ("alignsTo",), field_name="to", mistakes=mistakes)
    _check_proposals(objective, index, names, mistakes)
    _check_below(objective, key, index, (), mistakes)
    for number, result in enumerate(objective.keyResults):
        _check_key_result(result, index, ("keyResults", number), mistakes)


def _check_proposals(objective: Objective, index: int, names: Names, mistakes: Mistakes) -> None:
    key = "objectives"
    pending: list[tuple[str | None, ...]] = []
    for number, proposal in enumerate(objective.proposals):
        path: Path = ("proposals", number)
        _check_stamps(proposal, key, index, path, mistakes)
        to = proposal.to
        whole = names.objective_of.get(to, to)
        if whole == objective.id:
            mistakes.add(key, index, (*path, "to"), "An objective does not serve itself.")
        if proposal.state != "PENDING":
            # Places are kept, so that mistakes name them.
            pending.append((None,))
            continue
        pending.append((whole if to in names.archived else to,))
        for field_name in ("reason", "decidedBy", "decidedAt"):
            if getattr(proposal, field_name) is not None:
                mistakes.add(
                    key, index, (*path, field_name), f"A PENDING proposal has no {field_name} yet."
                )
    _check_links(pending, key, index, ("proposals",), field_name="to", mistakes=mistakes)


def _check_key_result(result: KeyResult, index: int, path: Path, mistakes: Mistakes) -> None:
    key = "objectives"
    _check_stamps(result, key, index, path, mistakes)
    _check_lists(result, key, index, path, mistakes)
    # None stands where the metric was a mistake by itself.
    if result.metric is not None:
        for field_name, message in metric_mistakes(metric_of(result.metric)):
            mistakes.add(key, index, (*path, "metric", field_name), message)
    if result.measuredAs is not None:
        for name, message in measuring_mistakes(
            result.measuredAs, result.baseline, measured=result.measuredBy is not None
        ):
            mistakes.add(key, index, (*path, name), message)
    for order, check_in in enumerate(result.checkIns):
        _check_stamps(check_in, key, index, (*path, "checkIns", order), mistakes)
    _check_below(result, key, index, path, mistakes)


def _check_below(
    entity: Objective | KeyResult, key: str, index: int, path: Path, mistakes: Mistakes
) -> None:
    supported = [(support.kpi,) for support in entity.supports]
    _check_links(supported, key, index, (*path, "supports"), field_name="kpi", mistakes=mistakes)
    for number, support in enumerate(entity.supports):
        _check_stamps(support, key, index, (*path, "supports", number), mistakes)
    for number, initiative in enumerate(entity.initiatives):
        _check_stamps(initiative, key, index, (*path, "initiatives", number), mistakes)


def _check_links(
    ends: Sequence[tuple[str | None, ...]],
    key: str,
    index: int,
    path: Path,
    *,
    field_name: str,
    mistakes: Mistakes,
) -> None:
    """There is one link for each pair of ends."""
    if len(set(ends)) == len(ends):
        return
    first_to: dict[tuple[str | None, ...], int] = {}
    for number, end in enumerate(ends):
        first = first_to.setdefault(end, number)
        if first != number and end[0] is not None:
            mistakes.add(
                key,
                index,
                (*path, number, field_name),
                f'There is a link to "{end[0]}" already, in [{first}]; give one with their weight.',
            )


def _check_lists(entity: Entity, key: str, index: int, path: Path, mistakes: Mistakes) -> None:
    """References to several are there once each."""
    for field in fields_of(entity.__class__):
        if field.many and not field.part and field.mark(Link) is not None:
            values = getattr(entity, field.name)
            _check_listed_once(values, key, index, field.name, mistakes, path)


def _check_listed_once(
    values: Sequence[str | None],
    key: str,
    index: int,
    field_name: str,
    mistakes: Mistakes,
    path: Path = (),
) -> None:
    if len(set(values)) == len(values):
        return
    seen: set[str | None] = set()
    for number, value in enumerate(values):
        if value in seen and value is not None:
            place = (*path, field_name, number)
            mistakes.add(key, index, place, f'"{value}" is listed twice.')
        seen.add(value)


def _check_stamps(entity: Stamps, key: str, index: int, path: Path, mistakes: Mistakes) -> None:
    if (
        entity.createdAt
        and entity.updatedAt
        and parse_moment(entity.createdAt, _UTC) > parse_moment(entity.updatedAt, _UTC)
    ):
        mistakes.add(key, index, (*path, "updatedAt"), "updatedAt is before createdAt.")


def _day(text: str | None) -> Any:
    return None if text is None else parse_date(text)
