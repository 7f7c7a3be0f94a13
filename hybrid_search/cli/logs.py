"""What the library logs, on stderr."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from hybrid_search.cli.output import note

_LEVELS = (logging.WARNING, logging.INFO, logging.DEBUG)


@contextmanager
def logs_on_stderr(verbose: int) -> Iterator[None]:
    """Show the library's own logs meanwhile; those of clients and models stay away, since they may quote documents.

    Args:
        verbose: 0 for warnings, 1 for what is done, 2 for every detail.
    """
    logger = logging.getLogger("hybrid_search")
    handler = _Notes()
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    level = logger.level
    logger.setLevel(_LEVELS[min(verbose, 2)])
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)


class _Notes(logging.Handler):
    """Each record as one line, to what stderr is at that moment: a progress display replaces it while it is shown."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            note(self.format(record))
        except Exception:  # nobody reads stderr any more: no reason for what was logged to fail
            self.handleError(record)
