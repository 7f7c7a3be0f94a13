"""How far a training is, on stderr: a bar in a terminal, else a line now and then."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from hybrid_search.cli.output import console, note, safe

_LINE_EVERY_S = 10.0


class Shown:
    """A :class:`~hybrid_search.training.one_pass.watcher.Watcher` for terminals and logs."""

    def say(self, text: str) -> None:
        """One line."""
        note(text)

    @contextmanager
    def stage(self, name: str, total: int) -> Iterator[Callable[[int, str], None]]:
        """A bar for each stage, with its figures and the time left."""
        screen = console(stderr=True)
        if not screen.is_terminal:
            yield _Lines(name, total).show
            return
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[figures]}", markup=False),
            TimeRemainingColumn(),
            TextColumn("left"),
        )
        with Progress(*columns, console=screen) as bar:
            task = bar.add_task(safe(name), total=total, figures="")
            yield lambda done, figures: bar.update(task, completed=done, figures=figures)


class _Lines:
    def __init__(self, name: str, total: int) -> None:
        self._name, self._total = name, total
        self._started = self._said = time.monotonic()
        self._first: int | None = None

    def show(self, done: int, figures: str) -> None:
        now = time.monotonic()
        if self._first is None:  # what an earlier run did says nothing of this one's pace
            self._first, self._started = done, now
        if now - self._said < _LINE_EVERY_S and done < self._total:
            return
        self._said = now
        each = (now - self._started) / max(1, done - self._first)
        left = timedelta(seconds=round(each * (self._total - done)))
        note(f"{self._name}: {done:,} of {self._total:,}{', ' if figures else ''}{figures}, about {left} left")
