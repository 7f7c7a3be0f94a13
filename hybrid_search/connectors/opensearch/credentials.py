"""Which credentials travel, as the value of the Authorization header."""

from __future__ import annotations

import os
import re

from hybrid_search.connectors.access import Access
from hybrid_search.connectors.lucene.credentials import basic
from hybrid_search.connectors.url import Target, check_encrypted
from hybrid_search.errors import InvalidInput

API_KEY = "OPENSEARCH_API_KEY"
USERNAME = "OPENSEARCH_USERNAME"
PASSWORD = "OPENSEARCH_PASSWORD"  # noqa: S105  # the variable's name
SOURCES = f"api_key=, user:password@ in the URL, {API_KEY}, or {USERNAME} and {PASSWORD}"

_JSON_WEB_TOKEN = re.compile(r"eyJ[\w-]*\.eyJ[\w-]*\.[\w-]*", re.ASCII)


def authorization(target: Target, access: Access) -> str | None:
    """The header's value; None without credentials.

    The first that is there: *api_key=*, the URL's ``user:password@`` (a user alone is an API key), the environment's
    OPENSEARCH_API_KEY, and its OPENSEARCH_USERNAME with OPENSEARCH_PASSWORD.

    Raises:
        InvalidInput: if the environment has a user name and no password, or they cannot be sent.
        InvalidName: if they would travel unencrypted to another machine, and the URL does not insist by ``+http``.
    """
    if access.api_key is not None:
        check_encrypted(target, "api_key=")
        return token(access.api_key)
    if target.user is not None:
        return token(target.user) if target.password is None else basic(target.user, target.password)
    if key := os.environ.get(API_KEY):
        check_encrypted(target, f"the key in {API_KEY}")
        return token(key)
    if user := os.environ.get(USERNAME):
        check_encrypted(target, f"the login in {USERNAME}")
        password = os.environ.get(PASSWORD)
        if password is None:
            raise InvalidInput(f"{target}: the environment has {USERNAME} and no {PASSWORD}; set both or neither")
        return basic(user, password)
    return None


def token(key: str) -> str:
    """``Bearer`` for a JSON Web Token (RFC 7519), which is known by its form, and ``ApiKey`` for anything else.

    Raises:
        InvalidInput: for characters that no header may hold; without showing them.

    API keys came with OpenSearch 3.7: https://docs.opensearch.org/latest/security/access-control/api-keys/
    """
    if not (key.isascii() and key.isprintable()):  # or the HTTP library would say so, and show it
        raise InvalidInput(f"the API key of the URL or of {API_KEY} holds characters that no HTTP header may hold")
    return f"Bearer {key}" if _JSON_WEB_TOKEN.fullmatch(key) else f"ApiKey {key}"
