"""A view that nobody sees does nothing, and is right when it comes back."""

from playwright.sync_api import Browser

import sse_widgets as sw
from tests.browser.stage import Stage, stage
from tests.waiting import until

COUNT = """kind => {
    window.changes = 0;
    new MutationObserver(all => { window.changes += all.filter(one => one.target.role !== 'status').length; })
        .observe(document.getElementById(`stage-${kind}`), {childList: true, subtree: true, characterData: true});
}"""
"""What is said to a screen reader is said wherever the view is."""
NOTICED = "() => new Promise(told => new IntersectionObserver(() => told()).observe(document.body))"
"""Observers are told in the order in which they were made, so that the views have been told before this one."""
ALL = {"width": 900, "height": 3000}
"""All views fit in."""
KINDS = ("messages", "agents", "sources", "canvas")


def test_a_view_out_of_sight_is_not_touched_and_is_right_when_it_comes_back(browser: Browser):
    run = sw.load("literature_review")
    with stage(browser, viewport=ALL) as on_stage:
        run.show(20)
        on_stage.page.evaluate("() => { document.querySelector('main').style.paddingBlockStart = '6000px'; }")
        for kind in KINDS:
            on_stage.mount(kind)
        on_stage.show(run.document, clock=1.0)
        for kind in KINDS:
            on_stage.page.evaluate(COUNT, kind)
        on_stage.page.evaluate(NOTICED)
        until(lambda: at_rest(on_stage))
        for shown in range(30, len(run.frames), 10):
            run.show(shown)
            on_stage.show(run.document, clock=1.0)
        assert on_stage.page.evaluate("window.changes") == 0

        on_stage.page.evaluate("() => { document.querySelector('main').style.paddingBlockStart = '0'; }")
        with stage(browser, viewport=ALL) as fresh:
            for kind in KINDS:
                fresh.mount(kind)
            fresh.show(run.document, clock=1.0)
            faces = _faces(fresh.page)

            until(lambda: _faces(on_stage.page) == faces)


def at_rest(on_stage: Stage) -> bool:
    """Whether nothing more comes of what the page was told so far."""
    on_stage.page.evaluate("window.changes = 0")
    on_stage.frame()
    return on_stage.page.evaluate("window.changes === 0")


def _faces(page):
    page.locator("[role=status]").evaluate_all("all => all.forEach(one => { one.textContent = ''; })")
    return [page.locator(f"#stage-{kind}").inner_text() for kind in KINDS]
