"""The lock under which what several versions share is added to; nobody holds it for longer than that takes."""

import os
import threading

lock = threading.Lock()


def _renew() -> None:
    """A forked child has the lock, but not the thread that may be holding it."""
    global lock
    lock = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew)
