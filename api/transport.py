"""How answers leave the process: head and body in one piece. May import uvicorn."""

from __future__ import annotations

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class HttpProtocol(HttpToolsProtocol):
    """uvicorn's, which writes the head of an answer and then its body: two system calls, and two
    packets that each wake the client. Here the head waits for the body."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Takes a new connection."""
        joined = _Joined(cast(asyncio.Transport, transport), self.loop)
        super().connection_made(cast(asyncio.Transport, joined))


class _Joined:
    """A transport that keeps the head of an answer back until something follows it, or until the
    loop's next turn."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._head = b""

    def write(self, data: bytes) -> None:
        """Sends data, with the head before it."""
        if data.startswith(b"HTTP/1.1 "):
            self._flush()
            self._head = data
            self._loop.call_soon(self._flush)
        else:
            head, self._head = self._head, b""
            self._transport.write(head + data)

    def close(self) -> None:
        """Closes once everything has been sent."""
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        if self._head:
            self.write(b"")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)
