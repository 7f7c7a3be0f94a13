"""From a URL to a connector."""

from __future__ import annotations

import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from hybrid_search import MemoryClient
from hybrid_search._distribution import pip_line
from hybrid_search.connectors import registry
from hybrid_search.connectors.memory import MemoryConnector
from hybrid_search.connectors.registry import connect, schemes
from hybrid_search.connectors.url import Target
from hybrid_search.errors import InvalidInput, InvalidName, MissingExtra


def test_a_memory_url_gives_the_memory_connector() -> None:
    connector = connect("memory://notes")
    assert isinstance(connector, MemoryConnector)
    assert connector.url == "memory://notes"
    assert connector.local


def test_the_callers_client_is_used() -> None:
    client = MemoryClient()
    assert connect("memory://notes", client).connect() is client


def test_a_client_of_another_kind_is_refused() -> None:
    with pytest.raises(InvalidInput, match="client= takes a MemoryClient, not dict"):
        connect("memory://notes", {})


def test_options_that_nobody_reads_are_refused() -> None:
    with pytest.raises(InvalidName, match=r"memory://notes takes no options after '\?'; found namespace"):
        connect("memory://notes?namespace=a")


def test_the_builtin_schemes_are_known() -> None:
    assert {"file", "memory"} <= set(schemes())
    assert list(schemes()) == sorted(schemes())


@pytest.mark.parametrize("url", ["redis://host/notes", "redis://host", "redis+https://host/notes", "redis://"])
def test_an_unknown_scheme_is_named_with_the_known_ones(url: str) -> None:
    with pytest.raises(InvalidName, match=r"scheme 'redis' is not known; known: file://, .*memory://.* or a path"):
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
    def make(target: Target, client: Any) -> Any:
        return target, client

    module = ModuleType("other_distribution")
    module.make = make  # type: ignore[attr-defined]  # a module is what an entry point names
    monkeypatch.setitem(sys.modules, "other_distribution", module)
    point = EntryPoint("other", "other_distribution:make", registry.ENTRY_POINTS)
    monkeypatch.setattr(registry, "entry_points", lambda group: [point] if group == registry.ENTRY_POINTS else [])
    made: Any = connect("other://host/notes", "client")
    assert made == (Target("other", "notes", "host"), "client")
    assert schemes() == ("file", "memory", "other")


def test_connecting_makes_nothing(tmp_path: Path) -> None:
    pytest.importorskip("hybrid_search.connectors.embedded.client")
    connect(tmp_path / "notes")
    assert not (tmp_path / "notes").exists()
