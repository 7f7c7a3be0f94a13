"""Certificates."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from hybrid_search.errors import BackendError, BackendUnavailable
from tests.connectors.qdrant.conftest import Open
from tests.connectors.qdrant.stub import Stub, serving


@pytest.fixture
def encrypted(certified: ssl.SSLContext) -> Iterator[Stub]:
    with serving(Stub(), certified) as stub:
        yield stub


def test_a_certificate_that_nobody_vouches_for_is_refused_once(
    opening: Open, encrypted: Stub, slept: list[float]
) -> None:
    opened = opening(encrypted.url)
    with pytest.raises(BackendError, match="pass ca_certs= for a certificate of your own authority") as caught:
        opened.run(opened.connector.exists())
    assert not isinstance(caught.value, BackendUnavailable)
    assert slept == []
    assert encrypted.seen == []


def test_it_is_taken_with_its_authority_or_unseen(opening: Open, encrypted: Stub, trusted: Path) -> None:
    for access in ({"ca_certs": trusted}, {"verify_certs": False}):
        opened = opening(encrypted.url, **access)
        assert opened.run(opened.connector.exists()) is False


def test_tls_to_a_server_without_it_says_so(opening: Open, stub: Stub) -> None:
    opened = opening(stub.url.replace("+http:", "+https:"))
    with pytest.raises(BackendError, match=r"if the server has no TLS, write qdrant\+http://"):
        opened.run(opened.connector.exists())
