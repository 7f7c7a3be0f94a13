"""The folder in which everything that was computed is kept, so that a later run goes on."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from hybrid_search._atomic_file import write_atomically
from hybrid_search.errors import InvalidInput

_SOURCES = "sources.json"


class Kept:
    """A folder of one reproduction; every file in it is whole.

    Args:
        folder: Made if it is not there.

    Raises:
        InvalidInput: if the folder holds other things.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        if folder.exists() and not folder.is_dir():
            raise InvalidInput(f"{folder.as_posix()} is a file; name a folder with --out")
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()) and not (folder / _SOURCES).is_file():
            raise InvalidInput(f"{folder.as_posix()} holds other things; name a new or empty folder with --out")
        self._sources: dict[str, str] = self._read(_SOURCES) or {}
        self._write_sources()

    @property
    def sources(self) -> Mapping[str, str]:
        """What the results were computed from, as far as it is known: models, data, versions."""
        return self._sources

    def bind(self, name: str, value: str) -> None:
        """Record what the results are computed from.

        Raises:
            InvalidInput: if something else was recorded, since its results would be mixed with ours.
        """
        if self._sources.setdefault(name, value) != value:
            raise InvalidInput(
                f"{self.folder.as_posix()} was computed with {name} = {self._sources[name]}, and this run has {value}; "
                "name another folder with --out"
            )
        self._write_sources()

    def arrays(self, name: str) -> Mapping[str, npt.NDArray[Any]] | None:
        """The arrays kept under a name, or None."""
        path = self.folder / f"{name}.npz"
        if not path.is_file():
            return None
        with np.load(path, allow_pickle=False) as file:
            return dict(file)

    def keep_arrays(self, name: str, **arrays: npt.NDArray[Any]) -> None:
        """Keep arrays under a name."""
        buffer = io.BytesIO()
        np.savez(buffer, allow_pickle=False, **arrays)
        write_atomically(self.folder / f"{name}.npz", buffer.getvalue())

    def scores(self, name: str) -> dict[str, float]:
        """The scores kept under a name; none if there are none."""
        return self._read(f"{name}.json") or {}

    def keep_scores(self, name: str, scores: Mapping[str, float]) -> None:
        """Keep scores under a name."""
        self.keep_text(f"{name}.json", json.dumps(scores))

    def keep_text(self, name: str, text: str) -> None:
        """Keep a text in a file of that name."""
        write_atomically(self.folder / name, text.encode())

    def _read(self, name: str) -> Any:
        path = self.folder / name
        if not path.is_file():
            return None
        try:
            return json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise InvalidInput(
                f"{path.as_posix()} is damaged ({error}); delete it, so that it is computed again"
            ) from error

    def _write_sources(self) -> None:
        self.keep_text(_SOURCES, json.dumps(self._sources, indent=2) + "\n")
