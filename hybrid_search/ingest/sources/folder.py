"""A folder of text and Markdown files, each a document."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from hybrid_search.errors import InvalidSource
from hybrid_search.ingest.sources.base import (
    MAX_BYTES,
    TOO_LONG,
    Entry,
    Rejected,
    Source,
    Tick,
    no_tick,
    size_of,
    unreadable,
)
from hybrid_search.ingest.sources.lines import decoded, undecodable
from hybrid_search.ingest.sources.make import make

TEXT_TYPES = (".md", ".txt")


class FolderSource(Source):
    r"""The ``.txt`` and ``.md`` files below a folder, in the order of their paths; or one such file.

    A document's id is its path below the folder with ``/`` between the parts, so it is the same on every system and
    wherever the command is run. Metadata: ``path`` (the same) and ``name`` (the last part). Line ends become ``\n``.

    Names that start with a dot are left out, folders and files. A link to a file is read. A link to a folder is
    rejected and not followed: it may lead in a circle, or out of what the caller meant to index.

    Args:
        path: The folder, or the file.

    Raises:
        InvalidSource: if there is no such file below the folder.
    """

    def __init__(self, path: Path) -> None:
        self._root = path if path.is_dir() else path.parent
        self._rejected: list[Rejected] = []
        self._files = sorted(self._find()) if path.is_dir() else [path.name]
        if not self._files and not self._rejected:
            raise InvalidSource(
                f"{path.as_posix()}: there is no {' or '.join(TEXT_TYPES)} file in this folder; name a file of "
                "another type itself"
            )

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(size_of(self._root / name) for name in self._files)

    def read(self, tick: Tick = no_tick) -> Iterator[Entry]:
        """See :meth:`Source.read`."""
        yield from sorted(self._rejected, key=str)
        for name in self._files:
            yield self._read(name, tick)

    def _read(self, name: str, tick: Tick) -> Entry:
        path = self._root / name
        place = path.as_posix()
        if any("\ud800" <= character <= "\udfff" for character in name):
            return Rejected(place, "its name is not UTF-8; rename it, since the name is the document's id")
        try:
            if not stat.S_ISREG(path.stat().st_mode):
                return Rejected(place, "is not a regular file")
            with path.open("rb") as file:
                raw = file.read(MAX_BYTES + 1)
        except OSError as error:
            return unreadable(place, error)
        tick(len(raw))
        if len(raw) > MAX_BYTES:
            return Rejected(place, f"the file is {TOO_LONG}")
        try:
            text = decoded(raw).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError as error:
            return Rejected(place, undecodable(error))
        return make(place, name, text, {"path": name, "name": PurePosixPath(name).name})

    def _find(self) -> Iterator[str]:
        folders = [""]
        while folders:
            below = folders.pop()
            try:
                with os.scandir(self._root / below) as entries:
                    found = [entry for entry in entries if not entry.name.startswith(".")]
            except OSError as error:
                self._rejected.append(unreadable((self._root / below).as_posix(), error))
                continue
            for entry in found:
                name = below + entry.name
                path = self._root / name
                if entry.is_dir(follow_symlinks=False):
                    folders.append(f"{name}/")
                elif entry.is_symlink() and path.is_dir():
                    self._rejected.append(
                        Rejected(path.as_posix(), "is a link to a folder; name that folder as a source itself")
                    )
                elif name.lower().endswith(TEXT_TYPES):
                    yield name
