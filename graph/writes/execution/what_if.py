"""Who may try what they may not do: everybody who sees all that it would change.

A dry run goes on after the refusal of a mutation that is for others (`Unit.passed_over`). Once it
is over, it is known what it changes, roll-ups included; where the viewer does not see some of it,
the answer is that refusal after all.
"""

from __future__ import annotations

from collections.abc import Iterator

from graph.domain.errors import WriteRefused
from graph.domain.ids import kind_of
from graph.writes.unit_of_work.change_log import Key
from graph.writes.unit_of_work.statements import LINKS
from graph.writes.unit_of_work.unit_of_work import Unit, parts


async def check_seen(unit: Unit) -> None:
    """Raises WriteRefused when the viewer may not do this, nor sees all that it changed. For after
    the unit's `commit`, which notes what links that ended were between."""
    if unit.passed_over and not unit.viewer.sees_all and not await _sees_all(unit):
        for refusal in unit.passed_over:
            refusal.data["made"] = sorted(unit.record.created)
        raise WriteRefused([*unit.passed_over])


async def _sees_all(unit: Unit) -> bool:
    by_kind: dict[str, set[str]] = {}
    for identifier, kind in _changed(unit):
        by_kind.setdefault(kind, set()).add(identifier)
    for kind, ids in by_kind.items():
        for some in parts(sorted(ids)):
            found = await unit.find_only(kind, some)
            if {one.id for one in found} != set(some):
                return False
            if not all(one.seen_by(unit.viewer) for one in found):
                return False
    return True


def _changed(unit: Unit) -> Iterator[Key]:
    """What changed; for a link that is not there any more, what it was between."""
    for (identifier, kind), change in unit.record.changes.items():
        if kind in LINKS and change.kind == "ENDED":
            for end in (change.before["from"], change.before["to"]):
                yield end, kind_of(end) or ""
        elif kind not in ("Comment", "Organization"):
            # Comments end with what they are on, which is seen or not by itself.
            yield identifier, kind
