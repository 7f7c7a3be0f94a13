"""Which credentials travel, as the value of the Authorization header."""

from __future__ import annotations

import os
from base64 import b64encode

from hybrid_search.connectors.access import Access
from hybrid_search.connectors.lucene.credentials import basic
from hybrid_search.connectors.url import Target, check_encrypted
from hybrid_search.errors import InvalidInput

API_KEYS = ("ELASTICSEARCH_API_KEY", "ELASTIC_API_KEY")
USERNAME = "ELASTIC_USERNAME"
PASSWORD = "ELASTIC_PASSWORD"  # noqa: S105  # the variable's name
SOURCES = f"api_key=, user:password@ in the URL, {' or '.join(API_KEYS)}, or {USERNAME} and {PASSWORD}"

_SUPERUSER = "elastic"


def authorization(target: Target, access: Access) -> str | None:
    """The header's value; None without credentials.

    The first that is there: *api_key=*, the URL's ``user:password@`` (a user alone is an API key), the environment's
    ELASTICSEARCH_API_KEY or ELASTIC_API_KEY, and its ELASTIC_PASSWORD, for the user of ELASTIC_USERNAME or "elastic".

    Raises:
        InvalidInput: if they hold characters that no header may hold.
        InvalidName: if they would travel unencrypted to another machine, and the URL does not insist by ``+http``.
    """
    if access.api_key is not None:
        check_encrypted(target, "api_key=")
        return api_key(access.api_key)
    if target.user is not None:
        return api_key(target.user) if target.password is None else basic(target.user, target.password)
    for variable in API_KEYS:
        if key := os.environ.get(variable):
            check_encrypted(target, f"the key in {variable}")
            return api_key(key)
    if password := os.environ.get(PASSWORD):
        check_encrypted(target, f"the password in {PASSWORD}")
        return basic(os.environ.get(USERNAME) or _SUPERUSER, password)
    return None


def api_key(key: str) -> str:
    """The header of an API key, given in its encoded form or as ``ID:KEY``.

    Raises:
        InvalidInput: for characters that no header may hold; without showing them.
    """
    if not (key.isascii() and key.isprintable()):  # or the HTTP library would say so, and show it
        raise InvalidInput(f"the API key of the URL or of {API_KEYS[0]} holds characters that no HTTP header may hold")
    return f"ApiKey {b64encode(key.encode()).decode() if ':' in key else key}"
