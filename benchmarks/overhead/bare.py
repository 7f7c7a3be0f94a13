"""The calls that a search makes, to make them without it, and their answers, to search without the client."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial, reduce
from typing import Any

from hybrid_search import HybridIndex
from hybrid_search.connectors.embedded import EmbeddedClient


class Recorder:
    """Passes the calls of an object's methods on, also those of a namespace, and keeps them.

    Attributes:
        calls: Each as a function without arguments.
        answers: Of each.
    """

    def __init__(self, recorded: Any) -> None:
        self.calls: list[Callable[[], Any]] = []
        self.answers: list[Any] = []
        self._recorded = recorded

    def __getattr__(self, name: str) -> _Method:
        return _Method((name,), self._call)

    def _call(self, path: tuple[str, ...], *arguments: Any, **options: Any) -> Any:
        call = partial(reduce(getattr, path, self._recorded), *arguments, **options)
        answer = call()
        self.calls.append(call)
        self.answers.append(answer)
        return answer


class _Replayer:
    """Gives recorded answers in their order, whatever is called."""

    def __init__(self, answers: list[Any]) -> None:
        self._answers = iter(answers)

    def __getattr__(self, name: str) -> _Method:
        return _Method((name,), self._call)

    def _call(self, path: tuple[str, ...], *arguments: Any, **options: Any) -> Any:
        return next(self._answers)


class _Method:
    def __init__(self, path: tuple[str, ...], call: Callable[..., Any]) -> None:
        self._path = path
        self._call = call

    def __getattr__(self, name: str) -> _Method:
        return _Method((*self._path, name), self._call)

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        return self._call(self._path, *arguments, **options)


def recorded(index: HybridIndex, search: Callable[[], object]) -> Recorder:
    """What *search* asks the client of *index*; the engine's shard where the client is ours."""
    owner, attribute = _place(index)
    recorder = Recorder(getattr(owner, attribute))
    with _in_place(owner, attribute, recorder):
        search()
    return recorder


@contextmanager
def replayed(index: HybridIndex, recorder: Recorder) -> Iterator[None]:
    """Meanwhile the client gives the answers of *recorder*, at once."""
    with _in_place(*_place(index), _Replayer(recorder.answers)):
        yield


def _place(index: HybridIndex) -> tuple[Any, str]:
    held = index._driver._client
    client = held.get()
    if isinstance(client, EmbeddedClient):
        with client._turn() as opened:
            return opened, "shard"
    return held, "_value"


@contextmanager
def _in_place(owner: Any, attribute: str, other: object) -> Iterator[None]:
    value = getattr(owner, attribute)
    setattr(owner, attribute, other)
    try:
        yield
    finally:
        setattr(owner, attribute, value)
