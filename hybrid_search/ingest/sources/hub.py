"""Tables of the Hugging Face hub, streamed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

from hybrid_search.errors import BackendUnavailable, InvalidSource, MissingExtra
from hybrid_search.ingest.sources.base import Entry, Rejected, Source, Tick, no_tick
from hybrid_search.ingest.sources.columns import DEFAULT, Columns
from hybrid_search.ingest.sources.rows import RowsSource
from hybrid_search.ingest.sources.table import first_line

SCHEME = "hub:"
_OPTIONS = ("config", "split", "revision")


class HubSource(Source):
    """A dataset of the Hugging Face hub, read row by row as it arrives; nothing of it is kept on the disk.

    Python scripts of a repository are never run. Fields and metadata as in :class:`JsonlSource`.

    Args:
        repository: ``OWNER/NAME``, or a folder with the files of one.
        config: The table, where there are several.
        split: Which rows.
        revision: Branch, tag or commit; a commit gives the same rows every time.
        columns: Other names for the fields.

    Raises:
        MissingExtra: without the extra ``hub``.
    """

    def __init__(
        self,
        repository: str,
        *,
        config: str | None = None,
        split: str = "train",
        revision: str | None = None,
        columns: Columns = DEFAULT,
    ) -> None:
        _datasets()
        self._repository = repository
        self._config = config
        self._split = split
        self._revision = revision
        self._columns = columns
        self._name = f"{SCHEME}{repository}, {split if config is None else f'{config}/{split}'}"

    @classmethod
    def of_url(cls, url: str, columns: Columns = DEFAULT) -> HubSource:
        """The source for ``hub:OWNER/NAME?config=…&split=…&revision=…``.

        Raises:
            InvalidSource: if the URL has no name, or another option.
        """
        repository, _, query = url.removeprefix(SCHEME).partition("?")
        options = dict(parse_qsl(query, keep_blank_values=True))
        if not repository or not all(options.values()) or options.keys() - set(_OPTIONS):
            raise InvalidSource(f"{url}: the form is hub:OWNER/NAME?config=…&split=…&revision=…, options as needed")
        return cls(
            repository,
            config=options.get("config"),
            split=options.get("split", "train"),
            revision=options.get("revision"),
            columns=columns,
        )

    @property
    def size(self) -> int:
        """0: not known."""
        return 0

    def read(self, tick: Tick = no_tick) -> Iterator[Entry]:
        """See :meth:`Source.read`.

        Raises:
            BackendUnavailable: if the hub does not answer.
            InvalidSource: if there is no such dataset, table, split or column, or it may not be read.
        """
        rows = self._rows()
        number = 0
        try:
            for entry in RowsSource(rows, self._columns, name=self._name).read(tick):
                number += 1
                yield entry
        except (OSError, ValueError, OverflowError) as error:
            yield Rejected(f"{self._name}, row {number + 1}", f"cannot be read from here on ({first_line(error)})")

    def _rows(self) -> Any:  # datasets carries no types
        try:
            rows = _datasets().load_dataset(
                self._repository, self._config, split=self._split, revision=self._revision, streaming=True
            )
            if rows.column_names is not None:
                rows = rows.select_columns(self._columns.read_of(rows.column_names, self._name))
        except ConnectionError as error:
            raise BackendUnavailable(f"{self._name}: the hub does not answer ({first_line(error)})") from error
        except InvalidSource:
            raise
        except (OSError, ValueError, RuntimeError) as error:
            raise InvalidSource(f"{self._name}: cannot be read ({first_line(error)})") from error
        return rows


def _datasets() -> Any:  # as above
    try:
        import datasets  # noqa: PLC0415  # an optional package, and slow
    except ImportError as error:
        raise MissingExtra("HubSource", "datasets", "hub") from error
    return datasets
