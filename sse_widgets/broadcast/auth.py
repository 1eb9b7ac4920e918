"""Who asks: a bearer token becomes a user."""

import hmac
import inspect
from collections.abc import Awaitable, Callable, Mapping
from typing import NamedTuple, TypeAlias

from sse_widgets.errors import Unauthorized


class User(NamedTuple):
    """Whoever asks."""

    id: str
    admin: bool = False
    """Whether every session is open to it, as agents need that publish for many users."""

    @property
    def scope(self) -> str | None:
        """The owner of the sessions that are open to it; None for all."""
        return None if self.admin else self.id


ANYBODY = User("", admin=True)
"""Who asks where nobody is told apart."""

Authenticator: TypeAlias = Callable[[str], User | str | Awaitable[User | str | None] | None]
"""Takes a token; returns the user or its id, or None if it is not valid. It may be async."""


class StaticTokens:
    """Tokens that were agreed on."""

    def __init__(self, users: Mapping[str, User | str]) -> None:
        """Take the user, or its id, that each token stands for."""
        if not all(users):
            raise ValueError("a token is empty; every token needs at least one character")
        self._users = [(token.encode(), user) for token, user in users.items()]

    def __call__(self, token: str) -> User | str | None:
        """Return whose token it is; it takes as long for any token."""
        given, found = token.encode("utf-8", "replace"), None
        for known, user in self._users:
            if hmac.compare_digest(given, known):
                found = user
        return found

    def __repr__(self) -> str:
        return f"StaticTokens({len(self._users)} tokens)"


Given: TypeAlias = str | Mapping[str, User | str] | Authenticator | None


def authenticator(given: Given) -> Authenticator | None:
    """Return what tells users from tokens; None for no need.

    Args:
        given: one token that opens everything; a user for each token; or a callable.
    """
    match given:
        case str():
            return StaticTokens({given: ANYBODY})
        case Mapping():
            return StaticTokens(given)
    return given


async def identify(check: Authenticator, token: str) -> User:
    """Return whose token it is.

    Raises:
        Unauthorized: it is not valid.
    """
    found = check(token)
    if inspect.isawaitable(found):
        found = await found
    if found is None:
        raise Unauthorized("the token is not valid; it may have expired")
    return User(found) if isinstance(found, str) else found
