"""How to reach a database."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, SecretStr


class DatabaseSettings(BaseModel):
    """One Neo4j and how to talk to it.

    `statement_timeout` is the longest one transaction may run, `retry_for` how long a write is
    tried again while others are in its way; both in seconds.
    """

    model_config = ConfigDict(frozen=True)

    uri: str
    username: str = "neo4j"
    password: SecretStr = SecretStr("")
    database: str = "neo4j"
    statement_timeout: float = 8.0
    retry_for: float = 10.0
    pool_size: int = 100
