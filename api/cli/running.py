"""How commands run and end: settings, signals, and what goes wrong on purpose."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Coroutine, Sequence
from typing import TYPE_CHECKING, Any, Final, NoReturn

import typer

if TYPE_CHECKING:
    from api.config import Settings

MOST_MISTAKES: Final = 100
"""Of a file, that are printed; of the others their number is."""


def tell(mistakes: Sequence[object]) -> None:
    """Prints the mistakes of a file, but for those beyond the first `MOST_MISTAKES`."""
    for mistake in mistakes[:MOST_MISTAKES]:
        typer.echo(str(mistake), err=True)
    if (others := len(mistakes) - MOST_MISTAKES) > 0:
        typer.echo(f"… and {others:,} others.", err=True)


def fail(message: str, code: int = 1) -> NoReturn:
    """Ends the process with a line on standard error, if there is anything to say."""
    if message:
        typer.echo(f"goalgraph: {' '.join(message.split())}", err=True)
    sys.exit(code)


def settings_of(**flags: Any) -> Settings:
    """The settings of a command, by its flags; the log is as they say from here on."""
    from api.config import Settings
    from api.logging import configure_logging

    settings = Settings.read(**flags)
    configure_logging(logging.getLevelNamesMapping()[settings.log_level.upper()])
    # What it has to say is in our errors already.
    logging.getLogger("neo4j").setLevel(logging.CRITICAL)
    return settings


def run(work: Coroutine[Any, Any, None], *, stopped: int | None = None) -> None:
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
