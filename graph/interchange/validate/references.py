"""Ids of a document: given to what has none, unique, and every reference leads somewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from graph.domain.findings.keys import DISMISSED, nodes_of
from graph.domain.ids import COMMENTED, kind_of, new_id, new_item_id
from graph.interchange.parse.entities import Document
from graph.interchange.parse.errors import Mistakes, Path
from graph.interchange.validate.cycle_detection import circles
from graph.model.fields import references_of
from graph.model.goals import KeyResult, Objective
from graph.model.parts import Entity
from graph.model.registry import PREFIXES
from graph.model.weekly import ABOUT
from graph.model.work import CheckIn

_TOP: Final = {
    "teams": "Team",
    "people": "Person",
    "cycles": "Cycle",
    "kpis": "Kpi",
    "objectives": "Objective",
    "initiatives": "Initiative",
    "reports": "Report",
    "comments": "Comment",
    "findingDismissals": "FindingDismissal",
    "templates": "Template",
}
# What a check-in supersedes is another of its key result.
_OF_ITS_OWN: Final = frozenset(("supersedes",))
_NAMES: Final = {"Kpi": "KPI", "KeyResult": "key result"}


@dataclass(slots=True)
class Names:
    """What ids name: `objective_of` the objective of each key result, `archived` the key results
    that are."""

    seen: set[str] = field(default_factory=set)
    objective_of: dict[str, str] = field(default_factory=dict)
    archived: set[str] = field(default_factory=set)


def name_all(document: Document, mistakes: Mistakes) -> Names:
    """Gives an id to everything without one, and reports ids that are used twice."""
    names = Names()

    def name(entity: Any, kind: str, key: str, index: int, path: Path) -> None:
        if entity.id is None:
            entity.id = new_id(kind)
        elif entity.id in names.seen:
            mistakes.add(key, index, (*path, "id"), f'The id "{entity.id}" is used more than once.')
        names.seen.add(entity.id)

    def name_each(entities: Sequence[Any], kind: str, key: str, index: int, path: Path) -> None:
        for number, entity in enumerate(entities):
            name(entity, kind, key, index, (*path, number))

    if document.organization is not None:
        name(document.organization, "Organization", "organization", 0, ())
    for key, kind in _TOP.items():
        for index, entity in enumerate(getattr(document, key)):
            name(entity, kind, key, index, ())
    for report in document.reports:
        for item in report.items:
            item.id = item.id or new_item_id()
    for index, kpi in enumerate(document.kpis):
        name_each(kpi.values, "KpiValue", "kpis", index, ("values",))
        name_each(kpi.targets, "KpiTarget", "kpis", index, ("targets",))
        name_each(kpi.drives, "Drive", "kpis", index, ("drives",))
    for index, objective in enumerate(document.objectives):
        for number, result in enumerate(objective.keyResults):
            path = ("keyResults", number)
            name(result, "KeyResult", "objectives", index, path)
            name_each(result.checkIns, "CheckIn", "objectives", index, (*path, "checkIns"))
            name_each(result.supports, "Support", "objectives", index, (*path, "supports"))
            name_each(result.initiatives, "Initiative", "objectives", index, (*path, "initiatives"))
            names.objective_of[_id(result)] = _id(objective)
            if result.archived:
                names.archived.add(_id(result))
        name_each(objective.alignsTo, "Alignment", "objectives", index, ("alignsTo",))
        accepted = {link.id for link in objective.alignsTo}
        for number, proposal in enumerate(objective.proposals):
            if proposal.state == "ACCEPTED" and proposal.id in accepted:
                # The alignment that came of it has its id.
                accepted.discard(proposal.id)
            else:
                name(proposal, "Alignment", "objectives", index, ("proposals", number))
        name_each(objective.supports, "Support", "objectives", index, ("supports",))
        name_each(objective.initiatives, "Initiative", "objectives", index, ("initiatives",))
    return names


def check_references(document: Document, names: Names, mistakes: Mistakes) -> None:
    """Reports every id that names nothing, or something of another type, and every circle."""
    for key, index, path, reference, kinds in _references(document):
        # None stands where the reference itself was a mistake.
        if reference is not None and not (reference in names.seen and kind_of(reference) in kinds):
            mistakes.add(key, index, path, _dangling(reference, kinds))
    _check_corrections(document, mistakes)
    _check_circles(document, names, mistakes)


def _id(entity: Any) -> str:
    identifier: str = entity.id
    return identifier


Reference = tuple[str, int, Path, Any, tuple[str, ...]]


def _references(document: Document) -> Iterator[Reference]:
    for key in (
        "teams",
        "people",
        "cycles",
        "kpis",
        "initiatives",
        "reports",
        "comments",
        "findingDismissals",
    ):
        for index, entity in enumerate(getattr(document, key)):
            yield from _declared(key, index, (), entity)
    for index, dismissal in enumerate(document.findingDismissals):
        for node in () if dismissal.key is None else nodes_of(dismissal.key):
            yield "findingDismissals", index, ("key",), node, DISMISSED
    for index, report in enumerate(document.reports):
        for number, item in enumerate(report.items):
            for place, about in enumerate(item.about):
                yield "reports", index, ("items", number, "about", place), about, ABOUT
    for index, kpi in enumerate(document.kpis):
        for number, drive in enumerate(kpi.drives):
            yield "kpis", index, ("drives", number, "kpi"), drive.kpi, ("Kpi",)
        for number, part in enumerate(kpi.formula.inputs if kpi.formula else ()):
            yield "kpis", index, ("formula", "inputs", number, "kpi"), part.kpi, ("Kpi",)
    for index, objective in enumerate(document.objectives):
        yield from _of_objective(index, objective)


def _of_objective(index: int, objective: Objective) -> Iterator[Reference]:
    key = "objectives"
    yield from _declared(key, index, (), objective)
    for number, alignment in enumerate(objective.alignsTo):
        place = ("alignsTo", number, "to")
        yield key, index, place, alignment.to, ("Objective", "KeyResult")
    for number, proposal in enumerate(objective.proposals):
        path: Path = ("proposals", number)
        yield key, index, (*path, "to"), proposal.to, ("Objective", "KeyResult")
        yield key, index, (*path, "proposedBy"), proposal.proposedBy, ("Person",)
        yield key, index, (*path, "decidedBy"), proposal.decidedBy, ("Person",)
    yield from _below(key, index, (), objective)
    for number, result in enumerate(objective.keyResults):
        path = ("keyResults", number)
        yield from _declared(key, index, path, result)
        for order, check_in in enumerate(result.checkIns):
            yield from _declared(key, index, (*path, "checkIns", order), check_in)
        yield from _below(key, index, path, result)


def _below(key: str, index: int, path: Path, entity: Objective | KeyResult) -> Iterator[Reference]:
    for number, support in enumerate(entity.supports):
        yield key, index, (*path, "supports", number, "kpi"), support.kpi, ("Kpi",)
    for number, initiative in enumerate(entity.initiatives):
        yield from _declared(key, index, (*path, "initiatives", number), initiative)


def _declared(key: str, index: int, path: Path, entity: Entity) -> Iterator[Reference]:
    """What the declaration of an entity says that it names."""
    declared: type = entity.__class__
    for name, kinds, many in references_of(declared):
        if name in _OF_ITS_OWN:
            continue
        value = getattr(entity, name)
        if not many:
            yield key, index, (*path, name), value, kinds or COMMENTED
            continue
        for number, identifier in enumerate(value):
            yield key, index, (*path, name, number), identifier, kinds


def _dangling(reference: str, kinds: tuple[str, ...]) -> str:
    wanted = " or ".join(_NAMES.get(kind, kind.lower()) for kind in kinds)
    wanted = "something that takes comments" if kinds is COMMENTED else _with_article(wanted)
    kind = kind_of(reference)
    if kind in kinds:
        return f'Nothing in the file has the id "{reference}"; this has to name {wanted}.'
    if kind is None:
        prefixes = ", ".join(PREFIXES[kind] for kind in kinds)
        return f'"{reference}" is no id of {wanted}; those start with {prefixes}.'
    named = _with_article(_NAMES.get(kind, kind.lower()))
    return f'"{reference}" is the id of {named}; this has to name {wanted}.'


def _with_article(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeio" else f"a {noun}"


def _check_corrections(document: Document, mistakes: Mistakes) -> None:
    """A check-in supersedes another of the same key result, and never itself in the end."""
    for index, objective in enumerate(document.objectives):
        for number, result in enumerate(objective.keyResults):
            if not any(check_in.supersedes for check_in in result.checkIns):
                continue
            own: dict[str, CheckIn] = {_id(check_in): check_in for check_in in result.checkIns}
            path = ("keyResults", number, "checkIns")
            edges: dict[str, list[str]] = {identifier: [] for identifier in own}
            for order, check_in in enumerate(result.checkIns):
                older = check_in.supersedes
                if older is None:
                    continue
                if older in own:
                    edges[_id(check_in)].append(older)
                else:
                    mistakes.add(
                        "objectives",
                        index,
                        (*path, order, "supersedes"),
                        f'The key result has no check-in with the id "{older}".',
                    )
            position = {identifier: order for order, identifier in enumerate(own)}
            for circle in circles(edges):
                mistakes.add(
                    "objectives",
                    index,
                    (*path, position[circle[0]], "supersedes"),
                    f"Check-ins supersede each other in a circle: {_arrows(circle)}.",
                )


def _check_circles(document: Document, names: Names, mistakes: Mistakes) -> None:
    parents = (
        ("teams", "parent", "Teams are parts of each other", document.teams),
        ("people", "manager", "Managers report to each other", document.people),
        ("cycles", "parent", "Cycles are within each other", document.cycles),
    )
    for key, field_name, sentence, entities in parents:
        links: list[tuple[str, list[tuple[Path, str]]]] = []
        for entity in entities:
            above = getattr(entity, field_name)
            links.append((_id(entity), [] if above is None else [((field_name,), above)]))
        _report(key, links, sentence, mistakes)
    fed: dict[str, list[str]] = {}
    for kpi in document.kpis:
        for part in kpi.formula.inputs if kpi.formula else ():
            fed.setdefault(part.kpi, []).append(_id(kpi))
    drives = [
        (_id(kpi), [(("drives", n, "kpi"), drive.kpi) for n, drive in enumerate(kpi.drives)])
        for kpi in document.kpis
    ]
    _report("kpis", drives, "KPIs drive each other", mistakes)
    made_of = [
        (
            _id(kpi),
            [
                *([(("partOf",), kpi.partOf)] if kpi.partOf else []),
                *((("formula",), other) for other in fed.get(_id(kpi), ())),
            ],
        )
        for kpi in document.kpis
    ]
    _report("kpis", made_of, "KPIs are made of each other", mistakes)
    aligned = [
        (
            _id(objective),
            [
                (("alignsTo", n, "to"), names.objective_of.get(alignment.to, alignment.to))
                for n, alignment in enumerate(objective.alignsTo)
            ],
        )
        for objective in document.objectives
    ]
    _report("objectives", aligned, "Objectives align to each other", mistakes)


def _report(
    key: str,
    links: Sequence[tuple[str, Sequence[tuple[Path, str]]]],
    sentence: str,
    mistakes: Mistakes,
) -> None:
    known = {identifier for identifier, _ in links}
    graph = {node: [to for _, to in targets if to in known] for node, targets in links}
    position = {identifier: index for index, (identifier, _) in enumerate(links)}
    for circle in circles(graph):
        index = position[circle[0]]
        path = next(path for path, to in links[index][1] if to == circle[1])
        mistakes.add(key, index, path, f"{sentence} in a circle: {_arrows(circle)}.")


def _arrows(circle: Sequence[str]) -> str:
    if len(circle) > 12:
        circle = [*circle[:6], f"… {len(circle) - 11} more …", *circle[-5:]]
    return " → ".join(circle)
