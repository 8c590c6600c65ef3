"""A visit of the page in Debian's Chromium."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import ConsoleMessage, Page, Request, async_playwright, expect

from tests.web.questions import WEB

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
async def visiting(
    address: str, profile: Path, width: int = 1280, height: int = 800
) -> AsyncIterator[Visit]:
    """A browser with a window of that size, open at nothing yet."""
    assert CHROMIUM, "These tests need Debian's Chromium: apt-get install chromium"
    assert (WEB / "dist" / "index.html").exists(), "The page is not built: make setup"
    async with async_playwright() as playwright:
        context = await playwright.chromium.launch_persistent_context(
            profile,
            executable_path=CHROMIUM,
            args=FLAGS,
            viewport={"width": width, "height": height},
        )
        # The first answers of a fresh database are planned first, and other tests run beside.
        context.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        visit = Visit(context.pages[0], address)
        visit.watch()
        yield visit
        await context.close()
