"""From a URL to a connector."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from hybrid_search import MemoryClient
from hybrid_search._distribution import pip_line
from hybrid_search.connectors import registry
from hybrid_search.connectors.access import Access
from hybrid_search.connectors.memory import MemoryConnector
from hybrid_search.connectors.registry import connect, schemes
from hybrid_search.connectors.url import Target
from hybrid_search.errors import InvalidInput, InvalidName, MissingExtra

SERVERS = {
    "elasticsearch": "ElasticsearchConnector",
    "opensearch": "OpenSearchConnector",
    "qdrant": "QdrantConnector",
}


def test_a_memory_url_gives_the_memory_connector() -> None:
    connector = connect("memory://notes")
    assert isinstance(connector, MemoryConnector)
    assert connector.url == "memory://notes"
    assert connector.local


def test_the_callers_client_is_used() -> None:
    client = MemoryClient()
    assert connect("memory://notes", Access(client=client)).connect() is client


@pytest.mark.parametrize(("scheme", "name"), SERVERS.items())
def test_a_server_url_gives_its_connector_and_sends_nothing(scheme: str, name: str) -> None:
    connector = connect(f"{scheme}://me:sesame@127.0.0.1:1/notes")
    assert type(connector).__name__ == name
    assert connector.url == f"{scheme}://me:***@127.0.0.1:1/notes"
    assert "sesame" not in repr(connector)
    assert not connector.local
    assert not connector.attached


def test_a_pinecone_url_gives_its_connector() -> None:
    connector = connect("pinecone://notes", Access(api_key="sesame"))
    assert type(connector).__name__ == "PineconeConnector"
    assert connector.url == "pinecone://notes"
    assert "sesame" not in repr(connector)


@pytest.mark.parametrize(
    ("url", "packages"),
    [
        ("elasticsearch://127.0.0.1:1/notes", ["elasticsearch", "elasticsearch8"]),
        ("opensearch://127.0.0.1:1/notes", ["opensearchpy"]),
        ("pinecone://notes", ["pinecone"]),
        ("qdrant://127.0.0.1:1/notes", ["qdrant_client"]),
    ],
)
def test_a_missing_client_package_is_named_with_its_extra(url: str, packages: list[str]) -> None:
    script = (
        f"import sys; sys.modules.update(dict.fromkeys({packages}))\n"  # what makes Python say that there is none
        f"from hybrid_search.connectors.registry import connect\n"
        f"from hybrid_search.errors import MissingExtra\n"
        f"try: connect({url!r})\n"
        f"except MissingExtra as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    scheme = url.partition(":")[0]
    assert f"{scheme}:// needs the package '{packages[0]}'" in done.stdout
    assert pip_line(scheme) in done.stdout


def test_a_client_of_another_kind_is_refused() -> None:
    with pytest.raises(InvalidInput, match="client= takes a MemoryClient, not dict"):
        connect("memory://notes", Access(client={}))


def test_options_that_nobody_reads_are_refused() -> None:
    with pytest.raises(InvalidName, match=r"memory://notes takes no options after '\?'; found namespace"):
        connect("memory://notes?namespace=a")


def test_the_builtin_schemes_are_known() -> None:
    assert {"elasticsearch", "file", "memory", "opensearch", "pinecone", "qdrant"} <= set(schemes())
    assert list(schemes()) == sorted(schemes())


@pytest.mark.parametrize("url", ["redis://host/notes", "redis://host", "redis+https://host/notes", "redis://"])
def test_an_unknown_scheme_is_named_with_the_known_ones(url: str) -> None:
    with pytest.raises(InvalidName, match=r"scheme 'redis' is not known; known: .*file://, memory://.* or a path"):
        connect(url)


def test_a_scheme_is_shown_without_control_characters() -> None:
    with pytest.raises(InvalidName) as caught:
        connect("\x1b[31m://x")
    assert str(caught.value).isprintable()


def test_a_missing_package_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_BUILTIN", {"far": ("surely_not_installed.client:Connector", "far")})
    with pytest.raises(MissingExtra) as caught:
        connect("far://host/notes")
    assert "The scheme far:// needs the package 'surely_not_installed'" in str(caught.value)
    assert pip_line("far") in str(caught.value)
    assert isinstance(caught.value.__cause__, ModuleNotFoundError)


@pytest.mark.parametrize("path", ["surely_not_installed:Connector", "hybrid_search.connectors.absent:Connector"])
def test_a_missing_module_that_no_extra_brings_is_no_missing_extra(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    extra = None if path.startswith("surely") else "far"
    monkeypatch.setattr(registry, "_BUILTIN", {"far": (path, extra)})
    with pytest.raises(ModuleNotFoundError) as caught:
        connect("far://host/notes")
    assert not isinstance(caught.value, MissingExtra)


def test_another_distribution_can_bring_a_scheme(monkeypatch: pytest.MonkeyPatch) -> None:
    def make(target: Target, access: Access) -> Any:
        return target, access

    module = ModuleType("other_distribution")
    module.make = make  # type: ignore[attr-defined]  # a module is what an entry point names
    monkeypatch.setitem(sys.modules, "other_distribution", module)
    point = EntryPoint("other", "other_distribution:make", registry.ENTRY_POINTS)
    monkeypatch.setattr(registry, "entry_points", lambda group: [point] if group == registry.ENTRY_POINTS else [])
    made: Any = connect("other://host/notes", Access(api_key="sesame"))
    assert made == (Target("other", "notes", "host"), Access(api_key="sesame"))
    assert connect("other://host/notes") == (Target("other", "notes", "host"), Access())  # type: ignore[comparison-overlap]  # it is what *make* returned
    assert "other" in schemes()


def test_connecting_makes_nothing(tmp_path: Path) -> None:
    pytest.importorskip("hybrid_search.connectors.embedded.client")
    connect(tmp_path / "notes")
    assert not (tmp_path / "notes").exists()
