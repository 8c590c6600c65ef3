"""The writes of the bench: a check-in six levels down, an alignment, and a batch of check-ins.

The raw side is the driver running, in one write transaction, the very statements that ours ran,
taken down once and sent again with new ids and the revision that is due. So a ratio says what the
rest costs: HTTP, GraphQL, the checks, the rules, and reading the payload back.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from unittest.mock import patch

import httpx
import neo4j

from api.app import create_app
from api.config import Settings
from bench.questions import ORG
from graph.database.client import Database, Transaction
from graph.database.settings import DatabaseSettings
from graph.writes.unit_of_work.statements import FOREVER

BATCH: Final = 20

CHANGED: Final = "changed { nodes { id ... on Objective { progress } } }"
CHECK_IN: Final = f"""
mutation CheckIn($input: KeyResultCheckInInput!) {{
  keyResultCheckIn(input: $input) {{
    revision problems {{ code message }} keyResult {{ id current progress }} {CHANGED}
  }}
}}
"""
ALIGN: Final = f"""
mutation Align($input: ObjectiveAlignInput!) {{
  objectiveAlign(input: $input) {{
    revision problems {{ code message }} alignment {{ id weight to {{ id progress }} }} {CHANGED}
  }}
}}
"""
BATCHED: Final = f"""
mutation Batch($input: BatchInput!) {{
  batch(input: $input) {{ revision problems {{ code message path }} {CHANGED} }}
}}
"""

# After every alignment, so that the next one finds the same graph.
UNALIGN: Final = "MATCH ()-[r:ALIGNS_TO {org: $p.org, id: $p.id}]->() DELETE r"
# After every raw check-in: what was the last one before is that again.
UNREPORT: Final = """
UNWIND $p.rows AS row
MATCH (k:KeyResult {org: $p.org, id: row[0]})-[:HAS_CHECK_IN]->(n:CheckIn {org: $p.org, id: row[2]})
DETACH DELETE n
WITH k, row
MATCH (c:CheckIn {org: $p.org, id: row[1]})
CREATE (k)-[r:LAST_CHECK_IN]->(c)
SET r = {org: $p.org, since: 1, born: 1, until: $p.forever}
"""

Input = Mapping[str, Any]
Statement = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Write:
    """A write: its operation, its input for the n-th time, and for one that has to be taken back
    each time the statement that does."""

    name: str
    operation: str
    given: Callable[[int], dict[str, Any]]
    undo: Callable[[Input], Statement] | None = None


def writes(leaf: str, size: int) -> list[Write]:
    """The writes, on a leaf of the sixth level and on key results all over the organization."""

    def check_in(result: str, n: int) -> dict[str, Any]:
        return {"id": f"chk_{secrets.token_hex(8)}", "keyResult": result, "value": n % 90 + 0.5}

    def align(n: int) -> dict[str, Any]:
        return {"id": f"aln_{secrets.token_hex(8)}", "objective": leaf, "to": "obj_000001"}

    def batch(n: int) -> dict[str, Any]:
        results = (f"kr_{i * 4001 % size:06}_0" for i in range(BATCH))
        return {"operations": [{"keyResultCheckIn": check_in(one, n)} for one in results]}

    return [
        Write(
            "check-in at depth 6",
            CHECK_IN,
            lambda n: check_in(f"kr_{leaf.removeprefix('obj_')}_0", n),
        ),
        Write("align", ALIGN, align, lambda given: (UNALIGN, {"org": ORG, "id": given["id"]})),
        Write(f"batch of {BATCH} check-ins", BATCHED, batch),
    ]


def check(answer: Any) -> None:
    """Raises unless a write was done."""
    problems = [p for payload in (answer.get("data") or {}).values() for p in payload["problems"]]
    if "errors" in answer or problems:
        raise RuntimeError(answer)


@dataclass
class Replay:
    """A write of ours, taken down, to be sent again by the raw driver."""

    sent: list[Statement] = field(default_factory=list)
    given: Input = field(default_factory=dict)

    @classmethod
    async def of(cls, write: Write, settings: DatabaseSettings, token: str) -> Replay:
        """Runs it once inside of this process."""
        taken = cls(given=write.given(0))
        run = Transaction.run

        async def taking_down(self: Transaction, name: str, text: str, p: Mapping[str, Any]) -> Any:
            taken.sent.append((text, p))
            return await run(self, name, text, p)

        database = await Database.connect(settings)
        try:
            with patch.object(Transaction, "run", taking_down):
                check(await _asked(database, write.operation, taken.given, token))
        finally:
            await database.close()
        return taken

    def work(self, given: Input) -> Callable[[neo4j.AsyncManagedTransaction], Awaitable[None]]:
        """The same statements for new ids, as the work of one transaction."""
        renamed = dict(zip(_texts(self.given), _texts(given), strict=True))
        first, *rest = self.sent

        async def work(transaction: neo4j.AsyncManagedTransaction) -> None:
            record = await (await transaction.run(first[0], {"p": dict(first[1])})).single()
            assert record is not None
            revision = record[0]["organization"]["revision"]
            for text, p in rest:
                renewed = _renewed(p, renamed, revision)
                await (await transaction.run(text, {"p": renewed})).single()

        return work

    def undo(self, given: Input) -> Statement | None:
        """What takes the check-ins of one such transaction back."""
        renamed = dict(zip(_texts(self.given), _texts(given), strict=True))
        made = {row["keyResultId"]: row["id"] for row in self._rows("CREATE (n:CheckIn)")}
        rows = [
            [result, last, renamed[made[result]]]
            for result, last in self._rows("[r:LAST_CHECK_IN]->(b)\nFOREACH")
        ]
        return (UNREPORT, {"org": ORG, "rows": rows, "forever": FOREVER}) if rows else None

    def _rows(self, part: str) -> Iterator[Any]:
        for text, p in self.sent:
            if part in text:
                yield from p["rows"]


async def _asked(database: Database, operation: str, given: Input, token: str) -> Any:
    """The answer of an application in this process."""
    app = create_app(Settings(), database=database)
    async with app.router.lifespan_context(app) as state:

        async def with_state(scope: Any, receive: Any, send: Any) -> None:
            scope["state"] = dict(state or {})
            await app(scope, receive, send)

        transport = httpx.ASGITransport(app=with_state)
        async with httpx.AsyncClient(transport=transport, base_url="http://bench") as http:
            response = await http.post(
                "/graphql",
                json={"query": operation, "variables": {"input": given}},
                headers={"authorization": f"Bearer {token}"},
            )
    return response.json()


def _texts(given: Any) -> list[str]:
    if isinstance(given, Mapping):
        return [text for value in given.values() for text in _texts(value)]
    if isinstance(given, list):
        return [text for value in given for text in _texts(value)]
    return [given] if isinstance(given, str) else []


# What holds the number of the revision at hand.
_REVISIONS: Final = ("revision", "number", "since", "born")


def _renewed(value: Any, renamed: Mapping[str, str], revision: int) -> Any:
    if isinstance(value, Mapping):
        return {
            name: revision
            if name in _REVISIONS and isinstance(one, int)
            else _renewed(one, renamed, revision)
            for name, one in value.items()
        }
    if isinstance(value, list):
        return [_renewed(one, renamed, revision) for one in value]
    return renamed.get(value, value) if isinstance(value, str) else value
