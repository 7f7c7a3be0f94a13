"""Keys that expired, and certificates that are not trusted."""

from __future__ import annotations

import ssl
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest

from hybrid_search import HybridIndex
from hybrid_search.errors import BackendError, BackendUnavailable, PermissionDenied
from tests.fakes import WordEncoder
from tests.faults.conftest import Behind, plants
from tests.faults.proxy import Proxy

EXPIRED = b'{"error": {"type": "security_exception", "reason": "api key is expired"}, "status": 401}'


@pytest.fixture
def encrypted(behind: Behind, certified: ssl.SSLContext) -> Iterator[str]:
    """The index over TLS, with a certificate of an authority that nobody knows."""
    with Proxy(behind.upstream, certified).running() as proxy:
        yield f"{behind.scheme}+https://127.0.0.1:{proxy.port}/{behind.name}{behind.options}"


def test_an_expired_key_is_said_to_be_one_and_never_shown(behind: Behind) -> None:
    secret = "c2VjcmV0LWtleS1vZi1taW5l"  # made up for this test
    with HybridIndex.open(behind.url, WordEncoder(), api_key=secret) as index:
        index.add(plants(0, 1))
        behind.proxy.fail("_msearch", "answer", status=401, body=EXPIRED)
        with pytest.raises(PermissionDenied, match="expired") as caught:
            index.search("plants")
    shown = "".join(traceback.format_exception(caught.value))
    assert secret not in shown + repr(caught.value) + repr(index)


def test_a_certificate_of_an_unknown_authority_is_refused_at_once(encrypted: str) -> None:
    with pytest.raises(BackendError, match="certificate") as caught:
        HybridIndex.open(encrypted, WordEncoder())
    assert not isinstance(caught.value, BackendUnavailable)  # trying again cannot help
    assert "ca_certs=" in str(caught.value)


def test_it_is_taken_if_the_authority_is_named(encrypted: str, trusted: Path) -> None:
    with HybridIndex.open(encrypted, WordEncoder(), ca_certs=trusted) as index:
        index.add(plants(0, 1))
        assert index.search("plants").ids == ("0000",)


def test_it_is_taken_if_nothing_is_verified(encrypted: str) -> None:
    with HybridIndex.open(encrypted, WordEncoder(), verify_certs=False) as index:
        assert index.add(plants(0, 1)).written == 1
