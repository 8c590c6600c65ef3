"""Tokens: made, listed, rotated and revoked; only their hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, get_args

from graph.database.client import Database, Transaction
from graph.domain.calendar import time_text
from graph.domain.errors import InvalidInput, NotFound
from graph.domain.text import address
from graph.domain.viewer import Scope

PREFIX: Final = "gg_"
HANDLE: Final = "tok_"
ACTOR: Final = "command line"

# Raising the revision takes the organization's lock. What a viewer may see depends on tokens, so
# `accessRevision` follows it.
LOCK: Final = """
MATCH (organization:Organization {org: $p.org, id: $p.org})
SET organization.revision = organization.revision + 1
SET organization.accessRevision = organization.revision
RETURN {
  revision: organization.revision,
  at: head(COLLECT {
    MATCH (last:Revision {org: $p.org, number: organization.revision - 1})
    RETURN last.at
  }),
  person: head(COLLECT {
    MATCH (person:Person {org: $p.org, email: $p.email})
    RETURN {id: person.id, name: person.name, archived: coalesce(person.archived, false)}
  }),
  services: COLLECT {
    MATCH (token:Token {org: $p.org, name: $p.service})
    WHERE token.personId IS NULL
    RETURN token.name
  }
}
"""
CREATE: Final = """
CREATE (:Token {
  org: $p.org, hash: $p.hash, name: $p.name, personId: $p.person, scope: $p.scope,
  createdAt: $p.at, expiresAt: $p.expires, since: $p.revision, born: $p.revision
})
"""
RECORD: Final = """
CREATE (:Revision {
  org: $p.org, number: $p.revision, at: $p.at, actorName: $p.actor, operation: $p.operation
})
"""
LIST: Final = """
MATCH (token:Token)
WHERE token.org = $p.org AND token.name >= ''
OPTIONAL MATCH (person:Person {org: token.org, id: token.personId})
WITH token, person ORDER BY token.name, token.createdAt, token.hash
RETURN collect({
  hash: token.hash, name: token.name, email: person.email, scope: token.scope,
  createdAt: token.createdAt, expiresAt: token.expiresAt, usedOn: token.usedOn
})
"""
ROTATE: Final = """
MATCH (token:Token {hash: $p.old})
SET token.hash = $p.hash, token.expiresAt = $p.expires, token.usedOn = null,
  token.since = $p.revision
"""
REVOKE: Final = """
MATCH (token:Token {hash: $p.old})
DELETE token
"""
USED: Final = """
MATCH (token:Token {hash: $p.hash})
SET token.usedOn = $p.day
"""


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """What is known of a token; `expires_at` and `used_on` are None for never."""

    hash: str
    name: str
    email: str | None
    scope: Scope
    created_at: datetime
    expires_at: datetime | None
    used_on: date | None

    @property
    def handle(self) -> str:
        """What it is called when it is to be revoked: no secret, and new after a rotation."""
        return HANDLE + self.hash[:12]


def make_token() -> str:
    """A new token: `gg_` and 256 random bits, as 43 URL-safe characters."""
    return PREFIX + secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """What is stored of a token: its SHA-256, hex.

    A plain hash is enough, since a token is 256 random bits and no word to be guessed; and since
    tokens are looked up by it, no comparison's duration tells anything of the token.
    """
    return hashlib.sha256(token.encode()).hexdigest()


async def create_token(
    database: Database,
    org: str,
    *,
    person_email: str | None = None,
    service: str | None = None,
    scope: Scope,
    lifetime: timedelta | None = None,
) -> str:
    """A new token of one person or of one service; the only time that it can be seen.

    It ends after `lifetime`, or never. Raises InvalidInput (neither or both of person and service,
    an empty name, a name that another service has, an unknown scope, an archived person) and
    NotFound (no such organization or person).
    """
    if (person_email is None) == (service is None):
        raise InvalidInput("A token belongs to a person or to a service, one of the two.", path=[])
    if service is not None and not service.strip():
        raise InvalidInput("A service needs a name.", path=["service"])
    if scope not in get_args(Scope):
        raise InvalidInput(f"{scope} is no scope: read, write or admin.", path=["scope"])
    token = make_token()
    name = None if service is None else service.strip()
    email = None if person_email is None else address(person_email)

    async def work(transaction: Transaction, found: Mapping[str, Any], at: str) -> None:
        person = found["person"]
        if email is not None and person is None:
            raise NotFound(f"There is nobody with the address {person_email} in {org}.")
        if person is not None and person["archived"]:
            raise InvalidInput(f"{person_email} is archived.", path=["person"])
        if found["services"]:
            raise InvalidInput(
                f"There is a token of a service named {name} already: rotate or revoke it, or "
                "choose another name.",
                path=["service"],
            )
        p = {
            "org": org,
            "hash": hash_of(token),
            "name": person["name"] if person else name,
            "person": person["id"] if person else None,
            "scope": scope,
            "expires": _end(lifetime),
            "at": at,
            "revision": found["revision"],
        }
        await transaction.run("tokenCreate", CREATE, p)

    await _change(database, org, "tokenCreate", work, email=email, service=name)
    return token


async def list_tokens(database: Database, org: str) -> list[TokenFacts]:
    """The tokens of an organization, by name."""
    return [
        TokenFacts(
            hash=row["hash"],
            name=row["name"],
            email=row["email"],
            scope=row["scope"],
            created_at=datetime.fromisoformat(row["createdAt"]),
            expires_at=row["expiresAt"] and datetime.fromisoformat(row["expiresAt"]),
            used_on=row["usedOn"] and date.fromisoformat(row["usedOn"]),
        )
        for row in await database.read("tokenList", LIST, {"org": org})
    ]


async def rotate_token(
    database: Database, org: str, which: str, *, lifetime: timedelta | None = None
) -> str:
    """A new token in the place of another one, which ends at once.

    `which` is its handle, or the name of its service. The new one ends after `lifetime`, or never.
    Raises NotFound.
    """
    old = await _found(database, org, which)
    token = make_token()

    async def work(transaction: Transaction, found: Mapping[str, Any], at: str) -> None:
        p = {"old": old.hash, "hash": hash_of(token), "expires": _end(lifetime)}
        await transaction.run("tokenRotate", ROTATE, {**p, "revision": found["revision"]})

    await _change(database, org, "tokenRotate", work)
    return token


async def revoke_token(database: Database, org: str, which: str) -> TokenFacts:
    """Ends a token, by its handle or the name of its service, and says which. Raises NotFound."""
    old = await _found(database, org, which)

    async def work(transaction: Transaction, found: Mapping[str, Any], at: str) -> None:
        await transaction.run("tokenRevoke", REVOKE, {"old": old.hash})

    await _change(database, org, "tokenRevoke", work)
    return old


async def note_use(database: Database, token_hash: str, day: date) -> None:
    """Keeps the day of a token's last use. Raises DatabaseError."""
    p = {"hash": token_hash, "day": day.isoformat()}
    await database.run_apart("tokenUsed", USED, p)


async def _found(database: Database, org: str, which: str) -> TokenFacts:
    tokens = [
        token
        for token in await list_tokens(database, org)
        if which == token.handle or (which == token.name and token.email is None)
    ]
    if len(tokens) != 1:
        raise NotFound(
            f"There is no one token {which} in {org}; `goalgraph token list` tells their ids."
        )
    return tokens[0]


async def _change(
    database: Database,
    org: str,
    operation: str,
    work: Callable[[Transaction, Mapping[str, Any], str], Awaitable[None]],
    *,
    email: str | None = None,
    service: str | None = None,
) -> None:
    """Runs `work` as one revision; it is given what the lock found, and the time."""

    async def locked(transaction: Transaction) -> None:
        p = {"org": org, "email": email, "service": service}
        found = await transaction.run("tokenLock", LOCK, p)
        if found is None:
            raise NotFound(f"There is no organization {org}.")
        # Clocks differ from process to process; the times of revisions never go back.
        now = time_text(datetime.now(UTC))
        at = max(now, found["at"] or now)
        await work(transaction, found, at)
        record = {
            "org": org,
            "revision": found["revision"],
            "at": at,
            "actor": ACTOR,
            "operation": operation,
        }
        await transaction.run("tokenRecord", RECORD, record)

    await database.write(org, locked)


def _end(lifetime: timedelta | None) -> str | None:
    return None if lifetime is None else time_text(datetime.now(UTC) + lifetime)
