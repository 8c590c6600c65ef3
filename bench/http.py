"""A client that costs next to nothing: one kept-alive connection, one request at a time.

The bench shares two cores with the server and the database, so what the client takes is taken from
them.
"""

from __future__ import annotations

import asyncio
from typing import Any

import orjson


class Connection:
    """One connection to one server's `/graphql`."""

    def __init__(self, host: str, port: int, token: str) -> None:
        self._where = host, port
        self._token = token

    async def open(self) -> None:
        """Connect; again after a while in which the server has hung up."""
        self._reader, self._writer = await asyncio.open_connection(*self._where, limit=2**24)

    async def ask(self, operation: str, variables: dict[str, Any]) -> bytes:
        """The body of the answer; raises for any status but 200."""
        body = orjson.dumps({"query": operation, "variables": variables})
        head = (
            "POST /graphql HTTP/1.1\r\nhost: bench\r\n"
            f"authorization: Bearer {self._token}\r\n"
            "content-type: application/json\r\naccept: application/graphql-response+json\r\n"
            f"content-length: {len(body)}\r\n\r\n"
        )
        self._writer.write(head.encode() + body)
        answer = await self._reader.readuntil(b"\r\n\r\n")
        length = 0
        for line in answer.split(b"\r\n"):
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        content = await self._reader.readexactly(length)
        if not answer.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(content.decode())
        return content

    async def close(self) -> None:
        """Disconnect."""
        self._writer.close()
        await self._writer.wait_closed()
