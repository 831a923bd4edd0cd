"""A person at a browser: signs in, opens pages, and leaves a list of the pages they saw."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Browser, Page, expect

from tests.browser.site import Site
from tests.cast import PASSWORD

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@cache
def axe_source() -> str:
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


class Visitor:
    def __init__(self, browser: Browser, site: Site, who: str) -> None:
        self.site, self.who = site, who
        self.context = browser.new_context(locale="ru-RU", viewport={"width": 1280, "height": 900})
        self.page: Page = self.context.new_page()
        self.errors: list[str] = []
        self.seen: dict[str, None] = {}
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        self.page.on("load", lambda page: self.seen.setdefault(page.url))
        self._sign_in()

    def _sign_in(self) -> None:
        self.page.goto(f"{self.site.address}/login")
        self.page.fill("input[name=login]", self.who)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("main form button[type=submit]")
        expect(self.page.locator("header .me")).to_be_visible()

    def go(self, path: str) -> Page:
        self.page.goto(self.site.url(path))
        return self.page

    def leave(self) -> None:
        self.context.close()


def violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA, a line for each place."""
    page.evaluate(axe_source())
    found: dict[str, Any] = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", WCAG
    )
    return [
        f"{page.url} {rule['id']}: {node['target']} {node.get('failureSummary', '')}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def look(visitor: Visitor, url: str, *, width: int, scheme: str) -> list[str]:
    """Open a page again in another light and at another width; what is wrong with it."""
    page = visitor.page
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(url)
    wrong = violations(page)
    scroll = page.evaluate("document.documentElement.scrollWidth")
    if scroll > width:
        wrong.append(f"{url} at {width}: scrolls sideways to {scroll}")
    return wrong
