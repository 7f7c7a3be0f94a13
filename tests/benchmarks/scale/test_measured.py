from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from rich.console import Console

from benchmarks.scale.figures import Figures
from benchmarks.scale.measured import measure


def test_a_second_run_in_the_folder_does_nothing_again(tmp_path: Path) -> None:
    first = measure(tmp_path, 60, 20, 5.0, Console(quiet=True))
    assert first.loaded == 60
    assert first.after is not None
    assert first.after.recall == 1.0  # so few are searched exactly
    assert asdict(measure(tmp_path, 60, 20, 5.0, Console(quiet=True))) == asdict(first)


def test_a_run_that_stopped_while_loading_goes_on_there(tmp_path: Path) -> None:
    measure(tmp_path, 40, 20, 5.0, Console(quiet=True))
    interrupted = Figures(60, loaded=40)
    interrupted.write(tmp_path / "figures.json")
    (tmp_path / "nearest-20.npy").unlink()
    assert measure(tmp_path, 60, 20, 5.0, Console(quiet=True)).loaded == 60
