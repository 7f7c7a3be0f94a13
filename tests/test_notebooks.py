"""The notebooks run from top to bottom."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
SHOWN = {
    "choose_weight": ["sparse 0.5  nDCG@10 0.", "chosen on 24 questions: ", "tuned, on held-out queries", "<table"],
    "compare_fusions": ["<table", "significantly better than dense", "result.json", "grade 2"],
    "sparse_vectors": ["(4, 384)", "basement", "hx-2041-a", "cap  24:  24.0 non-zeros"],
}


def shown_by(cell: str, scope: dict[str, object]) -> str:
    """Run a cell; the HTML or text of its last line if that is an expression, as a notebook shows it."""
    statements = ast.parse(cell).body
    last = statements.pop() if statements and isinstance(statements[-1], ast.Expr) else None
    exec(compile(ast.Module(statements, type_ignores=[]), "cell", "exec"), scope)
    if not isinstance(last, ast.Expr):
        return ""
    value = eval(compile(ast.Expression(last.value), "cell", "eval"), scope)
    html = getattr(value, "_repr_html_", None)
    return "" if value is None else html() if html else repr(value)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_shows_what_it_is_about(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("ir_measures", reason="needs the extra eval")
    monkeypatch.chdir(path.parent)
    scope: dict[str, object] = {}
    cells = [cell for cell in json.loads(path.read_text())["cells"] if cell["cell_type"] == "code"]
    last_lines = [shown_by("".join(cell["source"]), scope) for cell in cells]
    output = capsys.readouterr().out + "".join(last_lines)
    assert [text for text in SHOWN[path.stem] if text not in output] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_stored_without_outputs(path: Path) -> None:
    cells = json.loads(path.read_text())["cells"]
    assert all(not cell.get("outputs") and cell.get("execution_count") is None for cell in cells)
