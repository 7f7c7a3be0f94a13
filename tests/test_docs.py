"""What the documents say is true: names to install, code that runs, files that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hybrid_search._distribution import DISTRIBUTION, pip_line

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")])
SOURCES = sorted((ROOT / "hybrid_search").rglob("*.py"))


@pytest.mark.parametrize("path", PAGES + SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_pip_line_names_this_distribution(path: Path) -> None:
    for line in re.findall(r'^\s*pip install[^\n`]*|`pip install ("?hybrid[^`]*)`', path.read_text()):
        assert DISTRIBUTION in line or not line


def test_the_distribution_is_the_one_in_pyproject() -> None:
    assert f'name = "{DISTRIBUTION}"' in (ROOT / "pyproject.toml").read_text()
    assert pip_line("models") == 'pip install "hybrid-search-native[models]"'


def test_the_first_example_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), flags=re.DOTALL)[0]
    scope: dict[str, object] = {}
    exec(code, scope)
    hits = scope["hits"]
    assert [hit.id for hit in hits] == ["1"]  # type: ignore[attr-defined]  # the example's own variable
    scope["index"].close()  # type: ignore[attr-defined]  # as above


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_relative_link_leads_to_a_file(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
        assert (page.parent / target).exists(), target


def test_the_table_of_backends_is_what_the_connectors_say() -> None:
    from tools.backends_table import table  # noqa: PLC0415  # tools/ is in the repository and in the sdist only

    assert table() in (ROOT / "docs" / "backends.md").read_text()
