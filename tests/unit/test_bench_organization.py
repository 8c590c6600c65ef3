"""The bench's organization is one that can be imported, and has the movers it says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from bench.organization import FEW, KEY_RESULTS, MANY, Landmarks, write_organization
from bench.shape import LEVELS
from graph.domain.influence import movers
from graph.domain.lineage import ancestors, paths_to_company
from graph.interchange.importing import import_file
from tests.fetched import lineage_graph, plan_graph


def read(path: Path) -> dict[str, list[dict[str, Any]]]:
    entities = [orjson.loads(line) for line in path.read_bytes().splitlines()]
    return {
        plural: [entity for entity in entities if entity["type"] == kind]
        for kind, plural in (("team", "teams"), ("kpi", "kpis"), ("objective", "objectives"))
    }


async def test_it_is_as_large_as_it_says_and_can_be_imported(tmp_path: Path) -> None:
    path = tmp_path / "bench.jsonl"
    landmarks = write_organization(path, 2000)
    document = read(path)
    assert (landmarks.objectives, landmarks.key_results, landmarks.kpis) == (2000, 6000, 40)
    report = await import_file(None, path, dry_run=True)
    assert report.counts["Objective"] == 2000
    assert report.counts["KeyResult"] == 2000 * KEY_RESULTS
    assert report.counts["Kpi"] == 40
    assert report.counts["Alignment"] == landmarks.alignments
    two = [objective for objective in document["objectives"] if len(objective["alignsTo"]) == 2]
    assert len(two) == pytest.approx(200, rel=0.2)


def test_its_questions_have_the_answers_it_says(tmp_path: Path) -> None:
    path = tmp_path / "bench.jsonl"
    landmarks = write_organization(path, 2000)
    document = read(path)
    graph = plan_graph(document)
    assert landmarks.few_movers == 8
    assert landmarks.many_movers == 200
    assert len(movers(graph, FEW).rows) == landmarks.few_movers
    assert len(movers(graph, MANY).rows) == landmarks.many_movers
    lineage = lineage_graph(document)
    assert max(row.depth for row in ancestors(lineage, landmarks.leaf)) == LEVELS - 1
    assert len(paths_to_company(lineage, landmarks.leaf, 100)) > 1
    assert paths_to_company(lineage, landmarks.company, 100) == []


def test_the_same_size_gives_the_same_file(tmp_path: Path) -> None:
    written: list[Landmarks] = []
    for name in ("one", "two"):
        written.append(write_organization(tmp_path / name, 100))
    assert written[0] == written[1]
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    with pytest.raises(ValueError, match="at least 100"):
        write_organization(tmp_path / "three", 99)
