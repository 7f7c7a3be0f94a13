from __future__ import annotations

import base64

import pytest

from hybrid_search.connectors.lucene.credentials import basic
from hybrid_search.errors import InvalidInput


def test_a_login_travels_in_utf8() -> None:
    kind, _, code = basic("änn", "päss:wörd").partition(" ")
    assert kind == "Basic"
    assert base64.b64decode(code).decode() == "änn:päss:wörd"


def test_a_colon_would_end_the_user_name() -> None:
    with pytest.raises(InvalidInput, match="must not hold ':'") as raised:
        basic("a:b", "secret")
    assert "secret" not in str(raised.value)
