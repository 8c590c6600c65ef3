"""Java's ahead-of-time cache: made once, used by later starts, and missed by nobody."""

from __future__ import annotations

import json
from pathlib import Path

import psutil

from graph.database.client import Database
from graph.database.embedded import EmbeddedSettings, embedded
from graph.database.server.aot_cache import aot_cache, making
from graph.database.server.jars import fetched


async def mapped(settings: EmbeddedSettings) -> set[str]:
    """The caches that a server of these settings reads, once it has answered."""
    async with embedded(settings) as reached:
        database = await Database.connect(reached)
        try:
            assert await database.read("test.one", "RETURN 1", {}) == 1
        finally:
            await database.close()
        server = json.loads((settings.folder / "server.json").read_text())
        maps = psutil.Process(server["pid"]).memory_maps()
        return {found.path for found in maps if found.path.endswith(".aot")}


async def test_a_cache_is_made_used_and_missed_by_nobody(
    embedded_settings: EmbeddedSettings, tmp_path: Path
) -> None:
    home = tmp_path / "cache"
    home.mkdir()
    (home / "jars").symlink_to(embedded_settings.cache / "jars")
    settings = embedded_settings.model_copy(update={"cache": home, "folder": tmp_path / "data"})
    cache = aot_cache(home, settings.version, fetched(settings.version, home))
    with making(cache) as draft:
        assert draft is not None
        assert await mapped(settings.model_copy(update={"trains": draft})) == set()
    assert cache.stat().st_size > 1_000_000
    assert await mapped(settings) == {str(cache)}
    with cache.open("r+b") as broken:
        broken.truncate(cache.stat().st_size // 2)
    await mapped(settings)


def test_one_process_makes_it_and_former_ones_go(tmp_path: Path) -> None:
    cache = aot_cache(tmp_path, "1.0", [Path("a.jar")])
    other, former = cache.with_name("neo4j-2.0-1.aot"), cache.with_name("neo4j-1.0-1.aot")
    with making(cache) as draft:
        assert draft is not None
        with making(cache) as second:
            assert second is None
        other.touch()
        former.touch()
        draft.touch()
    assert sorted(tmp_path.glob("aot/*.aot")) == sorted([cache, other])
    with making(cache) as again:
        assert again is None


def test_what_it_was_made_of_names_it(tmp_path: Path) -> None:
    of_two = aot_cache(tmp_path, "1.0", [Path("a.jar"), Path("b.jar")])
    assert of_two == aot_cache(tmp_path, "1.0", [Path("a.jar"), Path("b.jar")])
    assert of_two != aot_cache(tmp_path, "1.0", [Path("a.jar")])
    assert of_two != aot_cache(tmp_path, "1.1", [Path("a.jar"), Path("b.jar")])
