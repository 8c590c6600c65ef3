"""The page in Debian's Chromium, against the demo server over HTTP."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.async_api import ConsoleMessage, Page, Request, async_playwright, expect

from tests.web.questions import WEB, Question, questions

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 60_000  # milliseconds
QUESTIONS = questions()
NAMES = [question.name for question in QUESTIONS]


@dataclass(slots=True)
class Visit:
    """A browser that has never been here, and what it did behind the visitor's back."""

    page: Page
    address: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Record every request, and every error on the console or in a script."""

        def requested(request: Request) -> None:
            self.requests.append(request.url)

        def logged(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning"):
                self.complaints.append(message.text)

        self.page.context.on("request", requested)
        self.page.on("console", logged)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    async def open(self) -> None:
        """Open the page, and wait until it has read the schema."""
        async with self.page.expect_response(is_introspection):
            await self.page.goto(self.address)
        await expect(self.page.locator(".graphiql-query-editor .view-line").first).to_be_visible()

    def foreign(self) -> list[str]:
        """The requests that went to another host; what the page carries as data is not one."""
        here = urlsplit(self.address).netloc
        return [
            url
            for url in self.requests
            if not url.startswith(("data:", "blob:")) and urlsplit(url).netloc != here
        ]

    async def titles(self) -> list[str]:
        """The tabs, from left to right."""
        return [it.strip() for it in await self.page.get_by_role("tab").all_inner_texts()]

    async def go_to(self, name: str) -> None:
        """Click a tab."""
        await self.page.get_by_role("tab", name=name).get_by_role("button", name=name).click()

    async def run(self, name: str) -> dict[str, Any]:
        """Press run; the answer as it was sent."""

        def is_answer(response: Any) -> bool:
            return is_asked(response, name)

        async with self.page.expect_response(is_answer) as answered:
            await self.page.get_by_role("button", name=re.compile("^Execute")).click()
        answer: dict[str, Any] = await (await answered.value).json()
        return answer

    async def shown(self) -> str:
        """The text of the answer's pane, as far as it is in view."""
        pane = self.page.locator(".graphiql-response .view-lines")
        await expect(pane).to_contain_text("{")
        return (await pane.inner_text()).replace("\xa0", " ")


def is_introspection(response: Any) -> bool:
    """Whether it answers GraphiQL's question for the schema."""
    return "__schema" in (response.request.post_data or "")


def is_asked(response: Any, name: str) -> bool:
    """Whether it answers the operation of that name."""
    return re.search(rf"(query|mutation) {name}\b", response.request.post_data or "") is not None


@asynccontextmanager
async def visiting(address: str, profile: Path) -> AsyncIterator[Visit]:
    assert CHROMIUM, "These tests need Debian's Chromium: apt-get install chromium"
    assert (WEB / "dist" / "index.html").exists(), "The page is not built: make setup"
    async with async_playwright() as playwright:
        context = await playwright.chromium.launch_persistent_context(
            profile,
            executable_path=CHROMIUM,
            args=FLAGS,
            viewport={"width": 1280, "height": 800},
        )
        # The first answers of a fresh database are planned first, and other tests run beside.
        context.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        visit = Visit(context.pages[0], address)
        visit.watch()
        yield visit
        await context.close()


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
