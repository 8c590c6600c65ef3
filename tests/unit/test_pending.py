"""What a write has asked for and not written yet, against a list that is searched."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from graph.writes.unit_of_work.write_buffer import Pending

_ENDS = st.sampled_from(["1", "2", "3"])
_STEPS = st.lists(st.tuples(st.booleans(), _ENDS, _ENDS), max_size=12)


@given(_STEPS)
def test_a_relationship_that_ends_before_it_is_written_was_never_there(
    steps: list[tuple[bool, str, str]],
) -> None:
    pending = Pending()
    begun: list[list[str]] = []
    ended: list[list[str]] = []
    for begins, person, goal in steps:
        pair = [f"psn_{person}", f"obj_{goal}"]
        if begins and pair not in begun:
            pending.relate("OWNS", *pair)
            begun.append(pair)
        elif not begins:
            pending.unrelate("OWNS", *pair)
            if pair in begun:
                begun.remove(pair)
            else:
                ended.append(pair)
    wanted = [("unrelate", ended), ("relate", begun)]
    taken = [(block.action, rows) for block, rows in pending.take()]
    assert taken == [(action, rows) for action, rows in wanted if rows]
    assert pending.take() == []
