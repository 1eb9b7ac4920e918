"""What a screen reader says of a run: boundaries, in an order that makes sense, and not much of it."""

from itertools import groupby

import pytest
from playwright.sync_api import Browser

import sse_widgets as sw
from tests.browser.stage import stage

LISTEN = """kind => {
    window.heard = [];
    const region = document.querySelector(`#stage-${kind} [role=status][aria-live=polite]`);
    new MutationObserver(() => window.heard.push(region.textContent)).observe(region, {childList: true});
}"""


def heard(browser: Browser, recording: str, kind: str, **options: str) -> list[str]:
    """Return what the live region of a view said while a recording came in, second by second."""
    run = sw.load(recording)
    seconds = [len(list(frames)) for _, frames in groupby(run.frames, lambda frame: int(frame.at))]
    with stage(browser) as on_stage:
        clock = on_stage.page.clock
        clock.install()
        on_stage.frame = lambda: clock.run_for(1000)  # a page that is shown something is given a second of its time
        on_stage.mount(kind, **options)
        run.show(0)
        on_stage.show(run.document, clock=0.0)
        on_stage.page.evaluate(LISTEN, kind)
        shown = 0
        for second, came in enumerate(seconds):
            shown += came
            run.show(shown)
            on_stage.show(run.document, clock=float(second))
        clock.run_for(5000)
        return list(on_stage.page.evaluate("window.heard"))


@pytest.mark.parametrize("kind", ["console", "messages"])
def test_a_run_is_told_by_its_boundaries_in_their_order(browser: Browser, kind: str):
    assert heard(browser, "literature_review", kind) == [
        "Run running. Coordinator started.",
        "Researcher started. Analyst started.",
        "Still running: Coordinator, Researcher, Analyst.",
        "Researcher completed.",
        "Analyst completed.",
        "Writer started.",
        "Still running: Coordinator, Writer.",
        "Answer complete.",
        "Writer completed.",
        "Coordinator completed. Run completed.",
    ]


def test_a_call_is_told_when_it_is_over_and_how(browser: Browser):
    said = heard(browser, "data_cleaning", "console")

    assert said[:2] == ["Run running.", "Tool read_csv completed."]
    assert "Tool parse_dates failed." in said
    assert said[-1] == "Run completed."
    assert len(said) < 30


def test_sentences_are_read_where_that_is_wanted(browser: Browser):
    said = heard(browser, "literature_review", "messages", announce="sentences")

    assert any("Insulation decides." in text for text in said)


@pytest.mark.parametrize("kind", ["console", "messages"])
def test_nothing_is_told_where_nothing_is_wanted(browser: Browser, kind: str):
    assert heard(browser, "literature_review", kind, announce="off") == []
