"""Requests that carry an idempotency key: however often one is sent, it is carried out once.

What a field of it came to is kept in the very transaction that writes it, and the whole answer
after the last field. So a request that was cut off anywhere goes on where it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

import orjson

from graph.database.client import Database, Transaction
from graph.domain.calendar import time_text
from graph.domain.errors import GoalgraphError, KeyReused

KEPT_FOR: Final = timedelta(hours=24)

# Of what has expired, some goes with every request that comes in: more than comes in.
_TIDIED: Final = 10

_FIND: Final = """\
MATCH (i:IdempotentRequest {org: $p.org, key: $p.key})
WHERE i.at > $p.expired
RETURN {same: i.hash = $p.hash, fields: i.fields, answer: i.answer}"""

# SET takes the lock before anything is read; what is older than a day is as good as not there.
_TAKE: Final = """\
MERGE (i:IdempotentRequest {org: $p.org, key: $p.key})
SET i.takenAt = $p.now
FOREACH (_ IN CASE WHEN i.at > $p.expired THEN [] ELSE [1] END |
  SET i.at = $p.now, i.hash = $p.hash, i.fields = [], i.answer = null)
RETURN {same: i.hash = $p.hash, fields: i.fields, answer: i.answer}"""
_KEEP_FIELD: Final = """\
MATCH (i:IdempotentRequest {org: $p.org, key: $p.key})
SET i.fields = i.fields + $p.field
RETURN 1"""
_KEEP_ANSWER: Final = """\
MATCH (i:IdempotentRequest {org: $p.org, key: $p.key})
SET i.answer = $p.answer
RETURN 1"""
_TIDY: Final = """\
MATCH (i:IdempotentRequest)
WHERE i.org = $p.org AND i.at <= $p.expired
WITH i ORDER BY i.org, i.at LIMIT $p.most
DELETE i
RETURN count(*)"""


class Outcome(Protocol):
    """What a write came to, as `graph.writes.execution.execute.Result` has it."""

    revision: int | None
    entities: list[Mapping[str, str | Sequence[str]]]
    changed: Any
    problems: Any


@dataclass(frozen=True, slots=True)
class IdempotentRequest:
    """A request with a key. `key` stands for who asks and with which key, `hash` for what is asked;
    both are SHA-256, hex."""

    org: str
    key: str
    hash: str
    now: datetime

    async def answer(self, database: Database) -> str | None:
        """The answer that was kept, if there is one. Raises KeyReused."""
        found = await database.read("once.find", _FIND, self._p())
        return None if found is None else self._checked(found)["answer"]

    async def keep(self, database: Database, answer: str) -> str:
        """Keeps the answer, unless there is one; gives the one that is kept."""

        async def work(transaction: Transaction) -> str:
            there = await self._take(transaction)
            if there["answer"] is not None:
                kept: str = there["answer"]
                return kept
            await transaction.run("once.keep", _KEEP_ANSWER, self._p(answer=answer))
            await transaction.run("once.tidy", _TIDY, self._p(most=_TIDIED))
            return answer

        return await database.write(self._turn, work)

    async def found(self, transaction: Transaction, field: str) -> dict[str, Any] | None:
        """What a field has come to before, in a transaction that may write it now."""
        for kept in map(orjson.loads, (await self._take(transaction))["fields"]):
            if kept["field"] == field:
                outcome: dict[str, Any] = kept["outcome"]
                return outcome
        return None

    async def keep_field(self, transaction: Transaction, field: str, outcome: Outcome) -> None:
        """Keeps what a field came to, in the transaction that writes it."""
        kept = {"field": field, "outcome": _stored(outcome)}
        text = orjson.dumps(kept).decode()
        await transaction.run("once.keepField", _KEEP_FIELD, self._p(field=text))

    async def settled(self, database: Database, field: str, outcome: Outcome) -> dict[str, Any]:
        """What a field that wrote nothing came to: this, unless it was carried out meanwhile."""

        async def work(transaction: Transaction) -> dict[str, Any]:
            there = await self.found(transaction, field)
            if there is None:
                await self.keep_field(transaction, field, outcome)
            return there or _stored(outcome)

        return await database.write(self._turn, work)

    @property
    def _turn(self) -> str:
        # Nothing of the graph is written, so these need not wait for those who write it.
        return f"{self.org} {self.key}"

    async def _take(self, transaction: Transaction) -> dict[str, Any]:
        return self._checked(await transaction.run("once.take", _TAKE, self._p()))

    def _checked(self, found: dict[str, Any]) -> dict[str, Any]:
        if not found["same"]:
            raise KeyReused(
                "This Idempotency-Key was sent with another request; a new request needs a new key."
            )
        return found

    def _p(self, **more: Any) -> dict[str, Any]:
        return {
            "org": self.org,
            "key": self.key,
            "hash": self.hash,
            "now": time_text(self.now),
            "expired": time_text(self.now - KEPT_FOR),
            **more,
        }


def _stored(outcome: Outcome) -> dict[str, Any]:
    return {
        "revision": outcome.revision,
        "entities": [dict(one) for one in outcome.entities],
        "changed": list(outcome.changed),
        "problems": [
            {"code": problem.code, "message": problem.message, "data": problem.data}
            for problem in outcome.problems
        ],
    }


def problems_of(outcome: Mapping[str, Any]) -> list[GoalgraphError]:
    """The problems of what was kept, as they were raised."""
    kinds = {kind.code: kind for kind in _kinds(GoalgraphError)}
    return [kinds[one["code"]](one["message"], **one["data"]) for one in outcome["problems"]]


def _kinds(kind: type[GoalgraphError]) -> list[type[GoalgraphError]]:
    return [kind, *(one for each in kind.__subclasses__() for one in _kinds(each))]
