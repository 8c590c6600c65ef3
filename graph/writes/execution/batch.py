"""A batch: many mutations as one write, all or none.

Each sees what those before it have done. What they name is looked for together, and what follows
from all of them is rolled up once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from graph.domain.errors import GoalgraphError, InvalidInput, WriteRefused
from graph.model.mutations.registry import MUTATIONS
from graph.writes.mutations.mutation import Call, Entities
from graph.writes.mutations.registry import HANDLERS
from graph.writes.rules.kpi_formulas import follow_formulas
from graph.writes.unit_of_work.rollup import settle
from graph.writes.unit_of_work.unit_of_work import Unit

BATCH: Final = "batch"
"""The name of the mutation that takes many."""

OPERATIONS: Final = "operations"
MOST_OPERATIONS: Final = 100


def calls_of(name: str, given: Mapping[str, Any]) -> list[Call]:
    """The one call of a mutation, or all those of a batch.

    Checks what can be checked without the graph. Raises WriteRefused.
    """
    if name != BATCH:
        return [Call.of(MUTATIONS[name], HANDLERS[name], given, [])]
    operations = given[OPERATIONS]
    if not 0 < len(operations) <= MOST_OPERATIONS:
        raise WriteRefused([_wrong_size(len(operations))])
    calls: list[Call] = []
    problems: list[GoalgraphError] = []
    for number, operation in enumerate(operations):
        [(name, input_)] = operation.items()
        place = [OPERATIONS, str(number), name]
        problems += _for_the_whole(input_, place)
        try:
            calls.append(Call.of(MUTATIONS[name], HANDLERS[name], input_, place))
        except WriteRefused as refused:
            problems += refused.problems
    if problems:
        raise WriteRefused(problems)
    return calls


async def run_all(unit: Unit, calls: Sequence[Call]) -> list[Entities]:
    """What each of the calls shows, once all of them are done and settled. Raises WriteRefused."""
    await unit.find(
        [one for call in calls for one in call.references],
        [one for call in calls for one in call.new],
    )
    entities = []
    for call in calls:
        entities.append(await call.run(unit))
        if unit.closing:
            # What is closed keeps what it had come to by then.
            await _settle(unit)
    await _settle(unit)
    return entities


async def _settle(unit: Unit) -> None:
    """Derives what follows from all that the unit has changed since the last time."""
    try:
        await follow_formulas(unit)
    except GoalgraphError as problem:
        raise WriteRefused([problem]) from None
    await settle(unit)


def _wrong_size(size: int) -> InvalidInput:
    what = "is empty; name at least one" if size == 0 else f"has {size}; send 100 at a time"
    return InvalidInput(f"`{OPERATIONS}` {what}.", path=[OPERATIONS])


def _for_the_whole(given: Mapping[str, Any], place: list[str]) -> Iterator[InvalidInput]:
    if given.get("dryRun") is not None:
        yield InvalidInput(
            "A batch is done or tried as a whole: say `dryRun` beside its operations.",
            path=[*place, "dryRun"],
        )
