"""What the commands of `goalgraph` do, but for `serve`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from api.config import Settings
from api.opening import opened
from graph.database import migrations
from graph.database.client import Database
from graph.database.opening import reached
from graph.database.organizations import forget, organization, organizations, untouched
from graph.database.stages import tell
from graph.demo import demo_company
from graph.domain.errors import InvalidInput, SettingsError
from graph.domain.ids import is_id
from graph.interchange import ImportReport, import_document
from graph.interchange import export_file as write_export
from graph.interchange import import_file as read_import
from graph.writes.upgrade import upgrade


async def migrate(settings: Settings) -> None:
    """Applies the migrations that the database lacks, and says which."""
    async with reached(settings.neo4j, settings.passing) as neo4j:
        database = await Database.connect(neo4j)
        try:
            applied = await migrations.migrate(database)
            upgraded = await upgrade(database)
        finally:
            await database.close()
    for migration in applied:
        typer.echo(f"Applied migration {migration.number}, {migration.name}.")
    for org in upgraded:
        typer.echo(f"Derived anew what had been derived by former rules of {org}.")
    if not applied and not upgraded:
        typer.echo("The database is up to date.")


async def import_file(settings: Settings, path: Path, *, dry_run: bool) -> None:
    """Imports a file and says what it held. A dry run needs no database."""
    if settings.organization is not None and not is_id(settings.organization, "Organization"):
        raise InvalidInput(
            f'"{settings.organization}" is no id of an organization; those start with org_.',
            path=["organization"],
        )
    try:
        # Known before a database is started for it.
        with path.open("rb"):
            pass
        with progress_bar() as progress:
            if dry_run:
                report = await read_import(
                    None,
                    path,
                    organization=settings.organization,
                    dry_run=True,
                    progress=progress,
                )
            else:
                async with opened(settings.neo4j, settings.embedded) as database:
                    report = await read_import(
                        database, path, organization=settings.organization, progress=progress
                    )
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}.") from error
    typer.echo(_said(report))


async def export_file(settings: Settings, path: Path | None) -> None:
    """Exports to a file, which appears when it is complete, or to standard output."""
    if path is not None and not path.parent.is_dir():
        raise SettingsError(f"{path} cannot be written: {path.parent} is no directory.")
    async with opened(settings.neo4j, settings.passing) as database:
        org = await organization(database, settings.organization)
        if path is None:
            await write_export(database, org, sys.stdout.buffer)
            return
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            with draft.open("wb") as stream:
                await write_export(database, org, stream)
            draft.replace(path)
        except OSError as error:
            raise SettingsError(f"{path} cannot be written: {error.strerror}.") from error
        finally:
            draft.unlink(missing_ok=True)


def schema() -> str:
    """The SDL, with a line end."""
    from resolvers import build_schema

    return build_schema().as_str().rstrip() + "\n"


async def load_demo(database: Database, today: date) -> None:
    """Loads the demo company, as of today, into a database that holds no organization.

    One of an earlier day in which nothing was changed is replaced, since its dates are stale.
    """
    document = demo_company(today)
    org = document["organization"]["id"]
    held = await organizations(database)
    if held == [org] and await untouched(database, org, today):
        await forget(database, org)
    elif held:
        return
    tell("Loading the demo company")
    with progress_bar() as progress:
        await import_document(database, document, progress=progress)


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """Shows how far a long piece of work is, on standard error and only to a person."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        tasks: dict[str, TaskID] = {}

        def tell(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(what)
            progress.update(tasks[what], completed=done, total=total)

        yield tell


def _said(report: ImportReport) -> str:
    counts = ", ".join(f"{count:,} {label}" for label, count in report.counts.items() if count)
    verb = "Would import" if report.dry_run else "Imported"
    return f"{verb} {report.name} ({report.organization}): {counts}."
