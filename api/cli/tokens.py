"""`goalgraph token`: the commands and their flags."""

from enum import StrEnum
from typing import Annotated

import typer

from api.cli.options import Data, Organization
from api.cli.running import run, settings_of

app = typer.Typer(no_args_is_help=True, help="Tokens that people and services ask with.")


class TokenScope(StrEnum):
    """What a token lets its bearer do."""

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"


Expires = Annotated[
    str | None,
    typer.Option("--expires", metavar="90d", help="After how many days (d) or hours (h) it ends."),
]
Which = Annotated[
    str, typer.Argument(metavar="TOKEN", help="Its id in `token list`, or its service's name.")
]


@app.command("create")
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
    settings = settings_of(data=data, organization=organization)
    run(
        token_commands.create(
            settings, person=person, service=service, scope=scope.value, lifetime=lifetime
        )
    )


@app.command("list")
def token_list(data: Data = None, organization: Organization = None) -> None:
    """List the tokens: their ids, who has them, what they may do, and when they were used."""
    from api.cli import token_commands

    run(token_commands.show(settings_of(data=data, organization=organization)))


@app.command("rotate")
def token_rotate(
    token: Which,
    expires: Expires = None,
    data: Data = None,
    organization: Organization = None,
) -> None:
    """Print a new token in the place of another one, which ends at once."""
    from api.cli import token_commands

    lifetime = token_commands.lifetime(expires)
    settings = settings_of(data=data, organization=organization)
    run(token_commands.rotate(settings, token, lifetime=lifetime))


@app.command("revoke")
def token_revoke(token: Which, data: Data = None, organization: Organization = None) -> None:
    """End a token: the next request that brings it is refused."""
    from api.cli import token_commands

    run(token_commands.revoke(settings_of(data=data, organization=organization), token))
