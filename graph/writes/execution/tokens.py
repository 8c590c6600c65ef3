"""Tokens are created; only their hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime
from typing import get_args

from graph.database.client import Database, Transaction
from graph.domain.errors import InvalidInput, NotFound
from graph.domain.text import address
from graph.domain.viewer import Scope

PREFIX = "gg_"

# Raising the revision takes the organization's lock. What a viewer may see depends on tokens, so
# `accessRevision` follows it.
LOCK = """
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
  })
}
"""

CREATE = """
CREATE (:Token {
  org: $p.org, hash: $p.hash, name: $p.name, personId: $p.person, scope: $p.scope,
  createdAt: $p.at, since: $p.revision, born: $p.revision
})
CREATE (:Revision {
  org: $p.org, number: $p.revision, at: $p.at, actorName: $p.actor, operation: 'tokenCreate'
})
"""

ACTOR = "command line"


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
) -> str:
    """A new token of one person or of one service; the only time that it can be seen.

    Raises InvalidInput (neither or both of person and service, an empty name, an unknown scope,
    an archived person) and NotFound (no such organization or person).
    """
    if (person_email is None) == (service is None):
        raise InvalidInput("A token belongs to a person or to a service, one of the two.", path=[])
    if service is not None and not service.strip():
        raise InvalidInput("A service needs a name.", path=["service"])
    if scope not in get_args(Scope):
        raise InvalidInput(f"{scope} is no scope: read, write or admin.", path=["scope"])
    token = make_token()
    email = None if person_email is None else address(person_email)

    async def work(transaction: Transaction) -> None:
        found = await transaction.run("tokenLock", LOCK, {"org": org, "email": email})
        if found is None:
            raise NotFound(f"There is no organization {org}.")
        person = found["person"]
        if email is not None and person is None:
            raise NotFound(f"There is nobody with the address {person_email} in {org}.")
        if person is not None and person["archived"]:
            raise InvalidInput(f"{person_email} is archived.", path=["person"])
        # Clocks differ from process to process; the times of revisions never go back.
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        await transaction.run(
            "tokenCreate",
            CREATE,
            {
                "org": org,
                "hash": hash_of(token),
                "name": person["name"] if person else (service or "").strip(),
                "person": person["id"] if person else None,
                "scope": scope,
                "at": max(now, found["at"] or now),
                "revision": found["revision"],
                "actor": ACTOR,
            },
        )

    await database.write(org, work)
    return token
