"""`goalgraph organization`: which there are, and the end of one."""

from __future__ import annotations

import asyncio
import sys

import typer

from api.config import Settings
from api.opening import opened
from graph.database.organizations import forget, summaries
from graph.domain.errors import InvalidInput, NotFound
from graph.interchange.store.write import remove_leftovers


async def show(settings: Settings) -> None:
    """Prints a line for each organization."""
    async with opened(settings.neo4j, settings.passing) as database:
        for found in await summaries(database):
            typer.echo(f"{found['id']}  {found['name']} ({found['objectives']:,} objectives)")


async def remove(settings: Settings, org: str, name: str | None) -> None:
    """Removes an organization whose name was typed again. Raises NotFound and InvalidInput.

    It is out of sight at once; cut short, the rest goes when it is removed again.
    """
    if name is None and not sys.stdin.isatty():
        raise InvalidInput(
            "Removing cannot be undone; confirm it with --name and the organization's name.",
            path=["name"],
        )
    async with opened(settings.neo4j, settings.passing) as database:
        names = {found["id"]: found["name"] for found in await summaries(database)}
        if org not in names:
            # What an earlier removal of it has left, if there was one.
            await remove_leftovers(database, org)
            raise NotFound(f"There is no organization {org}.")
        if name is None:
            name = await asyncio.to_thread(
                typer.prompt, f"Type the name of {org} to remove it with all that it has", err=True
            )
        if name != names[org]:
            raise InvalidInput(
                f'The name of {org} is another one than "{name}"; nothing was removed.',
                path=["name"],
            )
        await forget(database, org)
        await remove_leftovers(database, org)
    typer.echo(f"Removed {names[org]} ({org}).")
