"""Keys of findings, and when a decision about one holds."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.domain.errors import InvalidInput
from graph.domain.findings.dismissals import Dismissal, in_force, marked, still_open
from graph.domain.findings.finding import Finding, FindingRule
from graph.domain.findings.keys import DISMISSED, KEY_KINDS, parsed
from graph.domain.findings.settings import DEFAULTS
from graph.model.registry import PREFIXES

DAY = date(2026, 11, 10)


def test_every_rule_says_what_its_keys_name() -> None:
    assert list(KEY_KINDS) == list(DEFAULTS)
    assert {kind for kinds in KEY_KINDS.values() for several in kinds for kind in several} == set(
        DISMISSED
    )


@given(st.sampled_from(list(KEY_KINDS)), st.randoms(use_true_random=False))
def test_a_key_is_taken_apart_as_it_was_put_together(rule: FindingRule, random: Random) -> None:
    kinds = [random.choice(several) for several in KEY_KINDS[rule]]
    nodes = [f"{PREFIXES[kind]}a-{place}_Z" for place, kind in enumerate(kinds)]
    key = f"{rule}:{'+'.join(nodes)}"
    assert parsed(key) == (rule, tuple(nodes))
    with pytest.raises(InvalidInput):
        parsed(f"{key}+obj_more")
    with pytest.raises(InvalidInput):
        parsed(f"{rule}:cyc_a+cyc_b")


@given(st.integers(-3, 3) | st.none())
def test_a_decision_holds_until_its_last_day_is_over(days: int | None) -> None:
    last = None if days is None else (DAY + timedelta(days)).isoformat()
    finding = Finding("IDLE_OBJECTIVE", "INFO", ("obj_a",))
    other = Finding("IDLE_OBJECTIVE", "INFO", ("obj_b",))
    held = in_force([Dismissal("dis_a", finding.key, last)], DAY)
    found = marked([finding, other], held)
    holds = days is None or days >= 0
    assert [row.dismissal for row in found] == ["dis_a" if holds else None, None]
    assert still_open(found) == ([other] if holds else [finding, other])
