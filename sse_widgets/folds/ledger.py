"""The ledger of claims: what is claimed, by which sources it is supported, and by which contradicted."""

from sse_widgets.state import CheckedClaim, RunState, Source, Verdict, evolve
from sse_widgets.structures.items import Items


def checked(state: RunState, source: Source) -> RunState:
    """Return the state with the claims of a source that is in it entered in the ledger."""
    claims = state.claims
    for claim in source.claims:
        id = _key(claim.text)
        entry = claims.find(id) or CheckedClaim(id, claim.text)
        told = {
            "supported_by": _with(entry.supported_by, source.id, claim.stance == "supports"),
            "contradicted_by": _with(entry.contradicted_by, source.id, claim.stance == "contradicts"),
        }
        entry = evolve(entry, **told)
        claims = claims.put(evolve(entry, verdict=_verdict(entry), confidence=_confidence(state.sources, entry)))
    return evolve(state, claims=claims)


def _key(text: str) -> str:
    """Return the same for texts that differ in case and spaces only."""
    return " ".join(text.casefold().split())


def _with(ids: tuple[str, ...], id: str, wanted: bool) -> tuple[str, ...]:
    others = tuple(each for each in ids if each != id)
    return ids if wanted and id in ids else (*others, id) if wanted else others


def _verdict(entry: CheckedClaim) -> Verdict:
    if entry.contradicted_by:
        return "disputed" if entry.supported_by else "contradicted"
    return "supported" if entry.supported_by else "unsupported"


def _confidence(sources: Items[Source], entry: CheckedClaim) -> float | None:
    """How sure the surest of the sources is that support a claim."""
    supporting = [source for id in entry.supported_by if (source := sources.find(id))]
    said = [
        claim.confidence
        for source in supporting
        for claim in source.claims
        if claim.confidence is not None and claim.stance == "supports" and _key(claim.text) == entry.id
    ]
    return max(said, default=None)
