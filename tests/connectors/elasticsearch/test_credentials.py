from __future__ import annotations

import base64

import pytest

from hybrid_search.connectors.access import Access
from hybrid_search.connectors.elasticsearch.credentials import api_key, authorization
from hybrid_search.connectors.url import parse_url
from hybrid_search.errors import InvalidInput, InvalidName

VARIABLES = ("ELASTICSEARCH_API_KEY", "ELASTIC_API_KEY", "ELASTIC_USERNAME", "ELASTIC_PASSWORD")


@pytest.fixture(autouse=True)
def nothing_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def header(url: str = "elasticsearch+https://host/notes", access: Access | None = None) -> str | None:
    return authorization(parse_url(url), access or Access())


def login(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def test_nothing_travels_without_credentials() -> None:
    assert header() is None


def test_the_argument_goes_before_the_url_and_that_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELASTICSEARCH_API_KEY", "from-env")
    url = "elasticsearch+https://ann:pass@host/notes"
    assert header(url, Access(api_key="given")) == "ApiKey given"
    assert header(url) == login("ann", "pass")
    assert header() == "ApiKey from-env"


def test_a_user_without_a_password_is_an_api_key() -> None:
    assert header("elasticsearch+https://key@host/notes") == "ApiKey key"


def test_an_id_and_its_key_are_encoded_together() -> None:
    assert api_key("id:key") == "ApiKey " + base64.b64encode(b"id:key").decode()
    assert api_key("aWQ6a2V5") == "ApiKey aWQ6a2V5"


def test_the_environment_is_read_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELASTIC_PASSWORD", "pass")
    assert header() == login("elastic", "pass")
    monkeypatch.setenv("ELASTIC_USERNAME", "ann")
    assert header() == login("ann", "pass")
    monkeypatch.setenv("ELASTIC_API_KEY", "second")
    assert header() == "ApiKey second"
    monkeypatch.setenv("ELASTICSEARCH_API_KEY", "first")
    assert header() == "ApiKey first"


@pytest.mark.parametrize(
    ("variable", "access"),
    [(None, Access(api_key="secret")), *((name, Access()) for name in ("ELASTIC_API_KEY", "ELASTIC_PASSWORD"))],
)
def test_none_travels_unencrypted_to_another_machine(
    monkeypatch: pytest.MonkeyPatch, variable: str | None, access: Access
) -> None:
    if variable:
        monkeypatch.setenv(variable, "secret")
    with pytest.raises(InvalidName, match="would travel unencrypted") as raised:
        header("elasticsearch://search.example/notes", access)
    assert "secret" not in str(raised.value)
    assert header("elasticsearch+http://search.example/notes", access)


def test_a_key_that_no_header_may_hold_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELASTIC_API_KEY", "secret\nX-Other: 1")
    with pytest.raises(InvalidInput, match="no HTTP header may hold") as raised:
        header()
    assert "secret" not in str(raised.value)
