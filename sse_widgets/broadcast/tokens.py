"""JSON Web Tokens as bearer tokens."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Final

import jwt

from sse_widgets.broadcast.auth import User
from sse_widgets.errors import BackendDown

SYMMETRIC: Final = ("HS256", "HS384", "HS512")
ASYMMETRIC: Final = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA")
LONGEST: Final = 8192
"""Characters of a token."""


class JWT:
    """Checks the signature, the time, and if told so whom a token is from and for.

    Example:
        >>> Broadcaster(auth=JWT(secret="…"))
        >>> Broadcaster(auth=JWT(jwks="https://login.example.org/.well-known/jwks.json", audience="agents"))
    """

    def __init__(
        self,
        *,
        secret: str | bytes | None = None,
        jwks: str | Mapping[str, Any] | None = None,
        audience: str | None = None,
        issuer: str | None = None,
        leeway: float = 0.0,
        admin: Callable[[Mapping[str, Any]], bool] | None = None,
    ) -> None:
        """Prepare.

        Args:
            secret: of tokens that are signed with HS256, HS384 or HS512; at least 32 bytes.
            jwks: the public keys of tokens that are signed with RS, PS, ES or EdDSA: a JSON Web Key Set, or its
                address, which is asked when a key is needed that is not known.
            audience: what `aud` must be or hold; None for no such claim.
            issuer: what `iss` must be.
            leeway: seconds by which clocks may differ.
            admin: takes the claims and returns whether all sessions are open to the user; None for those whose `scope`
                holds the word `admin`.

        Raises:
            ValueError: not exactly one of `secret` and `jwks` is given, or the secret is too short.
        """
        if (secret is None) == (jwks is None):
            raise ValueError("give either secret= or jwks=: a server that took both could be fooled by either")
        if secret is not None and len(secret) < 32:
            raise ValueError("the secret is shorter than 32 bytes, which can be guessed")
        self._secret = secret
        self._client = jwt.PyJWKClient(jwks, cache_keys=True) if isinstance(jwks, str) else None
        self._keys = jwt.PyJWKSet.from_dict(dict(jwks)) if isinstance(jwks, Mapping) else None
        self._audience, self._issuer, self._leeway = audience, issuer, leeway
        self._admin = admin or (lambda claims: "admin" in str(claims.get("scope", "")).split())

    async def __call__(self, token: str) -> User | None:
        """Return the user that `sub` names, None if the token is not valid.

        Raises:
            BackendDown: the keys cannot be fetched.
        """
        if len(token) > LONGEST:
            return None
        try:
            claims = jwt.decode(
                token,
                await self._key(token),
                algorithms=SYMMETRIC if self._secret is not None else ASYMMETRIC,
                audience=self._audience,
                issuer=self._issuer,
                leeway=self._leeway,
                options={"require": ["exp", "sub"]},
            )
        except jwt.PyJWKClientConnectionError as error:
            raise BackendDown("the keys that tokens are checked with cannot be fetched", retry_after=5) from error
        except (jwt.PyJWTError, KeyError):
            return None
        return User(claims["sub"], bool(self._admin(claims)))

    async def _key(self, token: str) -> Any:
        if self._secret is not None:
            return self._secret
        if self._client is not None:
            return await asyncio.to_thread(self._client.get_signing_key_from_jwt, token)
        assert self._keys is not None
        return self._keys[jwt.get_unverified_header(token)["kid"]]

    def __repr__(self) -> str:
        return "JWT(...)"
