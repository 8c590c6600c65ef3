"""`Idempotency-Key`: a mutation request that is safe to send again.

The header is that of the IETF's draft (draft-ietf-httpapi-idempotency-key-header): its key may be
sent plain or quoted.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime

import orjson

from api.http.errors import INTERNAL
from api.http.protocol import GraphQLRequest, Headers, bad_request
from graph.domain.errors import Contention, DatabaseUnavailable, OutOfMemory, StatementTimeout
from graph.domain.permissions import writes
from graph.domain.viewer import Viewer
from graph.writes.execution.idempotency import IdempotentRequest
from graph.writes.execution.tokens import hash_of

HEADER = "idempotency-key"
REPLAYED = ("idempotency-replayed", "true")
SANE = re.compile(r"[\x21\x23-\x7e]{1,255}")

# Such an answer is none: whoever gets it sends the request again, and then it is carried out.
_PASSING = frozenset(
    (
        Contention.code,
        DatabaseUnavailable.code,
        OutOfMemory.code,
        StatementTimeout.code,
        INTERNAL,
    )
)


def once_of(
    headers: Headers, viewer: Viewer, token: str | None, asked: GraphQLRequest, now: datetime
) -> IdempotentRequest | None:
    """The request as one that is carried out once.

    None without the header, and for who may change nothing: there is nothing to be carried out.
    Raises RefusedError (400) for a key that is none.
    """
    given = headers.get(HEADER)
    if given is None:
        return None
    key = given[0].strip()
    if len(key) > 1 and key[0] == key[-1] == '"':
        key = key[1:-1]
    if len(given) > 1 or not SANE.fullmatch(key):
        raise bad_request("Idempotency-Key takes one key of 1 to 255 visible ASCII characters.")
    if not writes(viewer):
        return None
    # The demo's administrator asks without a token.
    who = hash_of(token or "")
    what = [asked.query, asked.operation_name, asked.variables]
    return IdempotentRequest(
        viewer.org,
        who,
        _digest([who, key]),
        # What a float or an integer is written like tells two requests apart, but no order of keys.
        _digest(what),
        now,
    )


def passes(codes: Iterable[str]) -> bool:
    """Whether an answer with errors of these codes is one that a repetition may better."""
    return not _PASSING.isdisjoint(codes)


def _digest(value: object) -> str:
    return hashlib.sha256(orjson.dumps(value, option=orjson.OPT_SORT_KEYS)).hexdigest()
