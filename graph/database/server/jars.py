"""The jars of an embedded Neo4j: pinned, downloaded once, verified.

`python -m graph.database.server.jars VERSION` resolves a version anew and writes its lock file.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from filelock import FileLock
from tenacity import Retrying, retry_if_not_exception_type, stop_after_attempt, wait_random

from graph.database.stages import tell
from graph.domain.errors import DatabaseUnavailable, SettingsError

DEFAULT_VERSION: Final = "2026.09.0"
LOCKS: Final = Path(__file__).parent / "locks"
DOWNLOADS_AT_ONCE: Final = 8


@dataclass(frozen=True, slots=True)
class Jar:
    """One pinned jar: Maven's names for it, its SHA-256 (hex) and its size in bytes."""

    group: str
    artifact: str
    version: str
    classifier: str
    sha256: str
    size: int

    @property
    def file_name(self) -> str:
        """Unique among all versions of all jars, and naming its content."""
        suffix = f"-{self.classifier}" if self.classifier else ""
        return f"{self.artifact}-{self.version}{suffix}-{self.sha256[:12]}.jar"

    @classmethod
    def parsed(cls, line: str) -> Jar:
        """The jar of one line of a lock file: `group:artifact:version[:classifier] sha256 size`."""
        name, sha256, size = line.split()
        group, artifact, version, *classifier = name.split(":")
        return cls(group, artifact, version, "".join(classifier), sha256, int(size))

    def line(self) -> str:
        """The line of a lock file that says the same."""
        name = ":".join(filter(None, (self.group, self.artifact, self.version, self.classifier)))
        return f"{name} {self.sha256} {self.size}"


def versions() -> list[str]:
    """The Neo4j versions there is a lock file for."""
    return sorted(path.stem for path in LOCKS.glob("*.lock"))


def locked(version: str) -> list[Jar]:
    """The jars of one Neo4j version. Raises SettingsError for a version without a lock file."""
    try:
        text = (LOCKS / f"{version}.lock").read_text("utf-8")
    except FileNotFoundError:
        raise SettingsError(
            f"There is no embedded Neo4j {version}; choose one of {', '.join(versions())}."
        ) from None
    return [Jar.parsed(line) for line in text.splitlines()]


def fetched(version: str, cache: Path) -> list[Path]:
    """The verified jars of one Neo4j version below `cache`, downloading those that are missing.

    A second call touches no network. Processes that call it at once take turns. Raises
    DatabaseUnavailable when a jar cannot be had or is not the one that was pinned.
    """
    jars = locked(version)
    folder = cache / "jars"
    folder.mkdir(parents=True, exist_ok=True)
    # Whoever waits here waits for a download of minutes; what is complete is read without waiting.
    if missing := _missing(jars, folder):
        with FileLock(cache / "jars.lock"):
            missing = _missing(jars, folder)
            if missing:
                size = sum(jar.size for jar in missing) // 1_000_000
                tell(f"Fetching Neo4j {version} ({size} MB, once)")
                for abandoned in cache.glob("download-*"):
                    shutil.rmtree(abandoned, ignore_errors=True)
                _download(missing, folder, f"Neo4j {version}")
    return [folder / jar.file_name for jar in jars]


def _missing(jars: list[Jar], folder: Path) -> list[Jar]:
    return [jar for jar in jars if not _verified(folder / jar.file_name, jar)]


def _verified(path: Path, jar: Jar) -> bool:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == jar.sha256
    except FileNotFoundError:
        return False


def _download(jars: list[Jar], folder: Path, what: str) -> None:
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn

    columns = ("[progress.description]{task.description}", BarColumn(), DownloadColumn())
    with (
        tempfile.TemporaryDirectory(dir=folder.parent, prefix="download-") as scratch,
        Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as progress,
        ThreadPoolExecutor(DOWNLOADS_AT_ONCE) as pool,
    ):
        task = progress.add_task(f"Downloading {what}", total=sum(jar.size for jar in jars))
        attempts = [
            pool.submit(
                _download_one, jar, Path(scratch), folder, lambda n: progress.advance(task, n)
            )
            for jar in jars
        ]
        try:
            for attempt in attempts:
                attempt.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _download_one(jar: Jar, scratch: Path, folder: Path, advance: Callable[[int], None]) -> None:
    from jgo.maven import MavenContext, PythonResolver

    done = 0

    @contextmanager
    def counted(_name: str, _total: int) -> Iterator[Callable[[int], None]]:
        def update(count: int) -> None:
            nonlocal done
            done += count
            advance(count)

        yield update

    def once() -> None:
        nonlocal done
        advance(-done)
        done = 0
        resolver = PythonResolver(progress_callback=counted)
        repository = Path(tempfile.mkdtemp(dir=scratch))
        context = MavenContext(resolver=resolver, repo_cache=repository, local_repos=[])
        component = context.project(jar.group, jar.artifact).at_version(jar.version)
        path = component.artifact(classifier=jar.classifier).resolve()
        if not _verified(path, jar):
            raise DatabaseUnavailable(
                f"The downloaded {path.name} is not the one that was pinned (SHA-256 differs); "
                "it was thrown away."
            )
        os.replace(path, folder / jar.file_name)

    try:
        for attempt in Retrying(
            stop=stop_after_attempt(4),
            wait=wait_random(0.5, 2),
            retry=retry_if_not_exception_type(DatabaseUnavailable),
            reraise=True,
        ):
            with attempt:
                once()
    except (OSError, RuntimeError) as error:
        raise DatabaseUnavailable(
            f"{jar.artifact} {jar.version}, a part of the embedded Neo4j, could not be downloaded: "
            f"{error}. Check the connection, or set NEO4J_URI to a Neo4j that is running."
        ) from error


def lock(version: str) -> None:
    """Resolves a Neo4j version with jgo and writes its lock file."""
    from jgo.env import EnvironmentBuilder, LinkStrategy
    from jgo.maven import MavenContext, PythonResolver

    scratch = Path(tempfile.mkdtemp())
    try:
        context = MavenContext(
            resolver=PythonResolver(), repo_cache=scratch / "repository", local_repos=[]
        )
        environment = EnvironmentBuilder(
            context=context, cache_dir=scratch / "cache", link_strategy=LinkStrategy.HARD
        ).from_endpoint(f"org.neo4j:neo4j:{version}+org.neo4j:neo4j-bolt:{version}")
        sizes = {path.name: path.stat().st_size for path in environment.all_jars}
        lines = []
        for part in environment.lockfile.dependencies if environment.lockfile else ():
            suffix = f"-{part.classifier}" if part.classifier else ""
            name = f"{part.artifactId}-{part.version}{suffix}.jar"
            jar = Jar(
                part.groupId,
                part.artifactId,
                part.version,
                part.classifier or "",
                part.sha256 or "",
                sizes.pop(name),
            )
            lines.append(jar.line())
        if sizes:
            raise SettingsError(f"jgo's lock leaves out {', '.join(sizes)}.")
    finally:
        shutil.rmtree(scratch)
    LOCKS.mkdir(exist_ok=True)
    (LOCKS / f"{version}.lock").write_text("\n".join(sorted(lines)) + "\n", "utf-8")


if __name__ == "__main__":
    lock(sys.argv[1])
