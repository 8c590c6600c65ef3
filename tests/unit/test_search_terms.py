"""What a text is found by, and what is asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.domain.search_terms import NOTHING, question, terms

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@pytest.mark.parametrize(
    ("text", "found_by"),
    [
        ("Reach 1,000,000 users", "reach 1 000 000 users 1000000"),
        ("O’Neil's e-mail", "o neil s e mail oneils email"),
        ("Millorar la col·laboració", "millorar la col laboracio collaboracio"),
        ("目標🚀成長率 2026年", "目 標 成 長 率 2026 年 🚀"),
        ("ภาษา", "ภ า ษ า"),
        ("C++", "c + +"),
        ("!?", "! ?"),
        ("🚀!", "🚀"),
        ("\u200b", ""),
    ],
)
def test_a_text_is_found_by_its_words_and_runs(text: str, found_by: str) -> None:
    assert terms([text]) == found_by


def test_each_text_of_a_node_has_its_own_terms() -> None:
    assert terms(["成", "長"]) == "成 -- 長"


def test_a_question_asks_for_every_word_whole_or_as_a_beginning() -> None:
    assert question("Grow ARR", "t") == "+(t:/grow/^4 t:grow*) +(t:/arr/^4 t:arr*)"
    assert question("成長 !", "t") == '+(t:"成 長"^0)'
    assert question("e-mail", "t") == (
        "+((+(t:/e/^4 t:e*) +(t:/mail/^4 t:mail*)) t:/email/^4 t:email*)"
    )
    assert question('"\\', "t") == '+t:"\\""^0 +t:"\\\\"^0'
    assert question(" \u200b", "t") == NOTHING


@given(TEXTS)
def test_terms_are_split_by_spaces_alone_and_short(text: str) -> None:
    found = terms([text])
    assert found == " ".join(found.split())
    assert all(len(term) <= 64 for term in found.split(" "))


@given(TEXTS)
def test_whatever_shows_something_is_found_by_something(text: str) -> None:
    assert (terms([text]) == "") == (question(text, "t") == NOTHING)
