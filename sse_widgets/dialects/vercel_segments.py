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
        self._before = 0
        """How many there were before this step."""
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

    def begin_anew(self) -> None:
        """Begin another response."""
        self.step, self._before = 0, 0
        self.all, self.current = [], ""

    def here(self) -> str:
        """Return our message that what comes next belongs to."""
        if not self.current:
            first = self.chat or "message"
            self.current = f"{first}/{len(self.all) + 1}" if self.all else first
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

    def take_back(self, *, step_only: bool) -> list[str]:
        """Return our messages of this step, or of the whole response, and forget them."""
        since = self._before if step_only else 0
        gone = self.all[since:]
        self.all, self.current = self.all[:since], ""
        self._texts, self._begins = {}, {}
        return gone

    def _add(self, message: str) -> None:
        self.all.append(message)
        self._length[message] = 0
