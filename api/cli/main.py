"""`goalgraph`: the commands, their flags, and how they end.

What a command needs is imported when it runs, so that `--help` answers at once.
"""

from __future__ import annotations

import signal
import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from typer.exceptions import TyperException

from api.cli import organizations, tokens
from api.cli.options import Data, Organization
from api.cli.running import fail, run, settings_of, tell

app = typer.Typer(
    name="goalgraph",
    help="A GraphQL backend for a goal-alignment graph.",
    epilog="Settings: a flag, else the environment (GOALGRAPH_…, NEO4J_URI, NEO4J_USERNAME, "
    "NEO4J_PASSWORD, NEO4J_DATABASE), else a default.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(tokens.app, name="token")
app.add_typer(organizations.app, name="organization")


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

    settings = settings_of(
        host=host,
        port=port,
        data=data,
        demo=demo or None,
        documents=documents,
        cors=tuple(cors) if cors else None,
        cors_header=tuple(cors_header) if cors_header else None,
    )
    run(serving.serve(settings), stopped=0)


@app.command(hidden=True)
def fetch() -> None:
    """Download the embedded Neo4j and prepare it, so that later starts are quick."""
    from api.training import train

    run(train(settings_of()))


@app.command()
def migrate(data: Data = None) -> None:
    """Bring the database's constraints and indexes up to date."""
    from api.cli import commands

    run(commands.migrate(settings_of(data=data)))


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

    settings = settings_of(data=data, organization=organization)
    run(commands.import_file(settings, file, dry_run=dry_run))


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

    run(commands.export_file(settings_of(data=data, organization=organization), file))


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
        codes.append(await linting.lint(settings_of(data=data, organization=organization), asked))

    try:
        run(work())
    except ImportRejected as rejected:
        tell(rejected.mistakes)
        fail(rejected.message, linting.COULD_NOT)
    except GoalgraphError as error:
        fail(error.message, linting.COULD_NOT)
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

    settings = settings_of(data=data, organization=organization)
    run(
        explaining.explain(settings, file, variables=variables, at=at, person=person, cypher=cypher)
    )


def main() -> None:
    """Runs the command line. Whatever goes wrong on purpose is one line on standard error."""
    from graph.domain.errors import GoalgraphError, ImportRejected

    try:
        sys.exit(app(standalone_mode=False))
    except TyperException as wrong:
        # Without a message it was called with nothing at all, and has shown its help.
        message = wrong.format_message().replace("Value error, ", "").rstrip(".")
        fail(message and f"{message} (see --help).", wrong.exit_code)
    except typer.Abort:
        sys.exit(128 + signal.SIGINT)
    except ImportRejected as rejected:
        tell(rejected.mistakes)
        fail(rejected.message)
    except GoalgraphError as error:
        fail(error.message)
    except BrokenPipeError:
        # Whoever read standard output has gone; nothing more can be said there.
        sys.stderr.close()
        sys.exit(1)
