"""Who is asking: a bearer token becomes a Viewer. Knows nothing of GraphQL.

May import graph. In the demo, on loopback only, a request without a token is answered as the
demo's administrator, because opening a page should be all it takes. A browser sends such requests
for any page that asks it to, so two attacks have to be ruled out:

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
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from graph.database.client import Database
from graph.domain.errors import Unauthenticated
from graph.domain.viewer import Viewer
from graph.reads.execution.viewers import viewer_of_person, viewer_of_token
from graph.writes.execution.tokens import PREFIX, hash_of

# Correctness does not hang on this: every read compares the organization's access revision. It
# bounds how long a revoked token is let through to requests that read nothing (introspection).
CACHED_SECONDS = 60.0
# Ids that all cached viewers may have together, about 50 bytes each.
CACHED_IDS = 500_000
LONGEST_TOKEN = 256


class _Cached(NamedTuple):
    viewer: Viewer
    until: float
    weight: int


class Authenticator:
    """Looks viewers up by token, and keeps those it has seen, by hash, for a minute.

    `demo` is the organization and person that requests without a token are answered as, or None.
    """

    def __init__(self, database: Database, *, demo: tuple[str, str] | None = None) -> None:
        self._database = database
        self._demo = demo
        self._cache: OrderedDict[str, _Cached] = OrderedDict()
        self._weight = 0

    async def viewer(self, token: str | None, *, fresh: bool = False) -> Viewer:
        """The viewer a token belongs to; without one, the demo's administrator.

        `fresh` asks the database past the cache. Raises Unauthenticated for a token that is not
        known (any more), or whose person is archived, and for none where there is no demo; and
        DatabaseError.
        """
        if token is None:
            key = ""
        elif token.startswith(PREFIX) and len(token) <= LONGEST_TOKEN:
            key = hash_of(token)
        else:
            raise Unauthenticated("This token is not known.")
        if not fresh:
            cached = self._cache.get(key)
            if cached is not None and cached.until > time.monotonic():
                self._cache.move_to_end(key)
                return cached.viewer
        viewer = await self._look_up(key)
        self._forget(key)
        if viewer is None:
            raise Unauthenticated(
                "This request needs a token." if token is None else "This token is not known."
            )
        self._keep(key, viewer)
        return viewer

    async def warm(self) -> None:
        """Has the database plan the look-up, so that no request waits. Raises DatabaseError."""
        await viewer_of_token(self._database, "")

    async def _look_up(self, key: str) -> Viewer | None:
        if key:
            return await viewer_of_token(self._database, key)
        return None if self._demo is None else await viewer_of_person(self._database, *self._demo)

    def _keep(self, key: str, viewer: Viewer) -> None:
        weight = 10 + len(viewer.mine) + len(viewer.near)
        self._cache[key] = _Cached(viewer, time.monotonic() + CACHED_SECONDS, weight)
        self._weight += weight
        while self._weight > CACHED_IDS and len(self._cache) > 1:
            self._forget(next(iter(self._cache)))

    def _forget(self, key: str) -> None:
        cached = self._cache.pop(key, None)
        if cached is not None:
            self._weight -= cached.weight


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
    headers: Mapping[str, Sequence[str]], scheme: str, client: tuple[str, int] | None
) -> bool:
    """Whether a request comes from this machine and from no other site's page (see above).

    `headers` has lower-case names, each with all its values; `client` is the peer's address.
    """
    hosts = headers.get("host", ())
    if len(hosts) != 1 or not is_loopback(_without_port(hosts[0])):
        return False
    if client is None or not is_loopback(client[0]):
        return False
    if any(origin != f"{scheme}://{hosts[0]}" for origin in headers.get("origin", ())):
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
