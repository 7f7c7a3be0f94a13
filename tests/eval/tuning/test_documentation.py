"""The example of docs/evaluation.md runs."""

import re
from pathlib import Path

import pytest

from hybrid_search import HybridIndex
from hybrid_search.eval import TuningResult
from tests.eval.tuning.conftest import Words

PAGE = Path(__file__).parents[3] / "docs" / "evaluation.md"


def test_the_example_of_tuning_runs(index: HybridIndex, dataset: Words, monkeypatch: pytest.MonkeyPatch) -> None:
    (code,) = [
        block for block in re.findall(r"```python\n(.*?)```", PAGE.read_text(), flags=re.DOTALL) if "tune(" in block
    ]
    monkeypatch.setattr("hybrid_search.eval.open_dataset", lambda _: dataset)
    scope: dict[str, object] = {"index": index}
    exec(code, scope)
    assert isinstance(scope["result"], TuningResult)
