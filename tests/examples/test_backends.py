from __future__ import annotations

from pathlib import Path

import pytest

from examples import backends
from hybrid_search import SearchResults


def test_two_backends_find_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert backends.main(["memory://trial", str(tmp_path / "trial")]) == 0
    shown = capsys.readouterr().out
    assert "memory://trial\n" in shown
    assert shown.count("'photosynthesis'") == 2
    assert "'fax'" not in shown
    assert shown.endswith("all orders are the same\n")


def test_an_order_that_differs_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    found = backends.hits("memory://trial", "how do plants eat")
    turned = SearchResults(found.hits[::-1], found.query, found.fusion, found.seconds, found.candidates)
    monkeypatch.setattr(backends, "hits", lambda url, query: {"one": found, "other": turned}[url])
    assert backends.main(["one", "other"]) == 1
    assert "the orders differ" in capsys.readouterr().out
