"""Every view as somebody meets it who does not see it, or sees it otherwise: axe finds nothing, keys do all."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

import sse_widgets as sw
from tests.browser.bridge import Bridge
from tests.browser.stage import stage

AXE = Path(__file__).parent.parent.parent / "js/node_modules/axe-core/axe.min.js"
KINDS = (
    "console", "messages", "agents", "plan", "sources", "canvas", "timeline", "inspector", "composer", "connection",
)  # fmt: skip
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "contrast": {"color_scheme": "dark", "forced_colors": "active"},
    "narrow": {"viewport": {"width": 360, "height": 900}},
}
FINDINGS = """async kind => {
    const {violations} = await axe.run(document.getElementById(`stage-${kind}`), {
        rules: {region: {enabled: false}},  // a page has regions, a cell is none
    });
    return violations.flatMap(({id, nodes}) => nodes.map(node => `${id}: ${node.html.slice(0, 160)}`));
}"""


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_in_any_view(browser: Browser, look: str):
    run = sw.load("literature_review")
    with stage(browser, strict=False, **LOOKS[look]) as on_stage:
        for kind in KINDS:
            on_stage.mount(kind)
        on_stage.page.evaluate("look => document.body.style.colorScheme = look", "dark" if look != "light" else look)
        if look in ("dark", "contrast"):
            on_stage.page.evaluate(
                "() => { document.body.style.background = '#111'; document.body.style.color = '#eee'; }"
            )
        on_stage.show(run.document, clock=run.state.run.ended_at)
        on_stage.page.evaluate(AXE.read_text())
        found = {kind: on_stage.page.evaluate(FINDINGS, kind) for kind in KINDS}

        assert {kind: said for kind, said in found.items() if said} == {}


def test_axe_finds_nothing_in_any_tab_of_the_console(browser: Browser):
    run = sw.load("literature_review")
    with stage(browser, strict=False) as on_stage:
        on_stage.mount("console")
        on_stage.show(run.document)
        on_stage.page.evaluate(AXE.read_text())
        for tab in on_stage.page.get_by_role("tab").all():
            tab.click()

            assert on_stage.page.evaluate(FINDINGS, "console") == [], tab.inner_text()


@pytest.mark.parametrize("width", [360, 1100])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_an_inspector_with_a_frame_open(browser: Browser, theme: str, width: int):
    run = sw.load("data_cleaning")
    run.break_on("tool.started")
    with Bridge(browser, run, theme=theme, width=width) as bridge:
        bridge.mount("inspector", query="type:tool.finished")
        bridge.until(lambda: bridge.page.locator(".ssew-frame-n").count())
        bridge.page.evaluate(AXE.read_text())
        bridge.page.evaluate("document.getElementById('view').id = 'stage-inspector'")
        for row in (".ssew-frame >> nth=2", ".ssew-frame[data-flag=error]"):
            bridge.page.locator(row).first.dispatch_event("click")
            bridge.until(lambda: bridge.page.locator(".ssew-detail .ssew-text").count() == 3)

            assert bridge.page.evaluate(FINDINGS, "inspector") == []


def test_every_tab_of_the_console_is_reached_by_the_keyboard(browser: Browser):
    run = sw.load("literature_review")
    with stage(browser) as on_stage:
        on_stage.mount("console")
        on_stage.show(run.document)
        tabs = on_stage.page.get_by_role("tab")
        names = [tab.inner_text().split("\n")[0] for tab in tabs.all()]
        tabs.first.focus()
        seen = []
        for _ in names:
            seen.append(on_stage.page.locator("[role=tab][aria-selected=true]").first.inner_text().split("\n")[0])
            on_stage.page.keyboard.press("ArrowRight")

        assert sorted(set(seen)) == sorted(names)


def test_whatever_can_be_clicked_can_be_reached_with_tab(browser: Browser):
    run = sw.load("literature_review")
    with stage(browser) as on_stage:
        for kind in KINDS:
            on_stage.mount(kind)
        on_stage.show(run.document)
        unreachable = on_stage.page.evaluate(
            """() => [...document.querySelectorAll('main *')]
                .filter(element => getComputedStyle(element).cursor === 'pointer')
                .filter(element => !element.closest('button, a[href], input, select, textarea, label, [tabindex]'))
                .map(element => element.outerHTML.slice(0, 120))"""
        )

        assert unreachable == []
