"""A broadcaster in a real kernel."""

import sse_widgets as sw
from tests.kernel.kernel import Kernel
from tests.waiting import until

START = """
import pathlib, threading
from sse_widgets.broadcast import Broadcaster

broadcaster = Broadcaster().start()
await broadcaster.publish("s", "message_token", {"messageId": "m", "token": "first "})
broadcaster.url
"""
AGENT = """
def agent():
    while not stop.exists():
        broadcaster.publish_threadsafe("s", "message_token", {"messageId": "m", "token": "more "}).result()
        threading.Event().wait(0.01)

stop = pathlib.Path("stop")
threading.Thread(target=agent).start()
while not stop.exists():
    pass
"""

LAST = """
await broadcaster.publish("s", "message_token", {"messageId": "m", "token": "last", "isComplete": True})
await broadcaster.end("s")
await run
None
"""


def test_it_serves_another_process_while_a_cell_keeps_the_kernel_busy(kernel: Kernel, tmp_path):
    run = sw.connect(kernel.run(START) + "/agent_network_sse/s")
    busy = kernel.start(AGENT)
    until(lambda: run.messages and run.messages[-1].text.count("more") >= 20)
    (tmp_path / "stop").touch()
    kernel.finish(busy)

    assert run.messages[-1].text.startswith("first more ")
    assert (
        kernel.run("broadcaster.stop()\n[each.name for each in threading.enumerate()]").count("sse_widgets.broadcast")
        == 0
    )
    run.stop()


def test_a_cell_of_the_same_kernel_watches_what_it_publishes(kernel: Kernel):
    kernel.run(START)
    kernel.run("import sse_widgets as sw; run = sw.connect(f'{broadcaster.url}/agent_network_sse/s')")
    kernel.run(LAST)

    assert kernel.run("[run.messages[-1].text, run.status]") == ["first last", "completed"]
    kernel.run("broadcaster.stop()")
