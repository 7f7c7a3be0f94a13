"""An array on disk that is filled part by part, and goes on where it stopped."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from hybrid_search._atomic_file import write_atomically
from hybrid_search.errors import InvalidInput


class Growing:
    """An ``.npy`` file, mapped into memory, with a mark beside it of how many parts are written.

    Args:
        path: The file; ``.json`` beside it holds the mark.
        shape: Of the array.
        dtype: Of the array.
        key: What the content depends on. A file of another key, shape or dtype is begun again.

    Raises:
        InvalidInput: if the disk has no room for it.
    """

    def __init__(self, path: Path, shape: tuple[int, ...], dtype: npt.DTypeLike, key: str) -> None:
        self._mark = path.with_suffix(".json")
        self._says: dict[str, Any] = {"key": key, "shape": list(shape), "dtype": np.dtype(dtype).name}
        known = json.loads(self._mark.read_text("utf-8")) if self._mark.exists() and path.exists() else {}
        goes_on = {**self._says, "done": known.get("done")} == known
        self.done: int = known["done"] if goes_on else 0
        if not goes_on:
            self._mark.unlink(missing_ok=True)
            path.unlink(missing_ok=True)
            size = int(np.prod(shape, dtype=np.int64)) * np.dtype(dtype).itemsize
            free = shutil.disk_usage(path.parent).free
            if size > free:
                raise InvalidInput(
                    f"{path} will take {size / 1e9:.1f} GB, and {free / 1e9:.1f} GB are free there; name another "
                    "work folder, or fewer texts"
                )
        self.array: npt.NDArray[Any] = np.lib.format.open_memmap(
            path, "r+" if goes_on else "w+", dtype=np.dtype(dtype), shape=shape
        )

    def mark(self, done: int) -> None:
        """Say that *done* parts are written."""
        assert isinstance(self.array, np.memmap)
        self.array.flush()
        write_atomically(self._mark, json.dumps(self._says | {"done": done}).encode())
        self.done = done
