"""`goalgraph`: the commands, their flags, and how they end."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Coroutine, Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, NoReturn

import typer
from typer.exceptions import TyperException

if TYPE_CHECKING:
    from api.config import Settings

app = typer.Typer(
    name="goalgraph",
    help="A GraphQL backend for a goal-alignment graph.",
    epilog="Settings: a flag, else the environment (GOALGRAPH_…, NEO4J_URI, NEO4J_USERNAME, "
    "NEO4J_PASSWORD, NEO4J_DATABASE), else a default.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
token_app = typer.Typer(no_args_is_help=True, help="Tokens that people and services ask with.")
app.add_typer(token_app, name="token")
organization_app = typer.Typer(no_args_is_help=True, help="The organizations of a database.")
app.add_typer(organization_app, name="organization")


MOST_MISTAKES: Final = 100
"""Of a file, that are printed; of the others their number is."""


class TokenScope(StrEnum):
    """What a token lets its bearer do."""

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"


class FailOn(StrEnum):
    """How severe a finding has to be for `lint` to fail."""

    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


class LintFormat(StrEnum):
    """How `lint` writes what it finds."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


Data = Annotated[
    Path | None,
    typer.Option("--data", help="Directory of the embedded Neo4j (default: .goalgraph)."),
]
Organization = Annotated[
    str | None,
    typer.Option("--organization", help="Id of one, where the database holds several."),
]

Expires = Annotated[
    str | None,
    typer.Option("--expires", metavar="90d", help="After how many days (d) or hours (h) it ends."),
]
Which = Annotated[
    str, typer.Argument(metavar="TOKEN", help="Its id in `token list`, or its service's name.")
]


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"goalgraph {version('goalgraph')}")
        raise typer.Exit


@app.callback()
def goalgraph(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """A GraphQL backend for a goal-alignment graph."""
    del version


@app.command()
def serve(
    host: Annotated[
        str | None, typer.Option(help="Address to listen on (default: 127.0.0.1).")
    ] = None,
    port: Annotated[
        int | None, typer.Option(help="Port to listen on; 0 for a free one (default: 8000).")
    ] = None,
    data: Data = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="Load the demo company into an empty database.")
    ] = False,
    documents: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Questions (*.graphql) that are planned ahead."),
    ] = None,
    cors: Annotated[
        list[str] | None,
        typer.Option(help="An origin whose pages may ask; may be repeated (default: none)."),
    ] = None,
    cors_header: Annotated[
        list[str] | None,
        typer.Option(help="A header that these pages may send, beyond the usual; may be repeated."),
    ] = None,
) -> None:
    """Serve the API (and GraphiQL at /) until stopped."""
    from api import serving

    settings = _settings(
        host=host,
        port=port,
        data=data,
        demo=demo or None,
        documents=documents,
        cors=tuple(cors) if cors else None,
        cors_header=tuple(cors_header) if cors_header else None,
    )
    _run(serving.serve(settings), stopped=0)


@app.command(hidden=True)
def fetch() -> None:
    """Download the embedded Neo4j, so that a later start needs no network."""
    from graph.database.server.jars import fetched

    settings = _settings()
    fetched(settings.neo4j_version, settings.cache)


@app.command()
def migrate(data: Data = None) -> None:
    """Bring the database's constraints and indexes up to date."""
    from api.cli import commands

    _run(commands.migrate(_settings(data=data)))


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A JSON document, or JSON lines.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check and report; write nothing.")
    ] = False,
    data: Data = None,
    organization: Organization = None,
) -> None:
    """Load an organization's goals from a file: all of it, or nothing."""
    from api.cli import commands

    settings = _settings(data=data, organization=organization)
    _run(commands.import_file(settings, file, dry_run=dry_run))


@app.command()
def export(
    file: Annotated[
        Path | None, typer.Argument(help="Where to; standard output if absent.")
    ] = None,
    data: Data = None,
    organization: Organization = None,
) -> None:
    """Write an organization's goals in the import format."""
    from api.cli import commands

    _run(commands.export_file(_settings(data=data, organization=organization), file))


@app.command()
def lint(
    file: Annotated[
        Path | None,
        typer.Argument(help="A file in the import format; the database's organization if absent."),
    ] = None,
    fail_on: Annotated[
        FailOn, typer.Option(help="The least severity that makes it fail.")
    ] = FailOn.WARNING,
    output: Annotated[
        LintFormat, typer.Option("--format", help="How findings are written.")
    ] = LintFormat.TEXT,
    baseline: Annotated[
        Path | None,
        typer.Option(help="Findings of an earlier run (--format json), which are left out."),
    ] = None,
    team: Annotated[
        str | None,
        typer.Option(help="Only of what this team, those below it and their people own."),
    ] = None,
    cycle: Annotated[str | None, typer.Option(help="Only of goals of this cycle.")] = None,
    data: Data = None,
    organization: Organization = None,
) -> None:
    """Say what is wrong with an organization's alignment. Ends with 0 when nothing is, with 1 when
    something is, and with 2 when it could not look."""
    from api.cli import lint as linting
    from graph.domain.errors import GoalgraphError, ImportRejected

    asked = linting.Asked(file, fail_on.value, output.value, baseline, team, cycle)
    codes: list[int] = []

    async def work() -> None:
        codes.append(await linting.lint(_settings(data=data, organization=organization), asked))

    try:
        _run(work())
    except ImportRejected as rejected:
        _tell(rejected.mistakes)
        _fail(rejected.message, linting.COULD_NOT)
    except GoalgraphError as error:
        _fail(error.message, linting.COULD_NOT)
    sys.exit(codes[0])


@app.command()
def schema() -> None:
    """Print the API's schema (SDL)."""
    from api.cli import commands

    typer.echo(commands.schema(), nl=False)


@app.command()
def explain(
    file: Annotated[Path, typer.Argument(help="A GraphQL document with one question.")],
    variables: Annotated[
        str | None, typer.Option(metavar="JSON", help="The values of its variables.")
    ] = None,
    at: Annotated[
        datetime | None, typer.Option(metavar="TIME", help="The moment to ask about.")
    ] = None,
    person: Annotated[
        str | None, typer.Option(metavar="EMAIL", help="Who asks; somebody who sees all if absent.")
    ] = None,
    cypher: Annotated[bool, typer.Option("--cypher", help="Print the statements as well.")] = False,
    data: Data = None,
    organization: Organization = None,
) -> None:
    """Print how a question is answered: its layers, statements, rows and times."""
    from api.cli import explaining

    settings = _settings(data=data, organization=organization)
    _run(
        explaining.explain(settings, file, variables=variables, at=at, person=person, cypher=cypher)
    )


@token_app.command("create")
def token_create(
    person: Annotated[
        str | None, typer.Option(metavar="EMAIL", help="The person it belongs to.")
    ] = None,
    service: Annotated[
        str | None, typer.Option(metavar="NAME", help="The service it belongs to.")
    ] = None,
    scope: Annotated[TokenScope, typer.Option(help="What it lets its bearer do.")] = (
        TokenScope.READ
    ),
    expires: Expires = None,
    data: Data = None,
    organization: Organization = None,
) -> None:
    """Create a token and print it; it cannot be shown again."""
    from api.cli import token_commands

    lifetime = token_commands.lifetime(expires)
    settings = _settings(data=data, organization=organization)
    _run(
        token_commands.create(
            settings, person=person, service=service, scope=scope.value, lifetime=lifetime
        )
    )


@token_app.command("list")
def token_list(data: Data = None, organization: Organization = None) -> None:
    """List the tokens: their ids, who has them, what they may do, and when they were used."""
    from api.cli import token_commands

    _run(token_commands.show(_settings(data=data, organization=organization)))


@token_app.command("rotate")
def token_rotate(
    token: Which,
    expires: Expires = None,
    data: Data = None,
    organization: Organization = None,
) -> None:
    """Print a new token in the place of another one, which ends at once."""
    from api.cli import token_commands

    lifetime = token_commands.lifetime(expires)
    settings = _settings(data=data, organization=organization)
    _run(token_commands.rotate(settings, token, lifetime=lifetime))


@token_app.command("revoke")
def token_revoke(token: Which, data: Data = None, organization: Organization = None) -> None:
    """End a token: the next request that brings it is refused."""
    from api.cli import token_commands

    _run(token_commands.revoke(_settings(data=data, organization=organization), token))


@organization_app.command("list")
def organization_list(data: Data = None) -> None:
    """List the organizations: their ids and names, and how many goals they have."""
    from api.cli import organization_commands

    _run(organization_commands.show(_settings(data=data)))


@organization_app.command("remove")
def organization_remove(
    organization: Annotated[str, typer.Argument(metavar="ID", help="Its id.")],
    name: Annotated[
        str | None,
        typer.Option(help="Its name, as a confirmation; asked for on a terminal if absent."),
    ] = None,
    data: Data = None,
) -> None:
    """Remove an organization with all that it has, its past too. This cannot be undone."""
    from api.cli import organization_commands

    _run(organization_commands.remove(_settings(data=data), organization, name))


def main() -> None:
    """Runs the command line. Whatever goes wrong on purpose is one line on standard error."""
    from graph.domain.errors import GoalgraphError, ImportRejected

    try:
        sys.exit(app(standalone_mode=False))
    except TyperException as wrong:
        # Without a message it was called with nothing at all, and has shown its help.
        message = wrong.format_message().replace("Value error, ", "").rstrip(".")
        _fail(message and f"{message} (see --help).", wrong.exit_code)
    except typer.Abort:
        sys.exit(128 + signal.SIGINT)
    except ImportRejected as rejected:
        _tell(rejected.mistakes)
        _fail(rejected.message)
    except GoalgraphError as error:
        _fail(error.message)
    except BrokenPipeError:
        # Whoever read standard output has gone; nothing more can be said there.
        sys.stderr.close()
        sys.exit(1)


def _tell(mistakes: Sequence[object]) -> None:
    for mistake in mistakes[:MOST_MISTAKES]:
        typer.echo(str(mistake), err=True)
    if (others := len(mistakes) - MOST_MISTAKES) > 0:
        typer.echo(f"… and {others:,} others.", err=True)


def _fail(message: str, code: int = 1) -> NoReturn:
    if message:
        typer.echo(f"goalgraph: {' '.join(message.split())}", err=True)
    sys.exit(code)


def _settings(**flags: Any) -> Settings:
    from api.config import Settings
    from api.logging import configure_logging

    settings = Settings.read(**flags)
    configure_logging(logging.getLevelNamesMapping()[settings.log_level.upper()])
    # What it has to say is in our errors already.
    logging.getLogger("neo4j").setLevel(logging.CRITICAL)
    return settings


def _run(work: Coroutine[Any, Any, None], *, stopped: int | None = None) -> None:
    """Runs a command; Ctrl-C and SIGTERM cancel it, so that it cleans up.

    The process ends with `stopped` then, by default as the shell expects of a command that a
    signal ended.
    """
    import uvloop

    from graph.database.stages import TELL

    async def interruptible() -> None:
        TELL.set(_say)
        task = asyncio.current_task()
        loop = asyncio.get_running_loop()
        received: list[int] = []

        def stop(number: int) -> None:
            received.append(number)
            if task is not None:
                task.cancel()

        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop, number)
        try:
            await work
        except asyncio.CancelledError:
            _leave(128 + received[0] if stopped is None else stopped)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(interruptible())


def _say(stage: str) -> None:
    typer.echo(f"{stage} …", err=True)


def _leave(code: int) -> NoReturn:
    """Ends the process without waiting for threads (a download, a long file that is being read):
    what they hold is cleaned up by whoever comes next."""
    if sys.stderr.isatty():
        # A progress bar that was under way had hidden the cursor.
        sys.stderr.write("\x1b[?25h\n")
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
