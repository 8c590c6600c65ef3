"""Has the database plan the statements that most writes share, so that no writer waits for it.

On a busy machine planning one of them takes up to a second; planned, it runs in a few milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from graph.database.client import Database, Transaction
from graph.writes.mutations import alignments, key_results
from graph.writes.rules import cycle_detection
from graph.writes.unit_of_work import loading, rollup, statements, unit_of_work

_COMMON: Final = (
    statements.on_nodes("create", "CheckIn"),
    statements.on_nodes("create", "Objective"),
    statements.on_nodes("create", "KeyResult"),
    statements.on_nodes("set", "Objective"),
    statements.on_nodes("set", "KeyResult"),
    statements.between("relate", "HAS_CHECK_IN", "kr_0", "chk_0"),
    statements.between("relate", "AUTHORED", "psn_0", "chk_0"),
    statements.between("unrelate", "LAST_CHECK_IN", "kr_0", "chk_0"),
    statements.between("relate", "LAST_CHECK_IN", "kr_0", "chk_0"),
    statements.between("relate", "HAS_KEY_RESULT", "obj_0", "kr_0"),
    statements.between("relate", "OWNS", "team_0", "obj_0"),
    statements.between("relate", "OWNS", "psn_0", "obj_0"),
    statements.between("relate", "IN_CYCLE", "obj_0", "cyc_0"),
    statements.between("link", "ALIGNS_TO", "obj_0", "obj_0"),
    statements.on_links("relink", "ALIGNS_TO"),
)
WARM_SECONDS: Final = 120.0
_NAMED: Final = ("obj_0", "kr_0", "team_0", "psn_0", "cyc_0", "aln_0")


# No organization has this id, so nothing is found, and there are no rows to write.
_NOTHING: Final = {
    "org": "",
    "ids": [],
    "rows": [],
    "changes": [],
    "objectives": [],
    "closing": [],
    "objective": "",
    "start": "",
    "end": "",
    "record": {"org": "", "number": 0},
    "revision": 0,
    "forever": statements.FOREVER,
}


async def warm(database: Database) -> None:
    """Runs them on nothing, in a transaction that is undone. Raises DatabaseError.

    To explain them would not do: most of the time goes into what comes after the plan.
    """

    async def work(transaction: Transaction) -> None:
        for statement in _statements():
            await transaction.run("write.warm", statement, _NOTHING)

    await database.write("", work, dry_run=True, seconds=WARM_SECONDS)


def _statements() -> Iterator[str]:
    yield loading.BEGIN
    for _, statement, _ in loading.finds(_NAMED):
        yield statement
    yield rollup.ANCESTORS
    yield unit_of_work.RECORD
    for block in _COMMON:
        yield block.text
    yield alignments.BETWEEN
    yield cycle_detection.way("ALIGNS_TO")
    yield key_results.SIBLINGS
