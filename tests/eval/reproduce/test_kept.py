from pathlib import Path

import numpy as np
import pytest

from hybrid_search.errors import InvalidInput
from hybrid_search.eval.reproduce.kept import Kept


def test_what_was_kept_is_there_when_the_folder_is_opened_again(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "new" / "out")
    kept.bind("torch", "2.2")
    kept.keep_arrays("vectors", dense=np.ones((2, 3), np.float32))
    kept.keep_scores("pairs", {"a": 0.1})
    again = Kept(tmp_path / "new" / "out")
    assert again.sources == {"torch": "2.2"}
    arrays = again.arrays("vectors")
    assert arrays is not None
    assert arrays["dense"].shape == (2, 3)
    assert again.scores("pairs") == {"a": 0.1}


def test_what_was_not_kept_is_missing(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    assert kept.arrays("vectors") is None
    assert kept.scores("pairs") == {}


def test_results_of_two_sources_are_not_mixed(tmp_path: Path) -> None:
    Kept(tmp_path).bind("torch", "2.2")
    with pytest.raises(
        InvalidInput, match=r"was computed with torch = 2\.2, and this run has 2\.3; name another folder"
    ):
        Kept(tmp_path).bind("torch", "2.3")


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").touch()
    with pytest.raises(InvalidInput, match=r"holds other things; name a new or empty folder with --out"):
        Kept(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "out").touch()
    with pytest.raises(InvalidInput, match=r"is a file; name a folder"):
        Kept(tmp_path / "out")


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    (tmp_path / "scores.json").write_text('{"a": ')
    with pytest.raises(InvalidInput, match=r"scores\.json is damaged .*delete it"):
        kept.scores("scores")
