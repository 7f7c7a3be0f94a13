"""How a backend is reached: the checks of what the caller gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hybrid_search import Fields
from hybrid_search.connectors.access import Access, check_access
from hybrid_search.connectors.url import parse_url
from hybrid_search.errors import InvalidInput


def test_the_defaults_are_safe() -> None:
    access = Access()
    assert access.verify_certs is True
    assert (access.timeout_s, access.deadline_s) == (30.0, 60.0)
    assert access.given() == ()


def test_no_key_is_shown() -> None:
    assert "sesame" not in repr(Access(api_key="sesame"))


@pytest.mark.parametrize("key", ["", "  ", 5, b"sesame", "sesame\n", "sesame\r\nX-Admin: 1", "sésame", "a\x00b"])
def test_a_key_that_no_header_may_hold_is_refused_and_not_shown(key: Any) -> None:
    with pytest.raises(InvalidInput, match="api_key=") as caught:
        Access(api_key=key)
    assert "same" not in str(caught.value)


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), float("inf"), True, "30"])
@pytest.mark.parametrize("name", ["timeout_s", "deadline_s"])
def test_seconds_are_a_number_above_zero(name: str, seconds: Any) -> None:
    with pytest.raises(InvalidInput, match=f"{name}=.* must be a number of seconds above 0"):
        Access(**{name: seconds})


def test_only_the_deadline_may_be_left_off() -> None:
    no_seconds: Any = None
    assert Access(deadline_s=None).deadline_s is None
    with pytest.raises(InvalidInput, match="timeout_s=None"):
        Access(timeout_s=no_seconds)


@pytest.mark.parametrize("verify", ["false", 0, None])
def test_what_only_looks_like_false_does_not_switch_verification(verify: Any) -> None:
    with pytest.raises(InvalidInput, match=r"verify_certs=.* must be True or False"):
        Access(verify_certs=verify)


def test_certificates_are_a_file_that_is_there(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    with pytest.raises(InvalidInput, match=r"ca_certs=.*ca\.pem.*: there is no such file"):
        Access(ca_certs=file)
    with pytest.raises(InvalidInput, match="there is no such file"):
        Access(ca_certs=tmp_path)
    file.touch()
    assert Access(ca_certs=str(file)).ca_certs == str(file)


def test_fields_are_fields() -> None:
    mapping: Any = {"dense": "vector"}
    with pytest.raises(InvalidInput, match=r"fields= takes Fields\(…\), not dict"):
        Access(fields=mapping)


def test_it_names_what_only_servers_know(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.touch()
    everything = Access(api_key="k", ca_certs=file, verify_certs=False, fields=Fields(dense="d"), client=object())
    assert everything.given() == ("api_key", "ca_certs", "verify_certs", "fields")
    assert Access(timeout_s=1, deadline_s=None).given() == ()


@pytest.mark.parametrize("given", [{"api_key": "sesame"}, {"verify_certs": False}])
def test_what_a_client_of_the_caller_s_has_itself_is_refused_and_not_passed_over(given: dict[str, Any]) -> None:
    target = parse_url("qdrant+https://host/notes")
    with pytest.raises(InvalidInput, match="is for clients made here, not client=") as caught:
        check_access(Access(client=object(), **given), target)
    assert "sesame" not in str(caught.value)
    check_access(Access(client=object(), fields=Fields(dense="vector"), timeout_s=5), target)


def test_certificates_without_an_encrypted_connection_are_refused(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").touch()
    with pytest.raises(InvalidInput, match=r"ca_certs= verifies an encrypted connection.*write qdrant\+https://"):
        check_access(Access(ca_certs=tmp_path / "ca.pem"), parse_url("qdrant://localhost/notes"))
