"""The layout of an index folder: its marker, its generations, and the pointer to the current one.

::

    notes/
    ├── hybrid-search.json     the marker: {"format": 1}
    ├── current                the name of the live generation: 000001
    ├── .lock  .lock-holder    see lock.py
    └── 000001/
        ├── index.json         dimensions, and whether there is a sparse field
        ├── shard/             the engine's files
        └── records/           see records.py

A generation is made as ``000002.part`` and renamed when it is whole. The first one is pointed to before it is renamed,
so that whatever ends the process, either there is no index yet, or one with a pointer. A later one becomes the live one
when the pointer is replaced, atomically, and is deleted by renaming it back first.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from hybrid_search._atomic_file import TEMPORARY, sync_folder, write_atomically
from hybrid_search.connectors.embedded.lock import HOLDER, LOCK
from hybrid_search.connectors.generations import digits, number_of
from hybrid_search.errors import CorruptIndex, NotAnIndex, Unsupported

FORMAT = 1
MARKER = "hybrid-search.json"
CURRENT = "current"
_PART = ".part"
_OURS = {MARKER, CURRENT, LOCK, HOLDER, MARKER + TEMPORARY, CURRENT + TEMPORARY}
_BEFORE_THE_MARKER = {LOCK, HOLDER, MARKER + TEMPORARY}


@dataclass(frozen=True, slots=True)
class Generation:
    """One built index, in a folder of its own."""

    path: Path

    @property
    def number(self) -> int:
        """Its number, from 1."""
        return int(self.path.stem)

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
        """The live generation; None if there is no index yet.

        Raises:
            NotAnIndex: if the folder holds something else, or is a file.
            Unsupported: if a newer version of the library wrote it.
            CorruptIndex: if it is an index and a part is missing.
        """
        if not self.is_marked():
            return None
        name = self._pointed_to()
        if name is None:
            self._check_unfinished()
            return None
        number = number_of(name)
        if number is None:
            raise self._corrupt(f"the file {CURRENT} holds {name[:20]!r} in place of six digits", "restore that file")
        generation = self.generation(number)
        if generation is None and not (self.path / f"{name}{_PART}").exists():
            raise self._corrupt(f"{name} is missing", "restore it from a backup")
        return generation

    def generation(self, number: int) -> Generation | None:
        """A generation, whether it is live or not; None if it is not there.

        Raises:
            CorruptIndex: if a part of it is missing.
        """
        generation = Generation(self.path / digits(number))
        if not generation.path.exists():
            return None
        for part in (generation.spec, generation.shard, generation.records):
            if not part.exists():
                raise self._corrupt(f"{part.relative_to(self.path)} is missing", "restore it from a backup")
        return generation

    def numbers(self) -> list[int]:
        """The numbers of all generations, sorted; none if there is no index.

        Raises:
            NotAnIndex, Unsupported, CorruptIndex: see :meth:`current`.
        """
        return sorted(generation.number for generation in self._generations()) if self.is_marked() else []

    def begin(self, number: int) -> Generation:
        """An empty generation to build; what is left of unfinished builds is removed."""
        if not (self.path / MARKER).exists():
            write_atomically(self.path / MARKER, json.dumps({"format": FORMAT}).encode())
        if self.current() is None:
            (self.path / CURRENT).unlink(missing_ok=True)  # before what it points to, or it would point to nothing
        self._remove_parts()
        building = Generation(self.path / f"{digits(number)}{_PART}")
        building.path.mkdir()
        building.records.mkdir()
        return building

    def publish(self, building: Generation) -> Generation:
        """Give a built generation its name, atomically; it is the live one if there is no other."""
        if self.current() is None:
            self.point_to(building.number)
        finished = Generation(building.path.with_suffix(""))
        building.path.rename(finished.path)
        sync_folder(self.path)
        return finished

    def point_to(self, number: int) -> None:
        """Make a generation the live one, atomically; the one before stays as it is."""
        write_atomically(self.path / CURRENT, digits(number).encode())

    def remove_generation(self, number: int) -> None:
        """Delete one generation that is not live."""
        self._remove_parts()
        self._retire(number)
        self._remove_parts()

    def remove(self) -> bool:
        """Delete all that is ours but the lock, which is held; False if there was only an unfinished creation.

        The live generation goes last, so that a removal that ends midway leaves an index, or none.
        """
        self._remove_parts()
        live = self._pointed_to()
        numbers = [generation.number for generation in self._generations()]
        for number in sorted(numbers, key=lambda number: (digits(number) == live, number)):
            self._retire(number)
        (self.path / CURRENT).unlink(missing_ok=True)
        self._remove_parts()
        for name in _OURS - {LOCK}:
            (self.path / name).unlink(missing_ok=True)
        return bool(numbers)

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

    def _pointed_to(self) -> str | None:
        try:
            return (self.path / CURRENT).read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None

    def _generations(self) -> list[Generation]:
        return [Generation(path) for path in self.path.iterdir() if number_of(path.name) is not None]

    def _retire(self, number: int) -> None:
        name = digits(number)
        (self.path / name).rename(self.path / f"{name}{_PART}")  # so that half of it is never taken for a whole one
        sync_folder(self.path)

    def _remove_parts(self) -> None:
        for path in self.path.glob(f"*{_PART}"):
            if number_of(path.stem) is not None:
                shutil.rmtree(path)

    def _corrupt(self, what: str, way_out: str) -> CorruptIndex:
        return CorruptIndex(f"{self.path}: the index is damaged: {what}; {way_out}, or drop the index and add again")
