"""One connection: how long it may stay, how much it may send, and how answers leave it.

uvicorn has no limit of its own on heads that never end, senders that stop half-way and readers that
do not read; it calls what is here as it parses and answers. Sizes are counted, and the bytes
themselves are left to uvicorn's parser.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final, cast

import orjson
import structlog
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from api.http.head import HEAD_SECONDS, head_late, head_too_large

# After an answer, so much of a request is still read and dropped: a client that sends before it
# listens gets to see the answer.
MAX_DISCARDED: Final = 16 * 1024 * 1024
DISCARD_SECONDS: Final = 5.0
STALLED_SECONDS: Final = 60.0
"""How long a client may leave an answer unread before it is cut off."""

_log = structlog.get_logger("goalgraph")


class HttpProtocol(HttpToolsProtocol):
    """uvicorn's, with limits: `timeout_keep_alive` s between requests, 10 s for a head.

    Of `limit_concurrency` connections, the last takes the place of the one that has been idle for
    longest; where none is, uvicorn answers it with 503.
    """

    _deadline: asyncio.TimerHandle | None = None
    _stalled: asyncio.TimerHandle | None = None
    # Of the message that is being read: whether its head or its body is not complete, the bytes of
    # the head that are known, and those of its parts that are not.
    _in_head = False
    _in_body = False
    _known = 0
    _unknown = 0
    _messages = 0
    _dropped = 0
    _leaving = False
    idle_since = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Takes a new connection, in the place of an idle one where there are too many."""
        joined = _Joined(cast(asyncio.Transport, transport), self)
        super().connection_made(cast(asyncio.Transport, joined))
        self.idle_since = self.loop.time()
        self._wait(HEAD_SECONDS, self._late)
        if self.limit_concurrency is not None and len(self.connections) >= self.limit_concurrency:
            self._make_room()

    def _make_room(self) -> None:
        idle = [
            connection
            for connection in self.connections
            if isinstance(connection, HttpProtocol)
            and connection is not self
            and not connection.transport.is_closing()
            and (connection.cycle is None or connection.cycle.response_complete)
        ]
        if idle:
            min(idle, key=lambda connection: connection.idle_since).transport.abort()

    def data_received(self, data: bytes) -> None:
        """Reads on; refuses a head that grows too large, and ends what is sent after an answer."""
        if self._leaving:
            self._drop(len(data))
            return
        before = self._messages, self._known
        super().data_received(data)
        if self.transport.is_closing():
            return
        if self._in_head:
            # The parser tells of a header when it is complete; a piece that completes none is part
            # of one that is not.
            told = (self._messages, self._known) != before
            self._unknown = 0 if told else self._unknown + len(data)
            refusal = head_too_large(len(self.url), self._known + self._unknown)
            if refusal is not None:
                self._refuse(*refusal)
            elif self._deadline is None:
                self._wait(HEAD_SECONDS, self._late)
        elif self._in_body:
            if self.cycle.response_complete:
                self._drop(len(data))
        elif (
            self._deadline is None
            and self.timeout_keep_alive_task is None
            and self.cycle.response_complete
        ):
            # Empty lines between requests have ended uvicorn's own waiting for the next one.
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._in_head = True
        self._messages += 1
        self._known = 0

    def on_url(self, url: bytes) -> None:
        """Counts a piece of the URL."""
        super().on_url(url)
        self._known += len(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Counts a header."""
        super().on_header(name, value)
        self._known += len(name) + len(value) + 4

    def on_headers_complete(self) -> None:
        """The head is complete."""
        self._in_head, self._in_body = False, True
        self._stop_waiting()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is complete; it may have been answered before."""
        self._in_body = False
        self._stop_waiting()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """The answer is complete; of the request, something may be still to come."""
        super().on_response_complete()
        self.idle_since = self.loop.time()
        if self._in_body and not self.transport.is_closing() and not self.pipeline:
            self._unset_keepalive_if_required()
            self._dropped = 0
            self._wait(DISCARD_SECONDS, self.transport.abort)

    def pause_writing(self) -> None:
        """The client reads slower than it is answered."""
        super().pause_writing()
        if self._stalled is None:
            self._stalled = self.loop.call_later(STALLED_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """The client has read on."""
        super().resume_writing()
        self._unset_stalled()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forgets the connection."""
        self._stop_waiting()
        self._unset_stalled()
        super().connection_lost(exc)

    def leave(self) -> bool:
        """Whether the connection stays for a moment after its last answer.

        To close at once takes the answer from a client that is still sending.
        """
        if not self._in_body or self._leaving:
            return False
        self._leaving = True
        self._dropped = 0
        self._wait(DISCARD_SECONDS, self.transport.abort)
        return True

    def _refuse(self, status: int, error: dict[str, Any]) -> None:
        """Answers a request whose head is not complete, and closes."""
        body = orjson.dumps({"errors": [error]})
        head = (
            b"content-type: application/json; charset=utf-8\r\nconnection: close\r\n"
            b"content-length: %d\r\n\r\n" % len(body)
        )
        _log.info("refused", status=status, errors=[error["extensions"]["code"]])
        # There is no head to answer any more; what else comes is dropped.
        self._in_head, self._in_body = False, True
        self.transport.write(STATUS_LINE[status] + head + body)
        self.transport.close()

    def _late(self) -> None:
        self._deadline = None
        if self._in_head:
            self._refuse(*head_late())
        else:
            self.transport.close()

    def _drop(self, size: int) -> None:
        self._dropped += size
        if self._dropped > MAX_DISCARDED:
            self.transport.abort()

    def _wait(self, seconds: float, then: Any) -> None:
        self._stop_waiting()
        self._deadline = self.loop.call_later(seconds, then)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _unset_stalled(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None


class _Joined:
    """A transport that keeps what is written until more follows, or until the loop's next turn.

    uvicorn writes the head of an answer and then its body: two system calls, and two packets that
    each wake the client.
    """

    def __init__(self, transport: asyncio.Transport, protocol: HttpProtocol) -> None:
        self._transport = transport
        self._protocol = protocol
        self._kept = b""
        self._closing = False

    def write(self, data: bytes) -> None:
        """Sends data, with what was kept before it."""
        if self._kept:
            kept, self._kept = self._kept, b""
            self._transport.writelines([kept, data])
        else:
            self._kept = data
            self._protocol.loop.call_soon(self._flush)

    def close(self) -> None:
        """Closes once everything has been sent, and what the client still sends has come."""
        self._flush()
        self._closing = True
        if not self._protocol.leave():
            self._transport.close()
        elif self._transport.can_write_eof() and not self._transport.is_closing():
            self._transport.write_eof()

    def abort(self) -> None:
        """Closes at once."""
        self._flush()
        self._closing = True
        self._transport.close()
        if self._transport.get_write_buffer_size():
            self._transport.abort()

    def is_closing(self) -> bool:
        """Whether nothing more can be sent."""
        return self._closing or self._transport.is_closing()

    def _flush(self) -> None:
        if self._kept:
            kept, self._kept = self._kept, b""
            self._transport.write(kept)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)
