"""The harness itself: values come back, comm messages are seen both ways."""

import pytest

from tests.kernel.kernel import Kernel

ECHO = """
import anywidget, threading

class Echo(anywidget.AnyWidget):
    _esm = "export default {}"

echo = Echo()
echo.on_msg(lambda widget, content, buffers: widget.send({"heard": content}, [b"bytes"]))
"""


def test_a_cell_gives_its_value_its_outputs_and_its_error(kernel: Kernel):
    assert kernel.run("print('hello')\nx = 2\n[x, x + 1]") == [2, 3]
    assert kernel.outputs[0]["text"] == "hello\n"
    assert kernel.run("x = 3") is None
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        kernel.run("1 / 0")


def test_what_goes_over_a_comm_is_seen_in_both_directions(kernel: Kernel):
    kernel.run(ECHO)
    opened = next(comm for comm in kernel.comms if "_esm" in comm.data.get("state", {}))

    kernel.send(opened.comm_id, {"method": "custom", "content": {"word": "hi"}})
    answer = kernel.until(lambda: next((comm for comm in kernel.comms if comm.custom), None))
    assert (answer.kind, answer.custom, answer.buffers) == ("msg", {"heard": {"word": "hi"}}, [b"bytes"])

    kernel.run("threading.Thread(target=echo.send, args=({'from': 'a thread'},)).start()")
    kernel.until(lambda: any(comm.custom == {"from": "a thread"} for comm in kernel.comms))
