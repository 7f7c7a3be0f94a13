"""What is safe when a command that writes documents is stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hybrid_search.cli.output import counted, note
from hybrid_search.cli.progress import Show

if TYPE_CHECKING:
    from hybrid_search.ingest import PopulateProgress


class Stored:
    """Says what is safe already if the block ends by an error or by Ctrl-C."""

    def __init__(self) -> None:
        self._last: PopulateProgress | None = None

    def then(self, show: Show) -> Show:
        """*show*, and the progress is remembered."""

        def remember(progress: PopulateProgress) -> None:
            self._last = progress
            show(progress)

        return remember

    def __enter__(self) -> Stored:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None and self._last is not None:
            stored = counted(self._last.written, "document")
            note(
                f"Stopped with {stored} stored and {self._last.unchanged:,} unchanged. "
                "They are safe; repeat the command to go on."
            )
        elif kind is KeyboardInterrupt:
            note("Stopped before anything was stored.")
