"""The example questions fit the contract, and the page's build is pinned without addresses."""

from __future__ import annotations

import json
import re

import pytest
from graphql import GraphQLSchema, OperationDefinitionNode, build_schema, validate
from graphql.execution.values import get_variable_values

from tests.web.questions import WEB, Question, questions

QUESTIONS = questions()


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema((WEB.parent / "schema" / "schema.graphql").read_text(encoding="utf-8"))


def test_the_screens_and_what_else_is_asked_are_there_in_their_order() -> None:
    assert [question.name for question in QUESTIONS] == [
        "AlignmentTree",
        "ObjectivePage",
        "KpiPage",
        "PersonHome",
        "TeamPage",
        "CheckInList",
        "WhatIf",
        "LastMonth",
        "WhatChanged",
        "WhatIsWrong",
        "WhyAtRisk",
        "WhatMoved",
        "WhereIsItGoing",
        "ThisWeek",
        "LastQuarter",
        "WhatToDo",
    ]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_a_question_fits_the_contract(question: Question, schema: GraphQLSchema) -> None:
    assert validate(schema, question.document) == []


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_a_question_comes_with_its_variables(question: Question, schema: GraphQLSchema) -> None:
    [operation] = [
        it for it in question.document.definitions if isinstance(it, OperationDefinitionNode)
    ]
    declared = operation.variable_definitions or ()
    assert not isinstance(get_variable_values(schema, declared, question.variables), list)
    assert {it.variable.name.value for it in declared} == set(question.variables)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_a_question_says_what_it_asks(question: Question) -> None:
    """The menu shows the comment's first sentence; the editor has room for 56 letters a line."""
    comment = re.match(r"(?:#.*\n)+", question.text)
    assert comment
    assert re.match(r"# [A-Z][^.?!]*(\n# [^.?!]*)*[.?!]\s", comment.group())
    assert max(map(len, comment.group().splitlines())) <= 56


def test_every_package_is_pinned() -> None:
    package = json.loads((WEB / "package.json").read_text(encoding="utf-8"))
    versions = package["dependencies"] | package["devDependencies"]
    assert [it for it in versions.items() if not re.fullmatch(r"\d+\.\d+\.\d+", it[1])] == []


def test_the_lock_has_sums_and_no_addresses() -> None:
    """`npm run relock` in web/ writes it so."""
    text = (WEB / "package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(text)["packages"]
    assert "://" not in text
    assert [name for name, it in packages.items() if "resolved" in it] == []
    assert [name for name, it in packages.items() if name and "integrity" not in it] == []
