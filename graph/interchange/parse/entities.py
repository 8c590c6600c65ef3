"""Entities become typed ones, or mistakes with their places.

An entity with mistakes is still loaded, without what is wrong in it, so that one run finds the
mistakes of all kinds: then, and only then, attributes that cannot be missing may be None.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from typing import Any, Final, get_args, get_type_hints

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from graph.domain.documents import FINDING_KEY
from graph.interchange.parse.entity_stream import Entity
from graph.interchange.parse.errors import Mistakes
from graph.model.findings import FindingDismissal
from graph.model.goals import Objective
from graph.model.kpis import Kpi
from graph.model.organization import Cycle, Organization, Person, Team
from graph.model.templates import Template
from graph.model.weekly import Report
from graph.model.work import Comment, Initiative

_CLASSES: Final[dict[str, type]] = {
    "organization": Organization,
    "teams": Team,
    "people": Person,
    "cycles": Cycle,
    "kpis": Kpi,
    "objectives": Objective,
    "initiatives": Initiative,
    "reports": Report,
    "comments": Comment,
    "findingDismissals": FindingDismissal,
    "templates": Template,
}

_SENTENCES: Final = {
    "missing": "This key is missing.",
    "string_type": "This has to be text.",
    "string_too_short": "This may not be blank.",
    "float_type": "This has to be a number.",
    "finite_number": "This has to be a finite number.",
    "int_type": "This has to be a whole number.",
    "int_from_float": "This has to be a whole number.",
    "bool_type": "This has to be true or false.",
    "tuple_type": "This has to be a list.",
    "dataclass_type": "This has to be an object.",
    "dataclass_exact_type": "This has to be an object.",
    "string_unicode": "This text has characters that are not Unicode.",
}
_PATTERNS: Final = {
    r"^[^\s@]+@[^\s@]+$": "This has to be an e-mail address.",
    r"^(https?://|mailto:)\S+$": "This has to be an address that starts with https://, http:// or "
    "mailto:.",
    FINDING_KEY: "This has to be the key of a finding, such as ORPHAN_OBJECTIVE:obj_1.",
    "^[A-Z]{3}$": "This has to be a currency code of three capital letters, such as EUR.",
}


@dataclass(slots=True)
class Document:
    """A whole file."""

    organization: Organization | None = None
    teams: list[Team] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    cycles: list[Cycle] = field(default_factory=list)
    kpis: list[Kpi] = field(default_factory=list)
    objectives: list[Objective] = field(default_factory=list)
    initiatives: list[Initiative] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    findingDismissals: list[FindingDismissal] = field(default_factory=list)
    templates: list[Template] = field(default_factory=list)


def load(entities: Iterable[Entity], mistakes: Mistakes) -> Document:
    """The typed document; what is wrong in single entities is added to `mistakes`."""
    document = Document()
    adapters: dict[str, TypeAdapter[Any]] = {
        key: TypeAdapter(kind) for key, kind in _CLASSES.items()
    }
    organizations: list[Organization] = []
    for key, given in entities:
        loaded: list[Any] = organizations if key == "organization" else getattr(document, key)
        raw = given
        entity, wrong = _validated(adapters[key], raw)
        if wrong is not None:
            # Null is the same as leaving a key out. Few files have one that matters.
            raw = _without_nulls(given)
            entity, wrong = _validated(adapters[key], raw)
        if wrong is not None:
            details = wrong.errors(include_url=False)
            for detail in details:
                mistakes.add(key, len(loaded), detail["loc"], _sentence(detail, _CLASSES[key], raw))
            places = [detail["loc"] for detail in details]
            around = {place[:length] for place in places for length in range(len(place) + 1)}
            entity = _salvage(_CLASSES[key], raw, _Broken(set(places), around), ())
        loaded.append(entity)
    if not organizations:
        mistakes.at("organization", "This key is missing: a file is about one organization.")
    else:
        document.organization = organizations[0]
        for index in range(1, len(organizations)):
            mistakes.add("organization", index, (), "A file is about one organization.")
    return document


def _validated(adapter: TypeAdapter[Any], raw: Any) -> tuple[Any, ValidationError | None]:
    try:
        return adapter.validate_python(raw), None
    except ValidationError as error:
        return None, error


def _without_nulls(raw: Any, levels: int = 10) -> Any:
    """What a file says, without the keys that say nothing; nothing of the format is deeper."""
    if isinstance(raw, dict) and levels:
        return {
            key: _without_nulls(value, levels - 1)
            for key, value in raw.items()
            if value is not None
        }
    if isinstance(raw, list) and levels:
        return [_without_nulls(value, levels - 1) for value in raw]
    return raw


def _sentence(detail: ErrorDetails, kind: type, raw: Any) -> str:
    """What is wrong, for people."""
    name, context = detail["type"], detail.get("ctx", {})
    if name == "unexpected_keyword_argument":
        known = _keys_at(kind, detail["loc"][:-1])
        near = get_close_matches(str(detail["loc"][-1]), known, n=1)
        return f"Unknown key; did you mean {near[0]}?" if near else "Unknown key."
    if name == "string_pattern_mismatch":
        pattern = context["pattern"]
        prefix = pattern.partition("(")[2].partition(")")[0]
        return _PATTERNS.get(pattern) or (
            f"This has to be an id: {prefix} and then 1 to 64 of A–Z a–z 0–9 _ -."
        )
    if name == "value_error":
        return str(context["error"])
    if name == "too_long":
        return f"This may have at most {context['max_length']} items."
    if name == "less_than_equal" and isinstance(context["le"], float):
        return f"This has to be less than or equal to {context['le']:g}."
    if name in _SENTENCES:
        return _SENTENCES[name]
    said = detail["msg"].replace("Input should be", "This has to be")
    return said.replace("String should have", "This may have").removesuffix(".") + "."


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _nested(kind: type, name: str) -> tuple[type | None, bool]:
    """The entity class that a key holds, if it holds any, and whether it is a list of them."""
    hint = _hints(kind).get(name)
    for candidate in (hint, *get_args(hint)):
        if isinstance(candidate, type) and dataclasses.is_dataclass(candidate):
            return candidate, hint is not candidate and Ellipsis in get_args(hint)
    return None, False


def _keys_at(kind: type, path: tuple[int | str, ...]) -> list[str]:
    for step in path:
        if isinstance(step, str):
            kind = _nested(kind, step)[0] or kind
    return [each.name for each in dataclasses.fields(kind)]


@dataclass(frozen=True, slots=True)
class _Broken:
    """Where an entity has mistakes: at these `places`, and so in all that is `around` them."""

    places: set[tuple[int | str, ...]]
    around: set[tuple[int | str, ...]]


def _salvage(kind: type, raw: Any, broken: _Broken, at: tuple[Any, ...]) -> Any:
    """What can be used of an entity with mistakes, to look for others in the rest."""
    entity: Any = object.__new__(kind)
    for each in dataclasses.fields(kind):
        here = (*at, each.name)
        value = None if each.default is dataclasses.MISSING else each.default
        if isinstance(raw, dict) and each.name in raw and here not in broken.places:
            given = raw[each.name]
            inner, many = _nested(kind, each.name)
            if many and inner is not None:
                value = tuple(
                    _salvage(inner, item, broken, (*here, index))
                    for index, item in enumerate(given)
                )
            elif inner is not None:
                lost = given is None or here in broken.around
                value = None if lost else _salvage(inner, given, broken, here)
            elif isinstance(given, list):
                value = tuple(
                    None if (*here, index) in broken.places else item
                    for index, item in enumerate(given)
                )
            else:
                value = given
        setattr(entity, each.name, value)
    return entity
