"""The messages of a Vercel response: one a step, and one more for each text that the server merged into it."""


class Segments:
    """Which of our messages each piece of a response belongs to; ids of texts hold within a step only."""

    def __init__(self) -> None:
        self.chat = ""
        """Id of the message that the server writes, of which ours are parts."""
        self.step = 0
        self.current = ""
        """Our message that what comes next belongs to, empty while there is none."""
        self.all: list[str] = []
        """Of every response of the stream."""
        self._response = self._step = 0
        """How many messages and steps there were before this response."""
        self._before = 0
        """How many messages there were before this step."""
        self._texts: dict[str, str] = {}
        """Our message of every text that is open."""
        self._begins: dict[str, int] = {}
        """Where in its message each of them began."""
        self._length: dict[str, int] = {}
        """Characters of text that each message has."""

    def begin_step(self) -> None:
        """Begin a step."""
        self.step += 1
        self._before, self.current = len(self.all), ""

    @property
    def begun(self) -> bool:
        """Whether there is anything of this response."""
        return self.step > self._step or len(self.all) > self._response

    def begin_response(self) -> None:
        """Begin the next response."""
        self._step, self._response, self._before = self.step, len(self.all), len(self.all)
        self.chat = self.current = ""

    def begin_again(self) -> list[str]:
        """Begin this response again; return our messages of it, which are told anew."""
        gone = self.take_back(self._response)
        self.step = self._step
        return gone

    def here(self) -> str:
        """Return our message that what comes next belongs to."""
        if not self.current:
            first = self.chat or "message"
            self.current = f"{first}/{len(self.all) + 1}" if first in self.all else first
            self._add(self.current)
        return self.current

    def begin(self, text: str) -> str:
        """Return our message for a text that begins, or goes on after its end."""
        message = self.here()
        if message in self._texts.values() and self._texts.get(text) != message:
            message = f"{message}/{text}"
            if message not in self.all:
                self._add(message)
        self._texts[text] = message
        self._begins[text] = self._length[message]
        return message

    def add(self, text: str, size: int) -> str:
        """Return our message for so many more characters of a text."""
        message = self._texts.get(text) or self.begin(text)
        self._length[message] += size
        return message

    def end(self, text: str) -> tuple[str, int]:
        """Return our message for a text that ends, and where in it the text began; empty if it never did."""
        return self._texts.pop(text, ""), self._begins.pop(text, 0)

    def is_open(self, message: str) -> bool:
        """Return whether a text of a message is open."""
        return message in self._texts.values()

    def reset_step(self) -> list[str]:
        """Return our messages of this step, and forget them."""
        return self.take_back(self._before)

    def take_back(self, since: int) -> list[str]:
        """Return all of our messages but the first `since`, and forget them."""
        gone = self.all[since:]
        self.all, self.current = self.all[:since], ""
        self._texts, self._begins = {}, {}
        return gone

    def _add(self, message: str) -> None:
        self.all.append(message)
        self._length[message] = 0
