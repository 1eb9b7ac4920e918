"""What came out: sources, claims and what was made; and the log."""

from collections.abc import Iterator

from sse_widgets.document import Document
from sse_widgets.faces.blocks import Block, Fold, Line, Link, Listing, Prose, Soft, Strong, Title, Verbatim
from sse_widgets.faces.words import amount, brief, cut, dotted, mark, share
from sse_widgets.state import Artifact, CheckedClaim, RunState, Source

MOST = 200
"""Sources or claims that are shown."""
LINES = 100
"""Lines of the log that are shown, the latest."""
WHOLE = 50_000
"""Characters of the last artifact, where artifacts are what is shown."""

_DOUBT = ("contradicted", "disputed", "unsupported", "supported")


def sources(document: Document) -> Iterator[Block]:
    """Yield what was read, those that an answer cites by name."""
    state = document.state
    if state.searches:
        yield Title("Searches")
        yield Listing(tuple((each.query, Soft(amount(each.total, "results"))) for each in state.searches[-MOST:]))
    if state.sources:
        yield Title("Sources")
        yield Listing(tuple(map(_source, state.sources[:MOST])), numbered=True)


def _source(source: Source) -> Line:
    domain = source.domain if source.domain not in source.url else ""
    said = dotted(source.author, source.published, domain, share(source.confidence), "cited" if source.cited else "")
    return Link(source.title or source.url or source.id, source.url), Soft(said)


def claims(document: Document) -> Iterator[Block]:
    """Yield what the sources are said to show; what is in doubt comes first."""
    state = document.state
    if not state.claims:
        return
    yield Title("Claims")
    ordered = sorted(state.claims, key=lambda claim: _DOUBT.index(claim.verdict))
    numbers = {source.id: n for n, source in enumerate(state.sources, 1)}
    yield Listing(tuple(_claim(claim, numbers, state) for claim in ordered[:MOST]))


def _claim(claim: CheckedClaim, numbers: dict[str, int], state: RunState) -> Line:
    sure = f"{share(claim.confidence)} sure" if claim.confidence is not None else ""
    counts = f"{len(claim.supported_by)} for{_places(claim.supported_by, numbers)}"
    against = f"{len(claim.contradicted_by)} against{_places(claim.contradicted_by, numbers)}"
    reasons = (said.reasoning for source in state.sources for said in source.claims if said.text == claim.text)
    why = brief(next(filter(None, reasons), ""))
    return f"{mark(claim.verdict)} {claim.text}", Soft(dotted(claim.verdict, sure, counts, against)), why and f"– {why}"


def _places(ids: tuple[str, ...], numbers: dict[str, int]) -> str:
    places = ", ".join(str(numbers[id]) for id in ids if id in numbers)
    return f" ({places})" if places else ""


def canvas(document: Document) -> Iterator[Block]:
    """Yield what was made, folded."""
    if document.state.canvas:
        yield Title("Made")
    yield from map(_artifact, document.state.canvas)


def gallery(document: Document) -> Iterator[Block]:
    """Yield what was made, the last of it whole."""
    made = document.state.canvas
    yield from map(_artifact, made[:-1])
    yield from (_artifact(each, WHOLE, open=True) for each in made[-1:])


def _artifact(artifact: Artifact, most: int = 4000, *, open: bool = False) -> Fold:
    name = artifact.title or artifact.id
    version = f"version {artifact.version}" if artifact.version > 1 else ""
    about = dotted(
        artifact.language or artifact.mime or artifact.kind, version, amount(len(artifact.content), "characters")
    )
    where = artifact.url if artifact.url.startswith(("http://", "https://")) else ""
    head: Line = (Strong(name), Soft(about), Link(where, where) if where else "")
    content = cut(artifact.content, most)
    if not content.strip():
        return Fold(head)
    return Fold(head, (Prose(content) if artifact.kind == "markdown" else Verbatim(content),), open=open)


def log(document: Document) -> Iterator[Block]:
    """Yield the lines of the log, warnings and errors before the rest."""
    lines = document.state.logs[-LINES:]
    if lines:
        yield Title("Log")
    loud = [line for line in lines if line.level in ("warning", "error")]
    if loud:
        yield Listing(tuple((Strong(f"{line.level}:"), line.message) for line in loud))
    rest = [line for line in lines if line.level not in ("warning", "error")]
    if rest:
        yield Fold((amount(len(rest), "lines"),), (Listing(tuple((line.message,) for line in rest)),))
