"""What the clients of both products cannot do themselves with credentials."""

from __future__ import annotations

from base64 import b64encode

from hybrid_search.errors import InvalidInput


def basic(user: str, password: str) -> str:
    """The Authorization header of basic authentication (RFC 7617) in UTF-8; the clients send no more than Latin-1.

    Raises:
        InvalidInput: for a user name with a colon, which ends it.
    """
    if ":" in user:
        raise InvalidInput("a user name of basic authentication must not hold ':'; check the URL's part before '@'")
    return f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"
