"""Weekly reports: their weeks, their items, and what is carried on from week to week.

Imports graph.domain. An item is a dictionary of `graph.model.weekly.ReportItem`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from graph.domain.calendar import AHEAD, Period, days_of, parse_date
from graph.domain.errors import InvalidInput
from graph.model.weekly import MOST_ITEMS

Item = dict[str, Any]

_SUNDAY: Final = timedelta(days=6)
_KEPT: Final = ("about", "done")
"""What an item keeps when nothing is said of it."""


def week_of(starts_on: str, ends_on: str) -> tuple[date, date]:
    """The first and the last day of an ISO week. Raises InvalidInput for other days."""
    first, last = parse_date(starts_on), parse_date(ends_on)
    monday = first - timedelta(days=first.weekday())
    if first != monday or last != monday + _SUNDAY:
        raise InvalidInput(
            f"{starts_on} to {ends_on} is no week, Monday to Sunday; that of the first day is "
            f"{monday} to {monday + _SUNDAY}.",
            path=["week"],
        )
    return first, last


def open_plans(items: Iterable[Item]) -> list[Item]:
    """The plans that are not done yet, which the next report carries on."""
    return [item for item in items if item["topic"] == "PLAN" and not item["done"]]


def saved_items(
    given: Sequence[Mapping[str, Any]],
    there: Sequence[Item],
    carried: Sequence[Item],
    new_id: Callable[[], str],
) -> list[Item]:
    """The items of a report once these are saved.

    `there` are those it has, and `carried` the open plans of the report before a new one: what is
    given takes its identity from either by its id, else from one of `there` that says the same.
    What of `carried` is not given follows. Raises InvalidInput for ids of neither, ids that are
    given twice, and more than `MOST_ITEMS`.
    """
    own = {item["id"]: item for item in there}
    plans = {item["id"]: item for item in carried}
    named = [item["id"] for item in given if item.get("id") is not None]
    free = [item for item in there if item["id"] not in named]
    saved: list[Item] = []
    met: set[str] = set()
    for place, item in enumerate(given):
        identifier = item.get("id")
        if identifier is None:
            said = _said(free, item)
            if said is not None:
                free.remove(said)
            saved.append(_item(item, said or {"id": new_id()}))
            continue
        if identifier in met:
            raise _wrong(place, f"The item {identifier} is given twice.")
        met.add(identifier)
        if identifier in own:
            saved.append(_item(item, own[identifier]))
        elif identifier in plans:
            saved.append(_item(item, _carried(plans[identifier], new_id())))
        else:
            raise _wrong(
                place,
                f"{identifier} is no item of this report, nor an open plan of the one before that "
                "a new one carries on; leave the id out for a new item.",
            )
    saved += [_carried(item, new_id()) for item in carried if item["id"] not in met]
    if len(saved) > MOST_ITEMS:
        raise InvalidInput(
            f"A report has at most {MOST_ITEMS} items, and with the open plans of the one before "
            f"there are {len(saved)}: finish or shorten those first.",
            path=["items"],
        )
    return saved


def check_submitted(items: Sequence[Item], week: Period, now: Any) -> None:
    """Raises InvalidInput for a report that says nothing, or on a week that has not begun."""
    if not items:
        raise InvalidInput("A report without items says nothing; save some first.", path=["id"])
    if week.starts_at > now + AHEAD:
        raise InvalidInput(
            f"The week of {week.starts_on} has not begun; its report stays a draft until then.",
            path=["id"],
        )


class Cadence(NamedTuple):
    """A key result's rhythm, in days; `begins_on` is the first day of its cycle, and `last_on` that
    of its last check-in from before the week."""

    days: int
    begins_on: date | None
    last_on: date | None


def due_in(week: Period, result: Cadence) -> bool:
    """Whether a check-in was due by the end of a week, as things stood when it began.

    As `graph.domain.reports.standing` has it: so many days after the last report, or after the
    cycle's first day where that is later; without either, nothing is due.
    """
    known = [day for day in (result.begins_on, result.last_on) if day is not None]
    return bool(known) and max(known) + timedelta(days=result.days) <= week.ends_on


def week_at(day: date, zone: Any) -> Period:
    """The ISO week that holds a day."""
    return days_of("WEEKLY", day, zone)


def _said(free: Iterable[Item], item: Mapping[str, Any]) -> Item | None:
    """What says the same already."""
    same = ("topic", "text")
    return next((old for old in free if all(old[name] == item[name] for name in same)), None)


def _item(given: Mapping[str, Any], before: Mapping[str, Any]) -> Item:
    """An item as it is given; of what is left out, as it was before."""
    defaults: Item = {"about": [], "done": False}
    kept = {name: before.get(name, defaults[name]) for name in _KEPT}
    said = {name: given[name] or defaults[name] for name in _KEPT if name in given}
    return {
        "id": before["id"],
        "topic": given["topic"],
        "text": given["text"],
        **kept,
        **said,
        "carriedFrom": before.get("carriedFrom"),
    }


def _carried(plan: Item, identifier: str) -> Item:
    return {**plan, "id": identifier, "carriedFrom": plan["id"]}


def _wrong(place: int, message: str) -> InvalidInput:
    return InvalidInput(message, path=["items", str(place), "id"])
