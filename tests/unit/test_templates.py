"""The library of templates: every one passes the rules, and usual KPIs find theirs."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.domain.templates.library import library
from graph.domain.templates.matching import LEAST, likeness, ranked
from graph.domain.templates.template import (
    Effect,
    Template,
    is_built_in,
    result_mistakes,
    result_of,
)
from graph.domain.text import line
from tests.reference import templates as slow

TEMPLATES = list(library().values())
RESTATES = 0.6
"""So alike is a key result that says what the KPI says."""


def test_ten_departments_of_ten() -> None:
    counts = Counter(template.department for template in TEMPLATES)
    assert len(counts) == 10
    assert set(counts.values()) == {10}
    assert len({template.title for template in TEMPLATES}) == 100


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.id)
def test_passes_the_rules(template: Template) -> None:
    assert is_built_in(template.id)
    assert template.built_in
    assert 2 <= len(template.results) <= 5
    assert 1 <= len(template.initiatives) <= 5
    assert 2 <= len(template.helps) <= 5
    texts = [
        template.title,
        template.description or "",
        *template.initiatives,
        *template.helps,
        *(result.title for result in template.results),
    ]
    assert all(text and text == line(text) and len(text) <= 200 for text in texts)
    assert len(set(texts)) == len(texts)
    for result in template.results:
        assert not list(result_mistakes(result))
        assert result.goal in ("INCREASE", "DECREASE")
        if result.unit.kind == "PERCENT":
            assert min(result.start or 0, result.target or 0) >= 0
            assert max(result.start or 0, result.target or 0) <= 100


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.id)
def test_key_results_do_not_restate_the_kpi(template: Template) -> None:
    for result in template.results:
        for words in template.helps:
            assert likeness(result.title, words) < RESTATES, (result.title, words)


def test_a_key_result_that_restates_would_be_found() -> None:
    assert likeness("Customer churn rate", "customer churn") > RESTATES
    assert likeness("Reach a net promoter score of 50", "net promoter score") > RESTATES


@pytest.mark.parametrize(
    ("kpi", "effect", "department"),
    [
        ("Sales by region", "RAISES", "Sales"),
        ("Win rate", "RAISES", "Sales"),
        ("Sales cycle length in days", "LOWERS", "Sales"),
        ("Average deal size", "RAISES", "Sales"),
        ("Number of new customers", "RAISES", "Sales"),
        ("Website traffic", "RAISES", "Marketing"),
        ("Marketing qualified leads", "RAISES", "Marketing"),
        ("Customer acquisition cost", "LOWERS", "Marketing"),
        ("Newsletter subscribers", "RAISES", "Marketing"),
        ("Monthly customer churn", "LOWERS", "Customer success"),
        ("Net promoter score", "RAISES", "Customer success"),
        ("First response time of support", "LOWERS", "Customer success"),
        ("Customer satisfaction (CSAT)", "RAISES", "Customer success"),
        ("Monthly active users", "RAISES", "Product"),
        ("Activation rate", "RAISES", "Product"),
        ("Feature adoption", "RAISES", "Product"),
        ("Time to market", "LOWERS", "Product"),
        ("Deployment frequency", "RAISES", "Engineering"),
        ("Change failure rate", "LOWERS", "Engineering"),
        ("Mean time to recovery", "LOWERS", "Engineering"),
        ("Page load time", "LOWERS", "Engineering"),
        ("Service uptime", "RAISES", "Engineering"),
        ("Employee engagement", "RAISES", "People"),
        ("Staff turnover", "LOWERS", "People"),
        ("Time to hire", "LOWERS", "People"),
        ("Training hours per employee", "RAISES", "People"),
        ("Gross margin", "RAISES", "Finance"),
        ("Days sales outstanding", "LOWERS", "Finance"),
        ("Operating cash flow", "RAISES", "Finance"),
        ("Budget variance", "LOWERS", "Finance"),
        ("On-time delivery", "RAISES", "Operations"),
        ("Inventory turnover", "RAISES", "Operations"),
        ("Safety incidents", "LOWERS", "Operations"),
        ("Cost per unit", "LOWERS", "Operations"),
        ("Security incidents", "LOWERS", "IT and security"),
        ("Open vulnerabilities", "LOWERS", "IT and security"),
        ("Cloud costs", "LOWERS", "IT and security"),
        ("Monthly recurring revenue", "RAISES", "Company"),
        ("Market share", "RAISES", "Company"),
        ("Carbon footprint", "LOWERS", "Company"),
    ],
)
def test_usual_kpis_find_theirs(kpi: str, effect: Effect, department: str) -> None:
    assert ranked(kpi, TEMPLATES, effect)[0].department == department


def test_what_nothing_is_like_finds_none() -> None:
    assert ranked("Zyxwvu", TEMPLATES) == []
    assert ranked("", TEMPLATES) == []


@given(st.text("abc XY.-1"), st.text("abc XY.-1"))
def test_likeness(one: str, other: str) -> None:
    found = likeness(one, other)
    assert found == pytest.approx(slow.likeness(one, other))
    assert found == likeness(other, one)


@given(st.sampled_from(TEMPLATES), st.sampled_from(["RAISES", "LOWERS", None]))
def test_ranked(template: Template, effect: Effect | None) -> None:
    text = template.helps[0]
    rows = ranked(text, TEMPLATES, effect)
    alike = {one.id: slow.likeness(text, " ".join(one.helps)) for one in TEMPLATES}
    wanted = {
        one.id
        for one in TEMPLATES
        if effect in (None, one.effect) and alike[one.id] >= LEAST - 1e-12
    }
    assert {one.id for one in rows} == wanted
    for first, second in combinations(rows[:20], 2):
        assert alike[first.id] >= alike[second.id] - 1e-12


@given(st.sampled_from(TEMPLATES))
def test_key_results_are_stored_as_text(template: Template) -> None:
    for result in template.results:
        assert result_of(orjson.loads(result.text)) == result
