"""Read a stream in a process of its own, and print by how many MiB that made it grow: `… SMALL_URL URL`."""

import json
import resource
import sys

from tests.transport.listening import read


def peak() -> float:
    """Return the most memory this process ever held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Read a small stream for what must be loaded in any case, then the other."""
    small, large = sys.argv[1:]
    read(small)
    before = peak()
    listener = read(large)
    lengths = [len(frame.data) for frame in listener.frames]
    closed = listener.closed
    print(json.dumps({"grown": peak() - before, "names": listener.names, "lengths": lengths, "closed": closed}))


if __name__ == "__main__":
    main()
