"""The example of docs/evaluation.md runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hybrid_search.encoders.hashing import HashingEncoder
from hybrid_search.index import hybrid_index

ROOT = Path(__file__).parents[2]


def test_the_example_of_a_comparison_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "evaluation.md").read_text(), flags=re.DOTALL)
    (code,) = (block for block in blocks if "Comparison(" in block)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(hybrid_index, "default_encoder", HashingEncoder)
    scope: dict[str, object] = {}
    exec(code, scope)
    assert scope["result"] == scope["ComparisonResult"].load("result")  # type: ignore[attr-defined]  # the example's names
