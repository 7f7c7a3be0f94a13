"""How far a population is, on stderr: a bar in a terminal, else a line now and then, of JSON if that was asked for."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from hybrid_search.cli.output import console, counted, note
from hybrid_search.cli.progress_events import Events
from hybrid_search.cli.stages_line import StagesLine

if TYPE_CHECKING:
    from rich.console import Console

    from hybrid_search.ingest import PopulateProgress

Show = Callable[["PopulateProgress"], None]

_LINE_EVERY_S = 10.0


@contextmanager
def progress_shown(*, events: bool = False) -> Iterator[Show]:
    """A function that shows each progress; the bar ends with the block, whatever ends it.

    Args:
        events: Whether lines are JSON, where there is no terminal.
    """
    screen = console(stderr=True)
    if not screen.is_terminal:
        yield Events().show if events else _Lines().show
        return
    with _bar(screen) as show:
        yield show


@contextmanager
def _bar(screen: Console) -> Iterator[Show]:
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[documents]:,} documents, {task.fields[rate]:,.0f}/s,"),
        TimeRemainingColumn(),
        TextColumn("left{task.fields[stages]}"),
    )
    with Progress(*columns, console=screen) as bar:
        task = bar.add_task("", total=None, documents=0, rate=0.0, stages="")
        started, line = time.monotonic(), StagesLine()

        def show(progress: PopulateProgress) -> None:
            documents, rate = _documents(progress), _rate(progress, started)
            bar.update(
                task,
                completed=progress.bytes_read,
                total=progress.bytes_total,
                documents=documents,
                rate=rate,
                stages=line.after(progress),
            )

        yield show


class _Lines:
    def __init__(self) -> None:
        self._started = time.monotonic()
        self._next = self._started
        self._stages = StagesLine()

    def show(self, progress: PopulateProgress) -> None:
        now = time.monotonic()
        if now < self._next or not _documents(progress) + progress.left_out:
            return
        self._next = now + _LINE_EVERY_S
        share = progress.bytes_read / max(progress.bytes_total, 1)
        left = (now - self._started) * (1 - share) / share if share else 0.0
        note(
            f"{counted(_documents(progress), 'document')}, {share:.0%} of the sources, "
            f"{_rate(progress, self._started):,.0f}/s, about {timedelta(seconds=round(left))} left"
            f"{self._stages.after(progress)}"
        )


def _documents(progress: PopulateProgress) -> int:
    return progress.written + progress.unchanged


def _rate(progress: PopulateProgress, started: float) -> float:
    return _documents(progress) / max(time.monotonic() - started, 1e-9)
