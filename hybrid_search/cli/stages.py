"""Stages of a long piece of work, each with a bar of its own."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType

from hybrid_search.cli.train_progress import Shown


class Stages:
    """A context whose :meth:`step` tells what is being done; the bar of a stage ends when the next begins."""

    def __init__(self) -> None:
        self._bars = ExitStack()
        self._doing = ""
        self._advance: Callable[[int, str], None]

    def step(self, doing: str, done: int, total: int, figures: str = "") -> None:
        """*done* of *total* are done; *figures* stand beside the bar."""
        if doing != self._doing:
            self._bars.close()
            self._doing, self._advance = doing, self._bars.enter_context(Shown().stage(doing, total))
        self._advance(done, figures)

    def __enter__(self) -> Stages:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.close()
