"""How the page looks on a phone, to a screen reader, and to another organization."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

import pytest
from playwright.async_api import FloatRect, expect

from graph.database.client import Database
from graph.interchange import import_document
from graph.writes.execution.tokens import create_token
from tests.web.questions import WEB, questions
from tests.web.visit import Visit, visiting

NAMES = [question.name for question in questions()]
EXAMPLE = json.loads((WEB.parent / "data" / "example.json").read_text(encoding="utf-8"))
AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"
OUTSIDE = """() =>
    [...document.querySelectorAll("#header *, .graphiql-editors, .graphiql-response")]
    .filter(it => it.getBoundingClientRect().right > innerWidth + 1)
    .map(it => it.outerHTML.slice(0, 80))"""


async def test_a_phone_shows_question_and_answer_as_wide_as_it_is(
    site: str, tmp_path: Path
) -> None:
    async with visiting(site, tmp_path / "profile", 390, 844) as visit:
        await visit.open()
        assert (await visit.run(NAMES[0])).keys() == {"data"}
        for pane in (".graphiql-editors", ".graphiql-response"):
            box = await visit.page.locator(pane).bounding_box()
            assert box is not None
            assert box["width"] > 340
            assert box["height"] > 300
        assert await visit.page.evaluate(OUTSIDE) == []
        assert await visit.page.evaluate("document.documentElement.scrollWidth") <= 390
        answer = visit.page.locator(".graphiql-response .view-lines")
        await answer.scroll_into_view_if_needed()
        await expect(answer).to_be_in_viewport()
        assert (await visit.shown()).startswith("{")

        await visit.page.get_by_role("button", name="Show Documentation Explorer").click()
        docs = await visit.page.locator(".graphiql-plugin").bounding_box()
        assert docs is not None
        assert docs["width"] == 390
        assert visit.complaints == []


async def test_the_menu_shows_that_it_scrolls(site: str, tmp_path: Path) -> None:
    async with visiting(site, tmp_path / "profile", 390, 500) as visit:
        await visit.open()
        await visit.page.get_by_role("button", name="Example questions").click()
        menu = visit.page.get_by_role("menu")
        box = await menu.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        assert box["y"] + box["height"] <= 500
        below = await menu.evaluate("it => it.scrollHeight - it.clientHeight")
        assert below > 0
        # The shadow at its lower end lies open until the end is reached.
        more = await _lower_end(visit, box)
        await menu.evaluate("it => it.scrollTo(0, it.scrollHeight)")
        assert await _lower_end(visit, box) != more


async def _lower_end(visit: Visit, box: FloatRect) -> bytes:
    """A picture of the left part of the menu's lower end, where no text is."""
    below = box["y"] + box["height"]
    clip = FloatRect(x=box["x"] + 9, y=below - 8, width=6, height=6)
    return await visit.page.screenshot(clip=clip)


@pytest.mark.parametrize("width", [390, 1280])
async def test_axe_finds_nothing_serious(site: str, tmp_path: Path, width: int) -> None:
    async with visiting(site, tmp_path / "profile", width, 844) as visit:
        await visit.open()
        await visit.run(NAMES[0])
        await visit.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = await visit.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        serious = [
            (violation["id"], [node["html"][:120] for node in violation["nodes"]])
            for violation in found["violations"]
            if violation["impact"] in ("serious", "critical")
            # GraphiQL's own: its tabs hold the buttons that choose and close them.
            and not all('class="graphiql-tab' in node["html"] for node in violation["nodes"])
        ]
        assert serious == []


async def test_questions_are_about_the_organization_that_is_there(
    database: Database, closed_site: str, tmp_path: Path
) -> None:
    org = f"org_{secrets.token_hex(8)}"
    await import_document(database, EXAMPLE, organization=org)
    token = await create_token(database, org, service="lumen", scope="admin")
    async with visiting(closed_site, tmp_path / "profile") as visit:
        await visit.open()
        header = visit.page.locator("#header")
        await header.get_by_role("textbox").fill(token)
        await header.get_by_role("button", name="Use").click()
        await expect(header).to_contain_text("Asking as lumen")
        for name in NAMES:
            await visit.go_to(name)
            answer = await visit.run(name)
            assert answer.keys() == {"data"}, name
            for key, value in answer["data"].items():
                assert value is not None, (name, key)
                if isinstance(value, dict):
                    assert value.get("problems", []) == [], name
