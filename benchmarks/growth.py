"""What a token costs at the end of a very long answer, over what it costs at the start."""

import time

from benchmarks.browser import Browser
from sse_widgets.frame import Frame
from sse_widgets.run import Run

SHORT, LONG = 10_000, 1_000_000
DATA = '{"messageId":"answer","token":"word ","isComplete":false}'


def cpu_per_token(tokens: int) -> float:
    """Return seconds of CPU per token of a message of `tokens`, the browser's share included."""
    run = Run()
    browser = Browser(run.model)
    browser.hello()
    start = time.process_time()
    for n in range(tokens):
        run.feed(Frame("message_token", DATA, "", None, n / 1000))
    run.model.flush(force=True)
    spent = time.process_time() - start
    assert len(run.messages[0].text) == 5 * tokens
    return spent / tokens


def measure() -> dict[str, float]:
    """Return the ratio, and the cost at either length in microseconds."""
    cpu_per_token(SHORT)
    short = sorted(cpu_per_token(SHORT) for _ in range(9))[4]
    long = cpu_per_token(LONG)
    return {"cost_growth": long / short, "cost_short_us": short * 1e6, "cost_long_us": long * 1e6}
