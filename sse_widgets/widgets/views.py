"""The views of a run: each shows a part of it, and is useful alone."""

from typing import Literal, TypeAlias

from sse_widgets.widgets.view import RunView, Showable

Announce: TypeAlias = Literal["milestones", "sentences", "off"]
"""What a screen reader is told: when something begins, ends or needs somebody, or nothing."""

Steps: TypeAlias = Literal["folded", "open", "hidden"]
"""How thoughts and tool calls are shown until the reader says otherwise."""

Tab: TypeAlias = Literal["messages", "agents", "plan", "sources", "canvas", "timeline", "inspector"]


class Console(RunView):
    """Everything about a run: a header with its state, and the other views in tabs.

    Example:
        >>> sw.Console(sw.replay("literature_review"))
    """

    shows = "console"

    def __init__(
        self,
        run: Showable,
        *,
        tab: Tab | None = None,
        announce: Announce | None = None,
        height: str | None = None,
    ) -> None:
        """Show it.

        Args:
            run: what to show.
            tab: the one to open first; None for the one that suits the run.
            announce: what a screen reader is told.
            height: a CSS length such as `"24rem"`; None for the height that suits the view.
        """
        super().__init__(run, height=height, tab=tab, announce=announce)


class Messages(RunView):
    """The messages of a run as they are written, with the thoughts and tool calls where they came.

    Example:
        >>> sw.Messages(sw.replay("support_answer"))
    """

    shows = "messages"

    def __init__(
        self,
        run: Showable,
        *,
        thoughts: Steps | None = None,
        tools: Steps | None = None,
        announce: Announce | None = None,
        height: str | None = None,
    ) -> None:
        """Show it.

        Args:
            run: what to show.
            thoughts: how reasoning is shown; folded to one line unless told otherwise.
            tools: how tool calls are shown; folded to one line unless told otherwise.
            announce: what a screen reader is told.
            height: a CSS length such as `"24rem"`; None for the height that suits the view.
        """
        super().__init__(run, height=height, thoughts=thoughts, tools=tools, announce=announce)


class AgentDeck(RunView):
    """The agents of a run as cards: who works for whom, on what, how far, how long.

    Example:
        >>> sw.AgentDeck(sw.replay("literature_review"))
    """

    shows = "agents"

    def __init__(
        self,
        run: Showable,
        *,
        finished: bool | None = None,
        height: str | None = None,
    ) -> None:
        """Show it.

        Args:
            run: what to show.
            finished: False leaves out agents that are done.
            height: a CSS length such as `"24rem"`; None for the height that suits the view.
        """
        super().__init__(run, height=height, finished=finished)


class Plan(RunView):
    """The goal, the phases done, running and still to come, and the routing decision with its reasons.

    Example:
        >>> sw.Plan(sw.replay("data_cleaning"))
    """

    shows = "plan"


class Sources(RunView):
    """What was read, and the claims that it supports, with confidence.

    Example:
        >>> sw.Sources(sw.replay("literature_review"))
    """

    shows = "sources"

    def __init__(
        self,
        run: Showable,
        *,
        show: Literal["sources", "claims"] | None = None,
        height: str | None = None,
    ) -> None:
        """Show it.

        Args:
            run: what to show.
            show: what to open first.
            height: a CSS length such as `"24rem"`; None for the height that suits the view.
        """
        super().__init__(run, height=height, show=show)


class Canvas(RunView):
    """What the agents made: text, code, and web pages in a frame that runs nothing and loads nothing.

    Example:
        >>> sw.Canvas(sw.replay("literature_review"))
    """

    shows = "canvas"

    def __init__(
        self,
        run: Showable,
        *,
        artifact: str | None = None,
        height: str | None = None,
    ) -> None:
        """Show it.

        Args:
            run: what to show.
            artifact: id of the one to show; None for the last one made.
            height: a CSS length such as `"24rem"`; None for the height that suits the view.
        """
        super().__init__(run, height=height, artifact=artifact)


class Connection(RunView):
    """The wire: its state in a sentence, what has come over it, and buttons to stop and to reconnect.

    Example:
        >>> sw.Connection(sw.replay("market_brief"))
    """

    shows = "connection"


class Composer(RunView):
    """Where you talk back: answer a question, say more, have an answer written again, end the run.

    Nothing is sent but by your click or Enter, and only where the back end can be told: see `run.can`.

    Example:
        >>> sw.Composer(sw.connect("http://localhost:8000/agent", method="POST", json=question))
    """

    shows = "composer"


class Inspector(RunView):
    """Every frame as it was received, what it was read as, and what it changed.

    Example:
        >>> sw.Inspector(sw.replay("question_routing"))
    """

    shows = "inspector"

    def __init__(
        self,
        run: Showable,
        *,
        query: str | None = None,
        height: str | None = None,
    ) -> None:
        """Show it.

        Args:
            run: what to show.
            query: what to look for first, such as `"type:tool.* -error"`.
            height: a CSS length such as `"24rem"`; None for the height that suits the view.
        """
        super().__init__(run, height=height, query=query)


class Timeline(RunView):
    """What happened when: phases, agents, tools, thoughts, messages and errors as lanes over time.

    A click goes to that moment in every view; a drag selects a stretch of time, `run.selection`.

    Example:
        >>> sw.Timeline(sw.replay("literature_review"))
    """

    shows = "timeline"
