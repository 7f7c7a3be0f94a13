"""The example of docs/evaluation.md runs."""

import re
from pathlib import Path

import pytest

from hybrid_search import HybridIndex
from hybrid_search.eval import GoldenReport
from tests.eval.golden.conftest import Questions

PAGE = Path(__file__).parents[3] / "docs" / "evaluation.md"


def test_the_example_of_golden_queries_runs(
    index: HybridIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(), flags=re.DOTALL)
    (code,) = [block for block in blocks if "check_golden(" in block]
    scope: dict[str, object] = {"index": index, "dataset": Questions()}
    exec(code, scope)
    assert isinstance(scope["report"], GoldenReport)
