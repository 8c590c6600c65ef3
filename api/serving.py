"""`goalgraph serve`: the database, the demo company, then the port."""

from __future__ import annotations

import asyncio
import gc
import shlex
import socket
from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from typing import Any, Final

import typer
import uvicorn

from api.app import DEMO_ORGANIZATION, create_app
from api.auth import is_loopback
from api.cli.commands import load_demo
from api.config import Settings
from api.http.server import server_config
from api.opening import opened
from api.training import train_when_quiet
from graph.database.keeper import ServerState
from graph.demo import demo_company
from graph.domain.errors import SettingsError

COLLECTED_EVERY: Final = 50_000
"""How many more objects there are before the collector looks at them."""

QUESTION: Final = '{"query": "{ organization { name } kpis(first: 3) { nodes { name status } } }"}'


async def serve(settings: Settings) -> None:
    """Serves until cancelled, and then ends the requests under way, the server and the database.

    The port is bound at once, so that one that is taken is known at once, but opened only when
    everything can be answered. Raises a GoalgraphError when that cannot be.
    """
    with _bound(settings.host, settings.port) as listener:
        # Whoever looks at the demo asks little and wants to see it soon.
        embedded = settings.passing if settings.demo else settings.embedded
        server = None if settings.neo4j else ServerState()
        async with opened(settings.neo4j, embedded, server) as database:
            if settings.demo:
                await load_demo(database, datetime.now(UTC).date())
            app = create_app(settings, database=database, server=server, plan_ahead=True)
            # Opened here and not by uvicorn, which would log what goes wrong and exit.
            async with app.router.lifespan_context(app) as state:
                config = server_config(
                    app,
                    host=settings.host,
                    port=settings.port,
                    keep_alive=settings.keep_alive,
                    connections=settings.connections,
                )
                config.lifespan = "off"
                _settle_memory()
                async with _later(None if settings.neo4j else train_when_quiet(settings)):
                    await _serve(_Server(config, state or {}, _announcement(settings)), listener)


@asynccontextmanager
async def _later(work: Coroutine[Any, Any, None] | None) -> AsyncIterator[None]:
    """Something that goes on beside the block, and ends with it."""
    task = None if work is None else asyncio.create_task(work)
    try:
        yield
    finally:
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


def _settle_memory() -> None:
    """Has the garbage collector leave alone what stays: schema, plans, modules.

    An answer is thousands of small objects without circles, which go as soon as it is sent; to look
    through all that there is for circles every few hundred of them took a fifth of a large answer.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECTED_EVERY, 20, 20)


async def _serve(server: _Server, listener: socket.socket) -> None:
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        await asyncio.shield(running)
    except asyncio.CancelledError:
        server.should_exit = True
        await running
        raise


class _Server(uvicorn.Server):
    """Announces itself once its port is open, and leaves signals to the command line."""

    def __init__(self, config: uvicorn.Config, state: Mapping[str, Any], announcement: str) -> None:
        super().__init__(config)
        self._state = state
        self._announcement = announcement

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """A signal cancels `serve`, which then stops this server."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Opens the port and says so. Every request finds the application's state in its scope."""
        self.lifespan.state.update(self._state)
        await super().startup(sockets)
        if self.started and sockets:
            host, port = sockets[0].getsockname()[:2]
            url = f"http://{f'[{host}]' if ':' in host else host}:{port}"
            typer.echo(self._announcement.replace("URL", url))


def _bound(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
        except BaseException:
            listener.close()
            raise
    except OSError as error:
        raise SettingsError(
            f"Cannot listen on {host}, port {port} ({error.strerror}); choose others with --host "
            "and --port."
        ) from error
    return listener


def _announcement(settings: Settings) -> str:
    """What to open and what to paste, with URL for the address."""
    if settings.demo and is_loopback(settings.host):
        header, how = "", ""
    else:
        header = ' -H "Authorization: Bearer $TOKEN"'
        how = " with a token of `goalgraph token create`"
    return (
        f"goalgraph is ready. Open URL/ or ask{how}:\n\n"
        f"  curl URL/graphql{header} -H 'Content-Type: application/json' -d '{QUESTION}'\n"
        f"{_people(settings) if settings.demo else ''}"
    )


def _people(settings: Settings) -> str:
    """One of the demo's people for every role, and how to be one of them."""
    chosen: dict[str, dict[str, Any]] = {}
    for person in demo_company(datetime.now(UTC).date())["people"]:
        if not person.get("archived"):
            chosen.setdefault(person.get("role", "MEMBER"), person)
    lines = "".join(
        f"  {role.lower():8}{person['name']} <{person['email']}>\n"
        for role, person in chosen.items()
    )
    data = "" if settings.neo4j else f" --data {shlex.quote(str(settings.data))}"
    create = "goalgraph token create --person EMAIL --scope admin"
    return (
        f"\nWho works there, of every role one:\n\n{lines}\n"
        f"To ask as one of them, make a token and send it:\n\n"
        f"  {create} --organization {DEMO_ORGANIZATION}{data}\n"
    )
