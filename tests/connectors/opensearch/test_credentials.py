"""Which credentials travel, and in which form."""

from __future__ import annotations

from base64 import b64encode

import pytest

from hybrid_search.connectors.access import Access
from hybrid_search.connectors.opensearch.credentials import API_KEY, PASSWORD, USERNAME, authorization
from hybrid_search.connectors.url import Target, parse_url
from hybrid_search.errors import InvalidInput

PLAIN = parse_url("opensearch://localhost/notes")


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (API_KEY, USERNAME, PASSWORD):
        monkeypatch.delenv(name, raising=False)


def basic(login: str) -> str:
    return f"Basic {b64encode(login.encode()).decode()}"


def test_without_credentials_there_is_no_header() -> None:
    assert authorization(PLAIN, Access()) is None


def test_the_argument_goes_first_then_the_url_then_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    with_login = parse_url("opensearch://ann:secret@localhost/notes")
    monkeypatch.setenv(USERNAME, "bob")
    monkeypatch.setenv(PASSWORD, "hidden")
    assert authorization(PLAIN, Access()) == basic("bob:hidden")
    monkeypatch.setenv(API_KEY, "os_environment")
    assert authorization(PLAIN, Access()) == "ApiKey os_environment"
    assert authorization(with_login, Access()) == basic("ann:secret")
    assert authorization(with_login, Access(api_key="os_argument")) == "ApiKey os_argument"


def test_a_user_without_a_password_is_an_api_key() -> None:
    assert authorization(parse_url("opensearch://os_abc@localhost/notes"), Access()) == "ApiKey os_abc"


def test_a_json_web_token_travels_as_bearer() -> None:
    assert (
        authorization(PLAIN, Access(api_key="eyJhbGciOiJ9.eyJzdWIiOiJ9.c2ln-_A"))
        == "Bearer eyJhbGciOiJ9.eyJzdWIiOiJ9.c2ln-_A"
    )


def test_a_login_may_hold_any_character() -> None:
    assert authorization(parse_url("opensearch://%C3%A4:%E6%BC%A2%3A%40@localhost/notes"), Access()) == basic("ä:漢:@")


def test_a_colon_in_the_user_name_is_refused_since_the_server_would_split_there() -> None:
    with pytest.raises(InvalidInput, match="must not hold ':'"):
        authorization(parse_url("opensearch://a%3Ab:secret@localhost/notes"), Access())


def test_a_user_in_the_environment_needs_a_password_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(USERNAME, "bob")
    with pytest.raises(InvalidInput, match=f"no {PASSWORD}"):
        authorization(PLAIN, Access())


@pytest.mark.parametrize("key", ["line\nbreak", "ä"])
def test_a_key_that_no_header_may_hold_is_refused_without_being_shown(key: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        authorization(Target("opensearch", "notes", "localhost", user=key), Access())
    assert key not in str(raised.value)
