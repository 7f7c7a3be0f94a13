"""Several threads at once, of which no error is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable


def at_once(number: int, work: Callable[[int], object]) -> list[BaseException]:
    """Call ``work(0)``, ``work(1)``, … in a thread each, begun together; what they raised, assertions included."""
    together = threading.Barrier(number)
    errors: list[BaseException] = []

    def run(thread: int) -> None:
        together.wait(30)
        try:
            work(thread)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(thread,)) for thread in range(number)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return errors
