"""The header that asks a whole document of the past: `Goalgraph-At`, a time or a revision."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from api.http.protocol import Headers, RefusedError, bad_request
from graph.database.client import Database
from graph.domain.errors import InvalidInput
from graph.reads.temporal.moment import Moment, When, moment_of
from schema.scalars import moment

HEADER = "goalgraph-at"
# A revision's number is one of 53 bits, as everything that is counted here.
_MOST_DIGITS = 15


async def asked_moment(
    headers: Headers, database: Database, org: str, now: datetime
) -> Moment | None:
    """The moment that a request is about; None for the present. Raises RefusedError (400)."""
    given = headers.get(HEADER)
    if given is None:
        return None
    if len(given) > 1:
        raise bad_request("Goalgraph-At is given more than once.")
    try:
        return await moment_of(database, org, _when(given[0].strip()), now)
    except InvalidInput as error:
        raise RefusedError(400, error.code, f"Goalgraph-At: {error.message}") from error


def _when(text: str) -> When:
    if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS:
        return When(revision=int(text))
    with suppress(ValueError, OverflowError):
        return When(time=moment(text))
    raise bad_request(
        "Goalgraph-At has to be a revision's number, or an RFC 3339 time with a zone such as "
        "2026-11-02T09:00:00Z."
    )


def answered(moment: Moment | None) -> list[tuple[str, str]]:
    """The header of an answer: the revision that it is about."""
    return [] if moment is None else [(HEADER, str(moment.revision))]
