"""From the record of one change to the fields that changed, as the contract names them.

The record has stored properties (`docs/model.md`). A property that has no field in the contract is
left out, so that nothing is told by the feed that cannot be asked for otherwise.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

import orjson

from graph.domain.calendar import to_ms
from graph.model.fields import fields_of
from graph.model.marks import Stored
from graph.model.registry import ENTITIES

# Step functions of time are told of as what they were at the moment of the change.
STEPS: Final = {"health": ("healths", "healthSince"), "status": ("statuses", "statusSince")}
_STEP_OF: Final = {values: name for name, (values, _) in STEPS.items()}
# Of some properties the last word is that of the object they are a part of.
_PARTS: Final = ("metric", "measure")
_PERIOD: Final = ("startsOn", "endsOn")
_PERIOD_OF: Final = {"KpiTarget": "period", "Report": "week"}
# Properties that have another name than the field.
_NAMED: Final = {
    field.stored: field.name
    for declared in ENTITIES.values()
    for field in fields_of(declared)
    if field.mark(Stored)
}
# References that are not stored under a name that ends in Id.
_REFERENCES: Final = frozenset(
    (
        *("from", "to", "sharedWith", "leads", "teams", "members"),
        *("acknowledgedBy", "latest", "target"),
    )
)


class Changed(NamedTuple):
    """One field: its name, with a dot before its part; its values, null when it had none; whether
    they are ids; and whether they are told to nobody."""

    name: str
    before: Any
    after: Any
    reference: bool = False
    untold: bool = False


def changed_fields(
    node_type: str, known: Mapping[str, Any], at: str, before: str, after: str
) -> list[Changed]:
    """The fields of a change of a node of this type, in the order of their names. `known` has the
    fields of the type; `before` and `after` are the record's JSON, `at` its moment."""
    then, now = orjson.loads(before), orjson.loads(after)
    named = [one for one in _named(node_type, then, now, at) if one.name.partition(".")[0] in known]
    return sorted(one for one in named if one.before != one.after)


def without_text(fields: Iterable[Changed]) -> list[Changed]:
    """The changes of a comment that is removed by now: what it said is told to nobody."""
    return [
        one._replace(before=None, after=None, untold=True) if one.name == "body" else one
        for one in fields
    ]


def field_names(node_type: str, known: Mapping[str, Any], stored: Iterable[str]) -> list[str]:
    """The fields that the contract has for stored properties of a node of this type, in order."""
    nothing = dict.fromkeys(stored)
    names = {one.name for one in _named(node_type, nothing, nothing, "")}
    return sorted(name for name in names if name.partition(".")[0] in known)


def _items(*texts: list[str] | None) -> Iterator[Changed]:
    """The items of a report, and apart from them what they are about: some may not see that."""
    then, now = (None if one is None else [orjson.loads(text) for text in one] for one in texts)
    about = [None if one is None else list(dict.fromkeys(_about(one))) for one in (then, now)]
    yield Changed("items.about", about[0], about[1], reference=True)
    yield Changed("items", then, now)


def _about(items: Iterable[dict[str, Any]]) -> Iterator[str]:
    """The ids that items name; the items are left without them."""
    for item in items:
        yield from item.pop("about", ())


def _named(
    node_type: str, then: Mapping[str, Any], now: Mapping[str, Any], at: str
) -> Iterator[Changed]:
    for stored in {**then, **now}:
        was, is_ = then.get(stored), now.get(stored)
        if stored in _STEP_OF:
            name = _STEP_OF[stored]
            yield Changed(name, step_at(then, name, at), step_at(now, name, at))
        elif stored == "linkUrls":
            yield Changed("links", _links(then), _links(now))
        elif stored == "originId":
            yield Changed(stored, was, is_, reference=True)
        elif stored.endswith("Id"):
            yield Changed(stored.removesuffix("Id"), was, is_, reference=True)
        elif stored in _NAMED:
            yield Changed(_NAMED[stored], was, is_)
        elif stored in _PERIOD and node_type in _PERIOD_OF:
            yield Changed(f"{_PERIOD_OF[node_type]}.{stored}", was, is_)
        elif stored == "items" and node_type == "Report":
            yield from _items(was, is_)
        elif (part := _part(stored)) is not None:
            yield Changed(part, was, is_)
        elif stored == "to" and node_type == "Support":
            yield Changed("kpi", was, is_, reference=True)
        elif stored == "status" and "statuses" in {**then, **now}:
            continue  # As it was stored once: the steps tell it.
        elif stored == "formula":
            yield Changed(stored, was and orjson.loads(was), is_ and orjson.loads(is_))
        elif stored not in ("createdAt", "links"):
            yield Changed(stored, was, is_, reference=stored in _REFERENCES)


def _part(stored: str) -> str | None:
    for whole in _PARTS:
        rest = stored.removeprefix(whole)
        if rest != stored and rest[:1].isupper():
            return f"{whole}.{rest[0].lower()}{rest[1:]}"
    return None


def step_at(record: Mapping[str, Any], name: str, at: str) -> str | None:
    """What the step function of time of that name in a record was at a moment, as stored."""
    values, since = STEPS[name]
    steps: list[str] | None = record.get(values)
    if not steps:
        return record.get(name)
    return steps[bisect_right(record.get(since) or (), to_ms(datetime.fromisoformat(at)))]


def _links(record: Mapping[str, Any]) -> list[dict[str, str]] | None:
    urls = record.get("linkUrls")
    if urls is None:
        return None
    titles = record.get("linkTitles") or []
    return [{"title": title, "url": url} for title, url in zip(titles, urls, strict=True)]
