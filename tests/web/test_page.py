"""The page in Debian's Chromium, against the demo server over HTTP."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.web.questions import Question, questions
from tests.web.visit import Visit, visiting

QUESTIONS = questions()
NAMES = [question.name for question in QUESTIONS]


@pytest.fixture
async def visit(site: str, tmp_path: Path) -> AsyncIterator[Visit]:
    async with visiting(site, tmp_path / "profile") as visit:
        yield visit


async def test_every_question_runs_at_a_click_and_nothing_leaves_the_machine(
    visit: Visit,
) -> None:
    await visit.open()
    assert await visit.page.title() == "goalgraph"
    assert await visit.titles() == NAMES

    for question in QUESTIONS:
        await visit.go_to(question.name)
        answer = await visit.run(question.name)
        assert answer.keys() == {"data"}, question.name
        assert [key for key, value in answer["data"].items() if value is None] == [], question.name
        first = next(iter(answer["data"]))
        shown = await visit.shown()
        assert shown.startswith("{"), question.name
        assert f'"{first}"' in shown, question.name

    assert visit.foreign() == []
    assert visit.complaints == []


async def test_the_first_question_runs_after_a_reload(visit: Visit) -> None:
    await visit.open()
    await kept(visit, NAMES)
    await visit.open()
    assert (await visit.run(NAMES[0])).keys() == {"data"}
    assert await visit.titles() == NAMES


async def test_a_question_that_was_closed_comes_back_and_stays(visit: Visit) -> None:
    gone = QUESTIONS[2]
    rest = [name for name in NAMES if name != gone.name]
    await visit.open()
    await visit.go_to(gone.name)
    await visit.page.get_by_role("tab", name=gone.name).get_by_label("Close Tab").click()
    await expect(visit.page.get_by_role("tab")).to_have_count(len(rest))
    await kept(visit, rest)
    await visit.open()
    assert await visit.titles() == rest

    await choose(visit, gone)
    assert await visit.titles() == [*rest, gone.name]
    assert (await visit.run(gone.name)).keys() == {"data"}
    await kept(visit, [*rest, gone.name])
    await visit.open()
    assert await visit.titles() == [*rest, gone.name]

    # Chosen once more, it is only gone to.
    await visit.go_to(rest[0])
    await choose(visit, gone)
    selected = visit.page.get_by_role("tab", selected=True)
    await expect(selected).to_contain_text(gone.name)
    assert await visit.titles() == [*rest, gone.name]
    assert visit.complaints == []


async def choose(visit: Visit, question: Question) -> None:
    """Pick a question from the list in the header."""
    await visit.page.get_by_role("button", name="Example questions").click()
    await visit.page.get_by_role("menuitem").filter(has_text=question.name).click()


async def kept(visit: Visit, names: list[str]) -> None:
    """Wait until the browser has stored these tabs, which GraphiQL does with a delay."""
    await visit.page.wait_for_function(
        """names => {
            const { tabs } = JSON.parse(localStorage.getItem("graphiql:tabState"));
            return JSON.stringify(tabs.map(tab => tab.title)) === names;
        }""",
        arg=json.dumps(names, separators=(",", ":")),
    )


async def test_the_header_says_who_is_asking(visit: Visit) -> None:
    await visit.open()
    await expect(visit.page.locator("#header")).to_contain_text("Asking as Amara Okafor")


async def test_a_server_that_wants_a_token_is_given_one(
    closed_site: str, service_token: str, tmp_path: Path
) -> None:
    async with visiting(closed_site, tmp_path / "profile") as visit:
        await visit.open()
        header = visit.page.locator("#header")
        await expect(header).to_contain_text("This server wants a token.")
        await header.get_by_role("textbox").fill("wrong")
        await header.get_by_role("button", name="Use").click()
        await expect(header).to_contain_text("That token is not known.")

        await header.get_by_role("textbox").fill(service_token)
        await header.get_by_role("button", name="Use").click()
        await expect(header).to_contain_text("Asking as reporting")
        assert (await visit.run(NAMES[0])).keys() == {"data"}
        await visit.open()
        await expect(header).to_contain_text("Asking as reporting")

        await header.get_by_role("button", name="Forget token").click()
        await expect(header).to_contain_text("This server wants a token.")
        assert visit.foreign() == []
