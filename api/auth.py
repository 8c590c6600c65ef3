"""Who is asking: a bearer token becomes a Viewer. Knows nothing of GraphQL.

In the demo, on loopback only, a request without a token is answered as the demo's administrator,
because opening a page should be all it takes. A browser sends such requests for any page that asks
it to, so two attacks have to be ruled out:

- **Cross-site requests**: another site's page has the browser send a query here. Browsers say where
  a request comes from (`Sec-Fetch-Site`, and `Origin` on every request that is not a plain
  navigation or image): whatever is not this very origin gets no administrator.
- **DNS rebinding**: another site's name is made to resolve to 127.0.0.1, so that its page is
  same-origin with us. The `Host` that the browser sends is then that site's name, so only loopback
  names are taken; and whoever connects has to be on this machine.

Programs that are not browsers (curl) send neither header, and may already do what the user may.
A request that brings a token is never answered as the administrator, whatever the token.
"""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import NamedTuple

import structlog
from cachetools import TLRUCache, TTLCache

from api.http.protocol import RefusedError
from graph.database.client import Database
from graph.domain.errors import GoalgraphError, Unauthenticated
from graph.domain.viewer import Viewer
from graph.reads.execution.viewers import viewer_of_person, viewer_of_token
from graph.writes.execution.tokens import PREFIX, hash_of, note_use

# Correctness does not hang on this: every read compares the organization's access revision, and
# what reads nothing is asked for past the cache.
CACHED_SECONDS = 60.0
# Ids that all cached viewers may have together, about 50 bytes each.
CACHED_IDS = 500_000
LONGEST_TOKEN = 256
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
# Tokens that were not known a moment ago, and the look-ups that failed, by address and second.
UNKNOWN_SECONDS = 10.0
UNKNOWN_KEPT = 10_000
FAILURES_A_SECOND = 20

_log = structlog.get_logger("goalgraph")


class _Known(NamedTuple):
    viewer: Viewer
    seconds: float


class Authenticator:
    """Looks viewers up by token, and keeps those it has seen, by hash, for a minute.

    `demo` is the organization and person that requests without a token are answered as, or None.
    """

    def __init__(self, database: Database, *, demo: tuple[str, str] | None = None) -> None:
        self._database = database
        self._demo = demo
        self._known: TLRUCache[str, _Known] = TLRUCache(
            CACHED_IDS,
            ttu=lambda _key, known, now: now + known.seconds,
            getsizeof=lambda known: (
                10 + len(known.viewer.mine + known.viewer.near + known.viewer.led)
            ),
        )
        self._unknown: TTLCache[str, bool] = TTLCache(UNKNOWN_KEPT, UNKNOWN_SECONDS)
        self._failures: TTLCache[tuple[str, int], int] = TTLCache(UNKNOWN_KEPT, 2.0)

    async def viewer(self, token: str | None, *, address: str = "", fresh: bool = False) -> Viewer:
        """The viewer a token belongs to; without one, the demo's administrator.

        `address` is who is connected. `fresh` asks the database past the cache. Raises
        Unauthenticated for a token that is not known (any more) or has ended, or whose person is
        archived, and for none where there is no demo; RefusedError (429) where an address has tried
        too many unknown tokens; and DatabaseError.
        """
        if token is None:
            key = ""
        elif token.startswith(PREFIX) and len(token) <= LONGEST_TOKEN:
            key = hash_of(token)
        else:
            raise self._refused(address, "malformed")
        if not fresh and (known := self._known.get(key)) is not None:
            return known.viewer
        if key in self._unknown:
            raise self._refused(address, "unknown")
        second = (address, int(time.monotonic()))
        if not fresh and self._failures.get(second, 0) >= FAILURES_A_SECOND:
            raise RefusedError(
                429,
                "TOO_MANY_REQUESTS",
                "Too many tokens of this address are not known; try again in a second.",
                [("retry-after", "1")],
            )
        known = await self._look_up(key)
        before = self._known.pop(key, None)
        if known is None:
            self._failures[second] = self._failures.get(second, 0) + 1
            if token is None:
                raise Unauthenticated("This request needs a token.")
            if before is None:  # Who was just archived may be restored in a moment.
                self._unknown[key] = True
            raise self._refused(address, "unknown")
        with suppress(ValueError):  # One viewer alone is larger than all that is kept.
            self._known[key] = known
        return known.viewer

    async def warm(self) -> None:
        """Has the database plan the look-up, so that no request waits. Raises DatabaseError."""
        await viewer_of_token(self._database, "", datetime.now(UTC))

    async def _look_up(self, key: str) -> _Known | None:
        if not key:
            if self._demo is None:
                return None
            viewer = await viewer_of_person(self._database, *self._demo)
            return None if viewer is None else _Known(viewer, CACHED_SECONDS)
        now = datetime.now(UTC)
        found = await viewer_of_token(self._database, key, now)
        if found is None:
            return None
        if found.used_on != now.date():
            # A day late is better than to refuse who asks.
            with suppress(GoalgraphError):
                await note_use(self._database, key, now.date())
        seconds = CACHED_SECONDS
        if found.expires_at is not None:
            seconds = min(seconds, (found.expires_at - now).total_seconds())
        return _Known(found.viewer, seconds)

    def _refused(self, address: str, why: str) -> Unauthenticated:
        _log.warning("sign_in_refused", address=address or None, why=why)
        return Unauthenticated("This token is not known.")


def bearer_token(authorization: Sequence[str]) -> str | None:
    """The token of a request's Authorization headers; None when there are none.

    Raises Unauthenticated for anything but one header with the Bearer scheme.
    """
    if not authorization:
        return None
    scheme, _, token = authorization[0].partition(" ")
    if len(authorization) > 1 or scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated("Authorization takes one Bearer token.")
    return token.strip()


def is_own_page(
    headers: Mapping[str, Sequence[str]],
    scheme: str,
    client: tuple[str, int] | None,
    pages: frozenset[str] = frozenset(),
) -> bool:
    """Whether a request comes from this machine and from no other site's page (see above).

    `pages` are origins on this machine whose pages may ask as well. `headers` has lower-case names,
    each with all its values; `client` is the peer's address.
    """
    hosts = headers.get("host", ())
    if len(hosts) != 1 or not is_loopback(_without_port(hosts[0])):
        return False
    if client is None or not is_loopback(client[0]):
        return False
    if any(name in headers for name in FORWARDED):
        # A proxy stands before us: who is connected is not who asks.
        return False
    origins = headers.get("origin", ())
    if len(origins) == 1 and origins[0] in pages:
        return True
    if any(origin != f"{scheme}://{hosts[0]}" for origin in origins):
        return False
    return all(site in ("same-origin", "none") for site in headers.get("sec-fetch-site", ()))


def is_loopback(host: str) -> bool:
    """Whether a host name or address can only be this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    if colon and port.isdigit():
        host = name
    elif colon and not host.endswith("]"):
        return ""
    return host[1:-1] if host.startswith("[") and host.endswith("]") else host
