"""Opening: which index, which encoder, and whether it must exist."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hybrid_search import Document, HybridIndex, MemoryClient
from hybrid_search.connectors import registry
from hybrid_search.errors import (
    EncoderMismatch,
    IndexClosed,
    IndexNotFound,
    InvalidInput,
    InvalidName,
    MissingExtra,
)
from tests.fakes import WordEncoder

ONE = [Document("a", "plants")]


class TestCreate:
    def test_by_default_a_missing_index_is_made_by_the_first_add(self) -> None:
        client = MemoryClient()
        index = HybridIndex.open("memory://notes", WordEncoder(), client=client)
        assert not client.exists()
        with pytest.raises(IndexNotFound, match="memory://notes: there is no index yet; add documents first"):
            index.search("plants")
        index.add(ONE)
        assert index.search("plants").ids == ("a",)

    @pytest.mark.parametrize("use", ["count", "stats", "optimize"])
    def test_nothing_else_makes_it(self, use: str) -> None:
        client = MemoryClient()
        index = HybridIndex.open("memory://notes", WordEncoder(), client=client)
        with pytest.raises(IndexNotFound):
            getattr(index, use)()
        assert not client.exists()

    def test_true_makes_it_now_and_opens_one_that_is_there(self) -> None:
        client = MemoryClient()
        index = HybridIndex.open("memory://notes", WordEncoder(), create=True, client=client)
        assert index.count() == 0
        index.add(ONE)
        assert HybridIndex.open("memory://notes", WordEncoder(), create=True, client=client).count() == 1

    def test_false_refuses_a_missing_one(self) -> None:
        with pytest.raises(IndexNotFound, match="there is no index; open it with create=None"):
            HybridIndex.open("memory://notes", WordEncoder(), create=False)

    def test_false_opens_one_that_is_there_and_does_not_make_it_again(self) -> None:
        client = MemoryClient()
        HybridIndex.open("memory://notes", WordEncoder(), create=True, client=client)
        index = HybridIndex.open("memory://notes", WordEncoder(), create=False, client=client)
        index.add(ONE)
        index.drop()
        with pytest.raises(IndexNotFound, match="opened with create=False"):
            index.add(ONE)
        assert not client.exists()


class TestEncoder:
    def test_another_one_is_refused_naming_what_differs(self) -> None:
        client = MemoryClient()
        HybridIndex.open("memory://notes", WordEncoder(name="old"), create=True, client=client)
        with pytest.raises(EncoderMismatch) as caught:
            HybridIndex.open("memory://notes", WordEncoder(name="new", dense=False), client=client)
        assert str(caught.value) == (
            "memory://notes: the index was built with the encoder 'old', and 'new' would give other vectors "
            "(dims: index 3, encoder None; encoder: index 'old', encoder 'new'). "
            "Open it with the encoder it was built with, or migrate it to the other one"
        )

    def test_an_equal_one_is_taken(self) -> None:
        client = MemoryClient()
        HybridIndex.open("memory://notes", WordEncoder(), create=True, client=client)
        assert HybridIndex.open("memory://notes", WordEncoder(query_tokens=2), client=client).count() == 0

    def test_one_that_came_too_late_is_refused_at_the_first_use(self) -> None:
        client = MemoryClient()
        late = HybridIndex.open("memory://notes", WordEncoder(name="late"), client=client)
        HybridIndex.open("memory://notes", WordEncoder(name="early"), client=client).add(ONE)
        with pytest.raises(EncoderMismatch):
            late.search("plants")
        with pytest.raises(EncoderMismatch):
            late.add(ONE)

    @pytest.mark.parametrize("encoder", ["bm25", WordEncoder, object(), 5])
    def test_what_is_no_encoder_is_refused_at_once(self, encoder: Any) -> None:
        with pytest.raises(InvalidInput, match=r"is not an encoder object; pass for instance HashingEncoder\(\)"):
            HybridIndex.open("memory://notes", encoder)

    @pytest.mark.parametrize("create", ["no", 2, []])
    def test_create_is_one_of_three(self, create: Any) -> None:
        with pytest.raises(InvalidInput, match=r"create=.* must be None, True or False"):
            HybridIndex.open("memory://notes", WordEncoder(), create=create)


class TestUrl:
    @pytest.mark.parametrize("name", ["..", "a..b", "a/b", "%2e%2e", "a%00b", "", "-a"])
    def test_a_name_that_is_no_name_is_refused(self, name: str) -> None:
        with pytest.raises(InvalidName, match="is not allowed: use 1 to 200 letters"):
            HybridIndex.open(f"memory://{name}", WordEncoder())

    @pytest.mark.parametrize("url", ["memory://a\x00", "notes\x00", Path("notes\x00")])
    def test_nul_is_refused(self, url: str | Path) -> None:
        with pytest.raises(InvalidName, match="NUL"):
            HybridIndex.open(url, WordEncoder())

    def test_an_unknown_scheme_is_refused_with_the_known_ones(self) -> None:
        with pytest.raises(InvalidName, match=r"'redis' is not known; known: .*memory://"):
            HybridIndex.open("redis://localhost", WordEncoder())

    def test_a_backend_that_is_not_installed_is_named_with_the_command(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(registry, "_BUILTIN", {"far": ("surely_not_installed:Connector", "far")})
        with pytest.raises(MissingExtra, match=r"far:// needs .* pip install \"hybrid-search-native\[far\]\""):
            HybridIndex.open("far://host/notes", WordEncoder())

    def test_a_client_of_another_kind_is_refused(self) -> None:
        client: Any = object()
        with pytest.raises(InvalidInput, match="client= takes a MemoryClient"):
            HybridIndex.open("memory://notes", WordEncoder(), client=client)


class TestClose:
    @pytest.mark.parametrize(
        "use",
        [
            lambda index: index.add(ONE),
            lambda index: index.search("plants"),
            lambda index: index.search_many(["plants"]),
            lambda index: index.get("a"),
            lambda index: index.count(),
            lambda index: index.delete("a"),
            lambda index: index.stats(),
            lambda index: index.doctor(),
            lambda index: index.optimize(),
            lambda index: index.drop(),
            lambda index: index.view({"a": 1}).count(),
        ],
    )
    def test_a_closed_index_says_so(self, use: Any) -> None:
        with HybridIndex.open("memory://notes", WordEncoder(), create=True) as index:
            pass
        with pytest.raises(IndexClosed, match="memory://notes: the index was closed; open it again"):
            use(index)

    def test_closing_twice_is_harmless(self) -> None:
        index = HybridIndex.open("memory://notes", WordEncoder())
        index.close()
        index.close()

    def test_a_view_shares_the_connection(self) -> None:
        index = HybridIndex.open("memory://notes", WordEncoder(), create=True)
        index.view({"a": 1}).close()
        with pytest.raises(IndexClosed):
            index.count()

    def test_the_callers_client_stays_open(self) -> None:
        client = MemoryClient()
        with HybridIndex.open("memory://notes", WordEncoder(), client=client) as index:
            index.add(ONE)
        assert client.count(None) == 1

    def test_an_open_that_fails_closes_what_it_opened(self, monkeypatch: pytest.MonkeyPatch) -> None:
        closed: list[str] = []
        monkeypatch.setattr(MemoryClient, "close", lambda self: closed.append("client"))
        with pytest.raises(IndexNotFound):
            HybridIndex.open("memory://notes", WordEncoder(), create=False)
        assert closed == ["client"]


def test_repr_names_url_and_encoder() -> None:
    index = HybridIndex.open("memory://notes", WordEncoder())
    assert repr(index) == "HybridIndex('memory://notes', encoder='words')"
    assert index.url == "memory://notes"
    assert index.encoder.name == "words"
