"""What the commands of `goalgraph token` do."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog
import typer
from rich.console import Console
from rich.table import Table

from api.config import Settings
from graph.database.opening import opened
from graph.database.organizations import organization
from graph.domain.errors import SettingsError
from graph.domain.viewer import Scope
from graph.writes.execution import tokens

LIFETIME: Final = re.compile(r"([1-9]\d{0,4})([dh])")
COLUMNS: Final = ("id", "name", "person", "scope", "created", "ends", "last used")

_log = structlog.get_logger("goalgraph")


def lifetime(text: str | None) -> timedelta | None:
    """How long `90d` or `12h` is; None for None. Raises SettingsError."""
    if text is None:
        return None
    match = LIFETIME.fullmatch(text)
    if match is None:
        raise SettingsError(
            f"--expires takes days or hours, such as 90d or 12h; {text} is neither."
        )
    amount = int(match[1])
    return timedelta(days=amount) if match[2] == "d" else timedelta(hours=amount)


async def create(
    settings: Settings,
    *,
    person: str | None,
    service: str | None,
    scope: Scope,
    lifetime: timedelta | None,
) -> None:
    """Creates a token and prints it, alone, on standard output."""
    async with opened(settings.neo4j, settings.passing) as database:
        org = await organization(database, settings.organization)
        token = await tokens.create_token(
            database, org, person_email=person, service=service, scope=scope, lifetime=lifetime
        )
    _log.info("token_created", organization=org, person=person, service=service, scope=scope)
    typer.echo(token)


async def show(settings: Settings) -> None:
    """Prints a table of the tokens."""
    async with opened(settings.neo4j, settings.passing) as database:
        org = await organization(database, settings.organization)
        found = await tokens.list_tokens(database, org)
    now = datetime.now(UTC)
    table = Table(*COLUMNS, box=None, pad_edge=False)
    for token in found:
        ends = "never" if token.expires_at is None else f"{token.expires_at:%Y-%m-%d}"
        table.add_row(
            token.handle,
            token.name,
            token.email or "",
            token.scope,
            f"{token.created_at:%Y-%m-%d}",
            f"{ends} (over)" if token.expires_at and token.expires_at <= now else ends,
            "never" if token.used_on is None else token.used_on.isoformat(),
        )
    # A pipe has no width to fit into.
    console = Console(markup=False, highlight=False)
    console.print(table, width=None if console.is_terminal else 500, no_wrap=True)


async def rotate(settings: Settings, which: str, *, lifetime: timedelta | None) -> None:
    """Puts a new token in the place of another, and prints it."""
    async with opened(settings.neo4j, settings.passing) as database:
        org = await organization(database, settings.organization)
        token = await tokens.rotate_token(database, org, which, lifetime=lifetime)
    _log.info("token_rotated", organization=org, token=which)
    typer.echo(token)


async def revoke(settings: Settings, which: str) -> None:
    """Ends a token, and says whose it was."""
    async with opened(settings.neo4j, settings.passing) as database:
        org = await organization(database, settings.organization)
        token = await tokens.revoke_token(database, org, which)
    _log.info("token_revoked", organization=org, token=token.handle, name=token.name)
    typer.echo(f"Revoked {token.handle}, of {token.email or token.name}.")
