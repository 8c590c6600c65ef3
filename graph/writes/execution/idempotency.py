"""Requests that carry an idempotency key: however often one is sent, it is carried out once.

What a field of it came to is kept in the very transaction that writes it, and the whole answer
after the last field. So a request that was cut off anywhere goes on where it was.

The whole answer is given again as long as nothing has changed since. After that, what the fields
came to is read anew, by the rights and the graph of today.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

import orjson

from graph.database.client import Database, Transaction
from graph.domain.calendar import time_text
from graph.domain.errors import GoalgraphError, KeyReused

KEPT_FOR: Final = timedelta(hours=24)

KEYS: Final = 1_000
"""How many keys of a token are kept, those sent last; an older one is as good as new."""
LARGEST_ANSWER: Final = 64 * 1024
"""How many characters of an answer are kept; a longer one is read anew."""

# Of what has expired, some goes with every request that comes in: more than comes in.
_TIDIED: Final = 10

_FIND: Final = """\
MATCH (i:IdempotentRequest {org: $p.org, key: $p.key})
WHERE i.at > $p.expired
MATCH (o:Organization {org: $p.org, id: $p.org})
RETURN {
  same: i.hash = $p.hash,
  answer: CASE WHEN i.revision = o.revision THEN i.answer END
}"""

# SET takes the lock before anything is read; what is older than a day is as good as not there.
_TAKE: Final = """\
MERGE (i:IdempotentRequest {org: $p.org, key: $p.key})
SET i.takenAt = $p.now, i.token = $p.token
FOREACH (_ IN CASE WHEN i.at > $p.expired THEN [] ELSE [1] END |
  SET i.at = $p.now, i.hash = $p.hash, i.fields = [], i.answer = null)
RETURN {same: i.hash = $p.hash, fields: i.fields}"""
_KEEP_FIELD: Final = """\
MATCH (i:IdempotentRequest {org: $p.org, key: $p.key})
SET i.fields = i.fields + $p.field
RETURN 1"""
_KEEP_ANSWER: Final = """\
MATCH (i:IdempotentRequest {org: $p.org, key: $p.key})
SET i.answer = $p.answer, i.revision = $p.revision
RETURN 1"""
_TIDY: Final = """\
MATCH (i:IdempotentRequest)
WHERE i.org = $p.org AND i.at <= $p.expired
WITH i ORDER BY i.org, i.at LIMIT $p.most
DELETE i
RETURN count(*)"""
_TIDY_KEYS: Final = """\
MATCH (i:IdempotentRequest)
WHERE i.org = $p.org AND i.token = $p.token AND i.at > ''
WITH i ORDER BY i.at DESC SKIP $p.keys LIMIT $p.most
DELETE i
RETURN count(*)"""


class Outcome(Protocol):
    """What a write came to, as `graph.writes.execution.execute.Result` has it."""

    revision: int | None
    entities: list[Mapping[str, Any]]
    changed: Any
    problems: Any


@dataclass(slots=True)
class IdempotentRequest:
    """A request with a key.

    `token` is the hash of the token that sent it, `key` stands for both of them, `hash` for what is
    asked; all are SHA-256, hex. `repeated` becomes true when some of it was carried out before,
    `revision` the last that its fields made or found.
    """

    org: str
    token: str
    key: str
    hash: str
    now: datetime
    repeated: bool = False
    revision: int | None = None

    async def answer(self, database: Database) -> str | None:
        """The answer that was kept, where nothing has changed since. Raises KeyReused."""
        found = await database.read("once.find", _FIND, self._p())
        return None if found is None else self._checked(found)["answer"]

    async def keep(self, database: Database, answer: str) -> None:
        """Keeps the answer, unless it is long; and lets go of what is old."""

        async def work(transaction: Transaction) -> None:
            await self._take(transaction)
            if self.revision is not None and len(answer) <= LARGEST_ANSWER:
                kept = self._p(answer=answer, revision=self.revision)
                await transaction.run("once.keep", _KEEP_ANSWER, kept)
            await transaction.run("once.tidy", _TIDY, self._p(most=_TIDIED))
            await transaction.run("once.tidyKeys", _TIDY_KEYS, self._p(most=_TIDIED, keys=KEYS))

        await database.write(self._turn, work)

    async def found(self, transaction: Transaction, field: str) -> dict[str, Any] | None:
        """What a field has come to before, in a transaction that may write it now."""
        for kept in map(orjson.loads, (await self._take(transaction))["fields"]):
            if kept["field"] == field:
                outcome: dict[str, Any] = kept["outcome"]
                self.repeated = True
                self._note(outcome["revision"])
                return outcome
        return None

    async def keep_field(self, transaction: Transaction, field: str, outcome: Outcome) -> None:
        """Keeps what a field came to, in the transaction that writes it."""
        self._note(outcome.revision)
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

    def _note(self, revision: int | None) -> None:
        if revision is not None:
            self.revision = max(revision, self.revision or 0)

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
            "token": self.token,
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
