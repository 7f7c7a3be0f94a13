"""Which client is made, or taken."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path
from typing import Any

import pytest
from qdrant_client import AsyncQdrantClient, QdrantClient

from hybrid_search.connectors.access import Access
from hybrid_search.connectors.drivers import Driver
from hybrid_search.connectors.qdrant.client import async_client, credentials, settings, sync_client
from hybrid_search.connectors.registry import connect
from hybrid_search.connectors.retry import RetryPolicy
from hybrid_search.connectors.url import parse_url
from hybrid_search.errors import BackendError, InvalidInput, InvalidName
from tests.connectors.qdrant.stub import Fault, Stub

HTTPS = "qdrant+https://cloud.example.org/notes"


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QDRANT_API_KEY", raising=False)


def key(url: str, **access: Any) -> str | None:
    headers, _ = credentials(parse_url(url), Access(**access))
    return headers.get("api-key")


@pytest.mark.parametrize(
    ("url", "made"),
    [
        ("qdrant://localhost/notes", "http://localhost:6333"),
        ("qdrant://[::1]:7000/notes", "http://[::1]:7000"),
        ("qdrant+https://cloud.example.org:6333/notes", "https://cloud.example.org:6333"),
    ],
)
def test_the_address_is_that_of_the_url(url: str, made: str) -> None:
    assert settings(parse_url(url), Access())["url"] == made


def test_an_api_key_comes_from_the_argument_then_the_url_then_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert key(HTTPS) is None
    monkeypatch.setenv("QDRANT_API_KEY", "environment")
    assert key(HTTPS) == "environment"
    assert key("qdrant+https://url@cloud.example.org/notes") == "url"
    assert key("qdrant+https://:url@cloud.example.org/notes") == "url"
    assert key("qdrant+https://url@cloud.example.org/notes", api_key="argument") == "argument"


def test_a_user_with_a_password_is_basic_authentication() -> None:
    headers, login = credentials(parse_url("qdrant+https://me:sesame@cloud.example.org/notes"), Access())
    assert headers == {}
    assert login is not None


def test_no_key_travels_unencrypted_to_another_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InvalidName, match="api_key= would travel unencrypted"):
        connect("qdrant://example.org/notes", Access(api_key="sesame"))
    monkeypatch.setenv("QDRANT_API_KEY", "sesame")
    with pytest.raises(InvalidName, match="the API key in QDRANT_API_KEY would travel unencrypted"):
        connect("qdrant://example.org/notes")
    connect("qdrant+http://example.org/notes")
    connect("qdrant://localhost/notes")


def test_a_key_that_no_header_can_hold_is_refused_without_showing_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QDRANT_API_KEY", "sesame\n")
    with pytest.raises(InvalidName, match="no HTTP header") as caught:
        connect(HTTPS)
    assert "sesame" not in str(caught.value)


def test_certificates_are_verified_unless_told_otherwise() -> None:
    assert settings(parse_url(HTTPS), Access())["verify"] is True
    assert settings(parse_url(HTTPS), Access(verify_certs=False))["verify"] is False


def test_a_file_without_certificates_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.write_text("no certificate")
    with pytest.raises(InvalidInput, match="holds no certificates in PEM form"):
        sync_client(parse_url(HTTPS), Access(ca_certs=file))


def test_clients_of_ours_give_no_warning_and_ask_nothing_by_themselves(stub: Stub) -> None:
    target, access = parse_url(stub.url), Access(api_key="k", verify_certs=False)
    sync_client(target, access).close()
    assert isinstance(async_client(target, access), AsyncQdrantClient)
    assert stub.seen == []


def test_a_client_of_the_caller_is_used_and_left_open(stub: Stub) -> None:
    client = QdrantClient(url=f"http://127.0.0.1:{stub.port}", check_compatibility=False)
    connector = connect(stub.url, Access(client=client))
    driver = Driver(connector)
    assert driver.run(connector.exists()) is False
    driver.close()
    assert client.get_collections().collections == []
    client.close()


def test_a_client_of_the_other_kind_is_refused() -> None:
    target = parse_url("qdrant://localhost/notes")
    other = AsyncQdrantClient(url="http://localhost:6333", check_compatibility=False)
    with pytest.raises(InvalidInput, match="client= is asynchronous; use AsyncHybridIndex"):
        sync_client(target, Access(client=other))
    one = QdrantClient(url="http://localhost:6333", check_compatibility=False)
    with pytest.raises(InvalidInput, match="client= is synchronous; use HybridIndex"):
        async_client(target, Access(client=one))


def test_a_client_of_a_folder_is_refused_with_the_reason(tmp_path: Path) -> None:
    client = QdrantClient(path=str(tmp_path / "folder"))
    with pytest.raises(InvalidInput, match="which unpickles its files"):
        connect("qdrant://localhost/notes", Access(client=client))
    client.close()


def test_what_is_no_client_or_has_its_settings_already_is_refused() -> None:
    with pytest.raises(InvalidInput, match="client= takes a QdrantClient or AsyncQdrantClient, not str"):
        connect("qdrant://localhost/notes", Access(client="http://localhost"))
    with pytest.raises(InvalidInput, match="api_key= is for clients made here"):
        connect("qdrant://localhost/notes", Access(client=QdrantClient(":memory:"), api_key="k"))


@pytest.mark.parametrize(
    "fault",
    [Fault(401, "Invalid API key"), Fault(500, "x"), Fault(200, "<html>"), Fault(cut=True), Fault(404, "none"), None],
)
@pytest.mark.parametrize("login", ["user:sesame@", "sesame@", ":sesame@", ""])
def test_no_secret_is_in_an_error_or_a_log(
    stub: Stub, caplog: pytest.LogCaptureFixture, fault: Fault | None, login: str
) -> None:
    caplog.set_level(logging.DEBUG)
    port = 9 if fault is None else stub.port  # nothing listens on the discard service
    access = Access() if login else Access(api_key="sesame")
    connector = connect(f"qdrant://{login}127.0.0.1:{port}/notes", access)
    driver = Driver(connector, RetryPolicy(attempts=1))
    if fault is not None:
        stub.fail("/notes", fault)
    with pytest.raises(BackendError) as caught:
        driver.run(connector.exists())
    driver.close()
    said = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + repr(connector) + connector.url
    assert "sesame" not in said + caplog.text + repr(access)
    cause = caught.value.__cause__
    assert "sesame" not in repr(cause) + str(cause)
    assert fault is None or all("sesame" in str(one.headers) or "authorization" in one.headers for one in stub.seen)
