"""Index URLs."""

from __future__ import annotations

import string
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid_search.connectors.url import Target, check_encrypted, check_name, parse_url, scheme_of
from hybrid_search.errors import InvalidName


@pytest.mark.parametrize("path", ["./notes", "notes", "/a/b c", "C:\\notes", "~/notes", "notes?x=1", "../notes"])
def test_a_path_is_an_embedded_folder_and_stays_as_it_is(path: str) -> None:
    assert parse_url(path) == Target("file", path)
    assert str(parse_url(path)) == path


def test_a_path_object_is_a_path_whatever_it_looks_like() -> None:
    assert parse_url(Path("memory:") / "notes") == Target("file", "memory:/notes")


def test_a_file_url_is_a_path_too() -> None:
    assert parse_url("file:///tmp/my%20notes") == Target("file", "/tmp/my notes")
    assert parse_url("FILE://notes") == Target("file", "notes")


def test_a_memory_url_has_a_name() -> None:
    assert parse_url("memory://notes") == Target("memory", "notes")
    assert parse_url("MEMORY://Notes") == Target("memory", "Notes")


def test_a_server_url_has_every_part() -> None:
    target = parse_url("qdrant+https://me:s%40cret@example.org:6333/notes?timeout=5")
    assert target == Target(
        "qdrant", "notes", "example.org", 6333, tls=True, user="me", password="s@cret", options={"timeout": "5"}
    )


def test_a_pinecone_url_is_always_encrypted() -> None:
    assert parse_url("pinecone://notes?namespace=a") == Target(
        "pinecone", "notes", tls=True, options={"namespace": "a"}
    )


@pytest.mark.parametrize(
    "url",
    ["memory://notes", "qdrant://host/notes", "qdrant+https://host:6333/notes", "qdrant://[::1]:6333/notes"],
)
def test_a_url_without_secrets_is_shown_as_it_was(url: str) -> None:
    assert str(parse_url(url)) == url


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("qdrant+https://me:sesame@host/notes", "qdrant+https://me:***@host/notes"),
        ("qdrant+https://:sesame@host/notes", "qdrant+https://:***@host/notes"),
        ("qdrant+https://sesame@host/notes", "qdrant+https://***@host/notes"),
        ("qdrant+https://host/notes?api_key=sesame", "qdrant+https://host/notes"),
    ],
)
def test_no_secret_is_shown(url: str, shown: str) -> None:
    assert str(parse_url(url)) == shown
    assert "sesame" not in repr(parse_url(url))


@pytest.mark.parametrize(
    "url",
    [
        "qdrant://me:sesame@host/notes",
        "qdrant://sesame@host/notes",
        "qdrant://me:sesame@host/",
        "qdrant://me:sesame#1@host/notes",
        "qdrant://me:sesame/1@host/notes",
        "qdrant://me:sesame@[::1/notes",
        "qdrant://me:sesame@host:x/notes",
        "qdrant+ftp://me:sesame@host/notes",
        "qdrant://me:sesame@/notes",
    ],
)
def test_no_secret_is_in_a_message(url: str) -> None:
    with pytest.raises(InvalidName) as caught:
        parse_url(url)
    assert "sesame" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


@pytest.mark.parametrize("login", ["me:sesame", "sesame", ":sesame"])
@pytest.mark.parametrize("host", ["example.org", "10.0.0.1", "localhost.example.org"])
def test_credentials_do_not_travel_unencrypted_to_another_machine(login: str, host: str) -> None:
    with pytest.raises(InvalidName, match=r"credentials would travel unencrypted; write qdrant\+https://"):
        parse_url(f"qdrant://{login}@{host}/notes")
    assert parse_url(f"qdrant+http://{login}@{host}/notes").host == host
    assert parse_url(f"qdrant+https://{login}@{host}/notes").tls


@pytest.mark.parametrize("url", ["qdrant://example.org/notes", "qdrant+http://example.org/notes"])
def test_a_key_from_elsewhere_does_not_either_unless_http_is_written_out(url: str) -> None:
    target = parse_url(url)
    if target.insist:
        check_encrypted(target, "the API key in QDRANT_API_KEY")
        return
    with pytest.raises(InvalidName, match="the API key in QDRANT_API_KEY would travel unencrypted"):
        check_encrypted(target, "the API key in QDRANT_API_KEY")


@pytest.mark.parametrize("url", ["qdrant+https://example.org/notes", "qdrant://127.0.0.1/notes", "pinecone://notes"])
def test_a_key_may_travel_over_tls_or_to_this_machine(url: str) -> None:
    check_encrypted(parse_url(url), "api_key=")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.0.0.1", "[::1]"])
def test_they_may_travel_to_this_one(host: str) -> None:
    assert parse_url(f"qdrant://me:sesame@{host}/notes").password == "sesame"


@pytest.mark.parametrize("url", ["qdrant://example.org/notes", "qdrant://10.0.0.1:6333/notes"])
def test_a_secret_from_elsewhere_follows_the_same_rule(url: str) -> None:
    with pytest.raises(InvalidName, match=r"api_key= would travel unencrypted; write qdrant\+https://"):
        check_encrypted(parse_url(url), "api_key=")


@pytest.mark.parametrize(
    "url", ["qdrant+https://example.org/notes", "qdrant+http://example.org/notes", "qdrant://[::1]/notes"]
)
def test_a_secret_may_travel_encrypted_or_insisted_on_or_to_this_machine(url: str) -> None:
    check_encrypted(parse_url(url), "api_key=")


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("", "the index URL is empty"),
        ("  \n", "the index URL is empty"),
        ("notes\x00", "NUL"),
        ("file://", "is not a path to a folder"),
        ("file:///tmp/a%00b", "is not a path to a folder"),
        ("memory://", "index name '' is not allowed"),
        ("memory://..", "index name '..' is not allowed"),
        ("memory://a..b", "is not allowed"),
        ("memory://%2e%2e", "is not allowed"),
        ("memory://a/b", "index name 'a/b' is not allowed"),
        ("memory://a%2Fb", "index name 'a/b' is not allowed"),
        ("memory://a%00b", "is not allowed"),
        ("memory://.hidden", "is not allowed"),
        ("memory://a\x1b[31m", r"\\x1b"),
        (f"memory://{'x' * 201}", "1 to 200 letters"),
        ("memory://ä", "is not allowed"),
        ("qdrant://host", "index name ''"),
        ("qdrant://host/a/b", "index name 'a/b'"),
        ("qdrant:///notes", "there is no host"),
        ("qdrant://host:99999/notes", "the port is not a number from 0 to 65535"),
        ("qdrant://[::1/notes", "the host cannot be read"),
        ("qdrant+ftp://host/notes", r"scheme 'qdrant\+ftp': after '\+' only http and https"),
        ("qdrant+://host/notes", r"after '\+' only http and https"),
        ("memory+https://notes", "only for servers"),
        ("file+http://host/notes", "only for servers"),
    ],
)
def test_what_is_wrong_is_named(url: str, message: str) -> None:
    with pytest.raises(InvalidName, match=message):
        parse_url(url)


@pytest.mark.parametrize("url", [None, 5, b"notes", ["notes"]])
def test_what_is_no_text_makes_no_folder_of_its_name(url: Any) -> None:
    with pytest.raises(InvalidName, match=f"the index URL is {type(url).__name__}"):
        parse_url(url)
    with pytest.raises(InvalidName, match="it must be a string or a path"):
        scheme_of(url)


@pytest.mark.parametrize("name", ["a", "notes-000001", "Notes.v2", "0_", "x" * 200])
def test_plain_names_are_taken(name: str) -> None:
    check_name(name)


def test_a_newline_at_the_end_is_no_part_of_a_name() -> None:
    with pytest.raises(InvalidName):
        check_name("notes\n")


@pytest.mark.parametrize(
    ("url", "scheme"),
    [
        ("notes", "file"),
        (Path("memory://x"), "file"),
        ("memory://x", "memory"),
        ("Qdrant+https://h/x", "qdrant"),
        ("redis://", "redis"),
    ],
)
def test_the_scheme_is_read_before_the_rest(url: str | Path, scheme: str) -> None:
    assert scheme_of(url) == scheme


@given(
    st.text(string.printable + "äß/:@?#[]%", max_size=30), st.sampled_from(["", "qdrant://", "memory://", "file://"])
)
def test_any_text_is_parsed_or_refused_as_a_name(rest: str, start: str) -> None:
    try:
        target = parse_url(start + rest)
    except InvalidName:
        return
    assert target.scheme in ("qdrant", "memory", "file") or "://" in rest
    str(target)
