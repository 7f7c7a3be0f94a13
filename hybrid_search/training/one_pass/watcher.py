"""Who is told how far training is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

Advance = Callable[[int, str], None]
"""Told how much of a stage is done, and figures in words."""


class Watcher(Protocol):
    """Shows messages and stages."""

    def say(self, text: str) -> None:
        """One line."""
        ...

    def stage(self, name: str, total: int) -> AbstractContextManager[Advance]:
        """A stage of *total* parts, from its first to its last."""
        ...


class Silent:
    """Shows nothing."""

    def say(self, text: str) -> None:
        """Nothing is shown."""

    @contextmanager
    def stage(self, name: str, total: int) -> Iterator[Advance]:  # noqa: ARG002  # the protocol's arguments
        """Nothing is shown."""
        yield lambda _done, _figures: None
