"""Matching: what is the same in two sequences, in order. Near linear, however long they are and much differs."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TypeAlias

Keys: TypeAlias = Sequence[Hashable]
Place: TypeAlias = tuple[int, int]

SMALL = 20_000
"""Pairs that could be, up to which the best match is sought: that is quadratic."""


LENGTHS = (8, 4, 2, 1)
"""How many in a row are sought as an anchor: the more, the less it is chance that they stand in both."""


def matches(a: Keys, b: Keys) -> list[Place]:
    """Return the places of what is the same in both; both grow from pair to pair.

    What is alike at the beginning and at the end is matched first. Between, several in a row that stand once in
    either are an anchor, as in a patience diff, or one is; where there is none, the second of a kind is the second.
    """
    found, ahead = list[Place](), [(0, len(a), 0, len(b))]
    while ahead:
        i, j, m, n = ahead.pop()
        while i < j and m < n and a[i] == b[m]:
            found.append((i, m))
            i, m = i + 1, m + 1
        while i < j and m < n and a[j - 1] == b[n - 1]:
            j, n = j - 1, n - 1
            found.append((j, n))
        if (j - i) * (n - m) <= SMALL:
            found += [(i + x, m + y) for x, y in _best(a[i:j], b[m:n])]
        else:
            anchors = [(i + x, m + y) for x, y in _anchors(a[i:j], b[m:n])]
            found += anchors
            if anchors:
                bounds = [(i - 1, m - 1), *anchors, (j, n)]
                ahead += [(x + 1, p, y + 1, q) for (x, y), (p, q) in pairwise(bounds)]
    return sorted(found)


def _best(a: Keys, b: Keys) -> Iterator[Place]:
    for x, y, length in SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks():
        yield from ((x + k, y + k) for k in range(length))


def _anchors(a: Keys, b: Keys) -> list[Place]:
    """Return a chain of pairs out of what stands once in either, by itself or with what follows it."""
    for length in LENGTHS:
        ours, theirs = _once(a, length), _once(b, length)
        if pairs := [(place, theirs[run]) for run, place in ours.items() if run in theirs]:
            return _chain(pairs)
    numbered = {key: place for place, key in enumerate(_numbered(b))}
    return _chain([(place, numbered[key]) for place, key in enumerate(_numbered(a)) if key in numbered])


def _once(keys: Keys, length: int) -> dict[Keys, int]:
    """Return where each stretch of a length begins that stands there once, in order."""
    stretches = [tuple(keys[place : place + length]) for place in range(len(keys) - length + 1)]
    times = Counter(stretches)
    return {stretch: place for place, stretch in enumerate(stretches) if times[stretch] == 1}


def _numbered(keys: Keys) -> Iterator[tuple[Hashable, int]]:
    times: Counter[Hashable] = Counter()
    for key in keys:
        times[key] += 1
        yield key, times[key]


def _chain(pairs: list[Place]) -> list[Place]:
    """Return the longest part of pairs, which grow in the first, that grows in the second too."""
    ends, last = (
        list[int](),
        list[int](),
    )  # of the best chain of each length: its second, and the pair that it ends with
    before: list[int] = []
    for number, (_, second) in enumerate(pairs):
        length = bisect_left(ends, second)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [second]
        last[length : length + 1] = [number]
    chain, at = list[Place](), last[-1] if last else -1
    while at >= 0:
        chain.append(pairs[at])
        at = before[at]
    return chain[::-1]
