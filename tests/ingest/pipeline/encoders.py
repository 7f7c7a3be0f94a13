"""Encoders for worker processes, in a module that these can import."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence

from hybrid_search.encoders import Encoded, TokenText
from hybrid_search.encoders.one_pass.processor import usable_cpus
from tests.fakes import WordEncoder


class TwoPartError(Exception):
    """Can be pickled, and not be made again."""

    def __init__(self, text: str, number: int) -> None:
        super().__init__(f"{text} {number}")


class Moody(WordEncoder):
    """Texts tell it what to do; it says in which process, and on how many processors."""

    def encode_documents(self, texts: Sequence[str]) -> Encoded:
        if "die" in texts:
            os.kill(os.getpid(), signal.SIGKILL)
        if "odd" in texts:
            raise TwoPartError("odd", 1)
        return super().encode_documents([f"{text} {'plants ' * usable_cpus()}" for text in texts])


class Homesick(WordEncoder):
    """Cannot be made in another process."""

    def __init__(self) -> None:
        super().__init__()
        self.home = os.getpid()

    def __setstate__(self, state: dict[str, object]) -> None:
        raise RuntimeError("there is no place like home")


class Glued(WordEncoder):
    """Cannot be sent anywhere."""

    def __init__(self) -> None:
        super().__init__()
        self.decode = lambda indices: [TokenText("", "exact") for _ in indices]  # type: ignore[method-assign]  # a lambda
