"""What questions are asked of: a database, a transaction, or what stands in for one of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol


class StatementReader(Protocol):
    """Runs statements that read."""

    async def read(self, name: str, statement: str, p: Mapping[str, Any]) -> Any:
        """The first value of the statement's single record, or None without a record. `p` is passed
        as the one parameter `$p`."""
