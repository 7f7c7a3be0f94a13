"""The tables of a dataset repository, read with the library ``datasets`` from a folder on the disk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from hybrid_search.errors import InvalidSource, MissingExtra


def table(
    folder: Path, repository: str, config: str, splits: tuple[str, ...]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each row of a table with its place, streamed.

    Args:
        folder: Holds the repository's files; its README says which of them make which table.
        repository: Its name, for messages.
        config: The table.
        splits: The first of them that there is is read.

    Raises:
        InvalidSource: if there is no such table or split, or its files cannot be read.
        MissingExtra: without the extra ``hub``.
    """
    try:
        import datasets  # noqa: PLC0415  # an optional package, and slow
    except ImportError as error:
        raise MissingExtra("HubDataset", "datasets", "hub") from error
    try:
        names = datasets.get_dataset_split_names(str(folder), config)
        split = next((split for split in splits if split in names), None)
        if split is None:
            wanted, there = " or ".join(map(repr, splits)), ", ".join(names)
            raise InvalidSource(f"{repository}: table {config!r} has no split {wanted}; it has {there}")
        # Streamed from the disk: else the library would write a second copy, in its own format.
        rows = datasets.load_dataset(str(folder), config, split=split, streaming=True)
        for number, row in enumerate(rows, start=1):
            yield f"{repository}, {config}/{split}, row {number}", row
    except (OSError, ValueError) as error:
        if isinstance(error, InvalidSource):
            raise
        raise InvalidSource(
            f"{repository}: table {config!r} cannot be read from {folder.as_posix()}: "
            f"{str(error).strip().partition(chr(10))[0]}"
        ) from error


def tables(folder: Path) -> list[str]:
    """The names of the tables.

    Raises:
        MissingExtra: without the extra ``hub``.
    """
    try:
        import datasets  # noqa: PLC0415  # as above
    except ImportError as error:
        raise MissingExtra("HubDataset", "datasets", "hub") from error
    return list(datasets.get_dataset_config_names(str(folder)))
