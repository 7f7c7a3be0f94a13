"""The layout of an index folder: its marker, its generations, and the pointer to the current one.

::

    notes/
    ├── hybrid-search.json     the marker: {"format": 1}
    ├── current                the name of the generation in use: 000001
    ├── .lock  .lock-holder    see lock.py
    └── 000001/
        ├── index.json         dimensions, and whether there is a sparse field
        ├── shard/             the engine's files
        └── records/           see records.py

A generation is built as ``000002.part`` beside the current one and published by two renames, so that whatever ends the
process, the folder holds one whole generation or the other.
"""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from hybrid_search._atomic_file import TEMPORARY, sync_folder, write_atomically
from hybrid_search.connectors.embedded.lock import HOLDER, LOCK
from hybrid_search.errors import CorruptIndex, NotAnIndex, Unsupported

FORMAT = 1
MARKER = "hybrid-search.json"
CURRENT = "current"
_PART = ".part"
_NAME = re.compile(r"\d{6}")
_OURS = {MARKER, CURRENT, LOCK, HOLDER, MARKER + TEMPORARY, CURRENT + TEMPORARY}
_BEFORE_THE_MARKER = {LOCK, HOLDER, MARKER + TEMPORARY}


@dataclass(frozen=True, slots=True)
class Generation:
    """One built index, in a folder of its own."""

    path: Path

    @property
    def spec(self) -> Path:
        """The file that says what the index was created for."""
        return self.path / "index.json"

    @property
    def shard(self) -> Path:
        """The engine's folder."""
        return self.path / "shard"

    @property
    def records(self) -> Path:
        """The records' folder."""
        return self.path / "records"


class IndexFolder:
    """The files of one index. Reading needs no lock; everything that writes must hold it.

    Args:
        path: An absolute path; nothing needs to be there.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def current(self) -> Generation | None:
        """The generation in use; None if there is no index yet.

        Raises:
            NotAnIndex: if the folder holds something else, or is a file.
            Unsupported: if a newer version of the library wrote it.
            CorruptIndex: if it is an index and a part is missing.
        """
        if not self.is_marked():
            return None
        try:
            name = (self.path / CURRENT).read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            self._check_unfinished()
            return None
        generation = Generation(self.path / name)
        if not _NAME.fullmatch(name):
            raise self._corrupt(f"the file {CURRENT} holds {name[:20]!r} in place of six digits", "restore that file")
        for part in (generation.path, generation.spec, generation.shard, generation.records):
            if not part.exists():
                raise self._corrupt(f"{part.relative_to(self.path)} is missing", "restore it from a backup")
        return generation

    def begin(self) -> Generation:
        """An empty generation to build, numbered after the last; what is left of an unfinished build is removed."""
        if not (self.path / MARKER).exists():
            write_atomically(self.path / MARKER, json.dumps({"format": FORMAT}).encode())
        self._remove_parts()
        last = max((int(generation.path.name) for generation in self._generations()), default=0)
        building = Generation(self.path / f"{last + 1:06}{_PART}")
        building.path.mkdir()
        building.records.mkdir()
        return building

    def publish(self, building: Generation) -> Generation:
        """Make a built generation the current one, atomically; the older one stays beside it until :meth:`prune`."""
        finished = Generation(building.path.with_suffix(""))
        building.path.rename(finished.path)
        sync_folder(self.path)
        write_atomically(self.path / CURRENT, finished.path.name.encode())
        return finished

    def prune(self) -> None:
        """Delete every generation but the current one."""
        current = self.current()
        for generation in self._generations():
            if generation != current:
                self._remove_generation(generation)
        self._remove_parts()

    def remove(self) -> bool:
        """Delete all that is ours but the lock, which is held; False if there was only an unfinished creation."""
        generations = self._generations()
        (self.path / CURRENT).unlink(missing_ok=True)
        for generation in generations:
            self._remove_generation(generation)
        self._remove_parts()
        for name in _OURS - {LOCK}:
            (self.path / name).unlink(missing_ok=True)
        return bool(generations)

    def is_marked(self) -> bool:
        """Whether the folder is ours: an index, or what is left of one; False if it is missing or empty.

        Raises:
            NotAnIndex, Unsupported, CorruptIndex: see :meth:`current`.
        """
        try:
            names = {entry.name for entry in self.path.iterdir()}
        except FileNotFoundError:
            return False
        except NotADirectoryError:
            raise NotAnIndex(f"{self.path} is a file; an embedded index is a folder, so choose another path") from None
        if names <= _BEFORE_THE_MARKER:
            return False
        if MARKER not in names:
            raise NotAnIndex(
                f"{self.path} holds files and no {MARKER}, so it is not an index, and nothing in it was touched; "
                "choose an empty or a new folder"
            )
        self._check_format()
        return True

    def _check_format(self) -> None:
        try:
            version = int(json.loads((self.path / MARKER).read_bytes())["format"])
        except (ValueError, KeyError, TypeError):
            raise self._corrupt(f"{MARKER} cannot be read", f'write {{"format": {FORMAT}}} in it') from None
        if version > FORMAT:
            raise Unsupported(
                f"{self.path}: the index has format {version}, and this version of the library reads up to {FORMAT}; "
                "update the library"
            )

    def _check_unfinished(self) -> None:
        """Without the pointer, a creation was not finished; but a whole generation without it is damage."""
        generations = self._generations()
        if generations:
            name = max(generation.path.name for generation in generations)
            raise self._corrupt(f"the file {CURRENT} is missing", f"write {name} in it")

    def _generations(self) -> list[Generation]:
        return [Generation(path) for path in self.path.iterdir() if _NAME.fullmatch(path.name)]

    def _remove_generation(self, generation: Generation) -> None:
        part = generation.path.with_suffix(_PART)  # so that half of it is never taken for a whole one
        generation.path.rename(part)
        shutil.rmtree(part)

    def _remove_parts(self) -> None:
        for path in self.path.glob(f"*{_PART}"):
            if _NAME.fullmatch(path.stem):
                shutil.rmtree(path)

    def _corrupt(self, what: str, way_out: str) -> CorruptIndex:
        return CorruptIndex(f"{self.path}: the index is damaged: {what}; {way_out}, or drop the index and add again")
