"""`goalgraph organization`: the commands and their flags."""

from typing import Annotated

import typer

from api.cli.options import Data
from api.cli.running import run, settings_of

app = typer.Typer(no_args_is_help=True, help="The organizations of a database.")


@app.command("list")
def organization_list(data: Data = None) -> None:
    """List the organizations: their ids and names, and how many goals they have."""
    from api.cli import organization_commands

    run(organization_commands.show(settings_of(data=data)))


@app.command("remove")
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

    run(organization_commands.remove(settings_of(data=data), organization, name))
