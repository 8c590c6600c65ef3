"""What a weekly report becomes when it is saved, and what is due in a week, one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Item = Mapping[str, Any]


def saved_slowly(
    given: Sequence[Item], there: Sequence[Item], carried: Sequence[Item]
) -> list[dict[str, Any]] | list[str]:
    """The items that are saved, with new ones called `itm_new0` and so on; or the path of what is
    refused."""
    made = 0
    used: list[str] = []
    saved: list[dict[str, Any]] = []

    def new() -> str:
        nonlocal made
        made += 1
        return f"itm_new{made - 1}"

    for place, item in enumerate(given):
        old: Item | None = None
        if item.get("id") is None:
            elsewhere = [one.get("id") for one in given]
            for one in there:
                same = (one["topic"], one["text"]) == (item["topic"], item["text"])
                if old is None and same and one["id"] not in [*used, *elsewhere]:
                    old = one
            if old is not None:
                used.append(old["id"])
            identity, carried_from = (old["id"], old["carriedFrom"]) if old else (new(), None)
        else:
            if item["id"] in [one.get("id") for one in given[:place]]:
                return ["items", str(place), "id"]
            for one in [*there, *carried]:
                if one["id"] == item["id"]:
                    old = one
            if old is None:
                return ["items", str(place), "id"]
            if old in there:
                identity, carried_from = old["id"], old["carriedFrom"]
            else:
                identity, carried_from = new(), old["id"]
        about: Any = old["about"] if old else []
        done: Any = old["done"] if old else False
        if "about" in item:
            about = item["about"] or []
        if "done" in item:
            done = item["done"] or False
        saved.append(
            {
                "id": identity,
                "topic": item["topic"],
                "text": item["text"],
                "about": about,
                "done": done,
                "carriedFrom": carried_from,
            }
        )
    for plan in carried:
        if plan["id"] not in [one.get("id") for one in given]:
            saved.append({**plan, "id": new(), "carriedFrom": plan["id"]})
    return saved


def check_ins_slowly(
    document: Mapping[str, Any], team: str, monday: date, zone: ZoneInfo
) -> tuple[int, int]:
    """On how many key results that a team or its members answer for a check-in was due by the end
    of a week, and on how many of them there was one; of a document without superseded ones."""
    cycles = {cycle["id"]: date.fromisoformat(cycle["startsOn"]) for cycle in document["cycles"]}
    members = [one["id"] for one in document["people"] if team in one.get("teams", ())]
    sunday = monday + timedelta(6)
    due = reported = 0
    for objective in document["objectives"]:
        if objective.get("lifecycle", "ACTIVE") != "ACTIVE":
            continue
        for result in objective.get("keyResults", ()):
            owner = result.get("owner", objective["owner"])
            if result.get("archived") or owner not in (team, *members):
                continue
            moments = [one["effectiveAt"] for one in result.get("checkIns", ())]
            days = [datetime.fromisoformat(one).astimezone(zone).date() for one in moments]
            known = [day for day in days if day < monday]
            if "cycle" in objective:
                known.append(cycles[objective["cycle"]])
            if known and max(known) + timedelta(result.get("cadenceDays", 7)) <= sunday:
                due += 1
                reported += any(monday <= day <= sunday for day in days)
    return due, reported
