"""What was read, what was made, and what a back end shows besides."""

from sse_widgets import events as e
from sse_widgets.folds.json_patch import patched
from sse_widgets.folds.ledger import checked
from sse_widgets.folds.news import known, news
from sse_widgets.folds.wire import fail
from sse_widgets.state import Activity, Artifact, RunState, Search, Source, Version, evolve
from sse_widgets.structures.text import Text

VERSIONS = 20
"""Earlier versions of an artifact that are kept."""


def source_found(state: RunState, event: e.SourceFound) -> RunState:
    """Return the state with a source; one without a message belongs to the last answer."""
    answers = (message.id for message in reversed(state.messages) if message.role == "assistant")
    source = state.sources.find(event.source_id) or Source(event.source_id)
    claims = {claim.text: claim for claim in (*source.claims, *event.claims)}
    told = news(event, "url", "title", "domain", "snippet", "confidence", "author", "published")
    told |= known(message=event.message_id or source.message or next(answers, ""))
    source = evolve(source, claims=tuple(claims.values()), **told)
    return checked(evolve(state, sources=state.sources.put(source)), source)


def search_finished(state: RunState, event: e.SearchFinished) -> RunState:
    """Return the state with a search made."""
    return evolve(state, searches=(*state.searches, Search(event.query, event.total)))


def artifact_opened(state: RunState, event: e.ArtifactOpened) -> RunState:
    """Return the state with something new on the canvas, or a new version of what was there."""
    made = state.canvas.find(event.artifact_id)
    version = event.version or (made.version + 1 if made else 1)
    told = news(event, "kind", "title", "language", "origin", "url", "mime") | known(message=event.message_id)
    told |= {"body": Text(event.content), "version": version, "earlier": _earlier(made, event.content), "done": False}
    made = evolve(made or Artifact(event.artifact_id), updated_at=event.at, **told)
    return evolve(state, canvas=state.canvas.put(made))


def _earlier(made: Artifact | None, content: str) -> tuple[Version, ...]:
    """Return the versions to keep when an artifact becomes `content`."""
    if made is None or made.content in ("", content):
        return made.earlier if made else ()
    return (*made.earlier, Version(made.version, made.body, made.updated_at))[-VERSIONS:]


def artifact_added(state: RunState, event: e.ArtifactAdded) -> RunState:
    """Return the state with more of something on the canvas."""
    made = state.canvas.find(event.artifact_id) or Artifact(event.artifact_id)
    return evolve(state, canvas=state.canvas.put(evolve(made, body=made.body + event.text, updated_at=event.at)))


def artifact_finished(state: RunState, event: e.ArtifactFinished) -> RunState:
    """Return the state with something on the canvas complete."""
    made = state.canvas.find(event.artifact_id) or Artifact(event.artifact_id)
    return evolve(state, canvas=state.canvas.put(evolve(made, done=True, updated_at=event.at)))


def document_merged(state: RunState, event: e.DocumentMerged) -> RunState:
    """Return the state with new values in the shared document; what is no object is replaced."""
    document = state.document if isinstance(state.document, dict) else {}
    return evolve(state, document=document | event.values)


def document_patched(state: RunState, event: e.DocumentPatched) -> RunState:
    """Return the state with the shared document patched; a patch that does not fit leaves it as it is."""
    document, reason = patched(state.document, event.operations)
    state = evolve(state, document=document)
    return fail(state, event, "patch", f"frame {event.frame}: {reason}") if reason else state


def activity_replaced(state: RunState, event: e.ActivityReplaced) -> RunState:
    """Return the state with what an activity shows."""
    return evolve(state, activities=state.activities.put(Activity(event.activity_id, event.kind, event.content)))


def activity_patched(state: RunState, event: e.ActivityPatched) -> RunState:
    """Return the state with an activity patched; a patch that does not fit leaves it as it is."""
    activity = state.activities.find(event.activity_id) or Activity(event.activity_id, event.kind, {})
    content, reason = patched(activity.content, event.operations)
    state = evolve(state, activities=state.activities.put(evolve(activity, content=content)))
    return fail(state, event, "patch", f"frame {event.frame}: {reason}") if reason else state
