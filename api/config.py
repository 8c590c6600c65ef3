"""What goalgraph is told from outside, read once: flags, then the environment, then defaults."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, Self

import platformdirs
from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from api.http.server import CONNECTIONS, KEEP_ALIVE_SECONDS
from api.http.turns import AT_ONCE
from graph.database.embedded import EmbeddedSettings
from graph.database.server.jars import DEFAULT_VERSION
from graph.database.settings import DatabaseSettings
from graph.domain.errors import SettingsError
from graph.reads.execution.plan_cache import DEFAULT_MIB


def _plain(name: str) -> AliasChoices:
    """Named in the environment as Neo4j's own tools name it, without our prefix."""
    return AliasChoices(name, name.upper())


class Settings(BaseSettings):
    """Everything that can be set. `GOALGRAPH_PORT` sets `port`, `NEO4J_URI` sets `neo4j_uri`.

    Without `neo4j_uri`, an embedded Neo4j keeps its data in the directory `data`. `cors` are the
    origins whose pages may ask, and `cors_header` what headers they may send beyond the usual ones
    (comma-separated in the environment). `documents` is a folder of questions to plan ahead;
    `cache_mib` is for what was computed of the plan. Sizes are in MiB,
    `statement_timeout` and `keep_alive` in seconds; `connections` is how many may be open at once,
    `requests_of_a_token` how many requests of one token run at the same time.
    `neo4j_short_lived` halves the work of an embedded Neo4j's
    start, and makes it slower when warm: for tests and for commands that end soon.
    """

    model_config = SettingsConfigDict(
        env_prefix="GOALGRAPH_", frozen=True, extra="ignore", populate_by_name=True
    )

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    data: Path = Path(".goalgraph")
    demo: bool = False
    cors: Annotated[tuple[str, ...], NoDecode] = ()
    cors_header: Annotated[tuple[str, ...], NoDecode] = ()
    keep_alive: int = Field(default=KEEP_ALIVE_SECONDS, ge=1, le=3600)
    connections: int = Field(default=CONNECTIONS, ge=10)
    requests_of_a_token: int = Field(default=AT_ONCE, ge=1)
    organization: str | None = None
    statement_timeout: float = Field(default=8.0, gt=0)
    documents: Path | None = None
    cache_mib: int = Field(default=DEFAULT_MIB, ge=0)
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    neo4j_uri: str | None = Field(default=None, validation_alias=_plain("neo4j_uri"))
    neo4j_username: str = Field(default="neo4j", validation_alias=_plain("neo4j_username"))
    neo4j_password: SecretStr = Field(
        default=SecretStr(""), validation_alias=_plain("neo4j_password")
    )
    neo4j_database: str = Field(default="neo4j", validation_alias=_plain("neo4j_database"))

    cache: Path = Field(default_factory=lambda: platformdirs.user_cache_path("goalgraph"))
    neo4j_version: str = DEFAULT_VERSION
    neo4j_heap_mib: int = Field(default=512, ge=128)
    neo4j_page_cache_mib: int = Field(default=128, ge=16)
    neo4j_short_lived: bool = False

    @field_validator("cors", "cors_header", mode="before")
    @classmethod
    def _separated(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("neo4j_uri", mode="before")
    @classmethod
    def _absent_when_empty(cls, value: Any) -> Any:
        return value or None

    @classmethod
    def read(cls, **flags: Any) -> Self:
        """The settings, with those flags that are not None first. Raises SettingsError."""
        given = {name: value for name, value in flags.items() if value is not None}
        try:
            return cls(**given)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            name = ".".join(map(str, first["loc"]))
            raise SettingsError(f"The setting {name} cannot be used: {first['msg']}.") from None

    @property
    def neo4j(self) -> DatabaseSettings | None:
        """The Neo4j that was named, or None for the embedded one."""
        if self.neo4j_uri is None:
            return None
        return DatabaseSettings(
            uri=self.neo4j_uri,
            username=self.neo4j_username,
            password=self.neo4j_password,
            database=self.neo4j_database,
            statement_timeout=self.statement_timeout,
        )

    @property
    def passing(self) -> EmbeddedSettings:
        """The embedded Neo4j, for a command that asks it a few things and ends."""
        return self.embedded.model_copy(update={"short_lived": True})

    @property
    def embedded(self) -> EmbeddedSettings:
        """The embedded Neo4j, in case that none was named."""
        return EmbeddedSettings(
            folder=self.data,
            version=self.neo4j_version,
            cache=self.cache,
            heap_mib=self.neo4j_heap_mib,
            page_cache_mib=self.neo4j_page_cache_mib,
            short_lived=self.neo4j_short_lived,
            statement_timeout=self.statement_timeout,
        )
