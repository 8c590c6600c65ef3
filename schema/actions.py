"""What the viewer may do with a node now: one type for each type of node."""

from typing import Any

import strawberry
from strawberry import field

WHAT = "What the viewer may do with it now; what is refused for other reasons says so itself."


def _may(what: str) -> Any:
    return field(description=f"Whether the viewer may {what}.")


@strawberry.type(description="What the viewer may do with an objective.")
class ObjectiveActions:
    """By the names of its mutations."""

    update: bool = _may("change what it says")
    publish: bool = _may("make it active: it is a draft")
    close: bool = _may("close it: it is active")
    reopen: bool = _may("make it active again: it is closed or archived")
    archive: bool = _may("put it away")
    share: bool = _may("say whom it is shared with")
    align: bool = _may("align it to others, or propose to")
    create_key_result: bool = _may("make a key result of it")
    create_initiative: bool = _may("make an initiative for it")
    create_support: bool = _may("say that it moves a KPI")


@strawberry.type(description="What the viewer may do with a key result.")
class KeyResultActions:
    """By the names of its mutations."""

    update: bool = _may("change what it says")
    archive: bool = _may("put it away")
    move: bool = _may("move it to another objective that is theirs as well")
    check_in: bool = _may("report on it")
    create_initiative: bool = _may("make an initiative for it")
    create_support: bool = _may("say that it moves a KPI")


@strawberry.type(description="What the viewer may do with an initiative.")
class InitiativeActions:
    """By the names of its mutations."""

    update: bool = _may("change what it says")
    archive: bool = _may("put it away")
    restore: bool = _may("take it back: it is archived")


@strawberry.type(description="What the viewer may do with a KPI.")
class KpiActions:
    """By the names of its mutations."""

    update: bool = _may("change what it says")
    archive: bool = _may("put it away")
    restore: bool = _may("take it back: it is archived")
    set_target: bool = _may("say what it should be")
    record_values: bool = _may("record values of it")
    remove_values: bool = _may("remove values of it")
    create_drive: bool = _may("say that another KPI drives it")


@strawberry.type(description="What the viewer may do with a team.")
class TeamActions:
    """By the names of its mutations."""

    update: bool = _may("change its name at least")
    archive: bool = _may("put it away, once nothing open is its own")
    restore: bool = _may("take it back: it is archived")


@strawberry.type(description="What the viewer may do with a person.")
class PersonActions:
    """By the names of its mutations."""

    update: bool = _may("change their name at least")
    archive: bool = _may("put them away, once nothing open is their own")
    restore: bool = _may("take them back: they are archived")


@strawberry.type(description="What the viewer may do with a cycle.")
class CycleActions:
    """By the names of its mutations."""

    update: bool = _may("change what it says")
    activate: bool = _may("start it, or open it again")
    close: bool = _may("close it: it is active")
    archive: bool = _may("put it away, once nothing open is set for it")
    restore: bool = _may("take it back: it is archived")
