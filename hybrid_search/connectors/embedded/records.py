"""Records: small named values, one file each, replaced atomically."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from hybrid_search._atomic_file import write_atomically
from hybrid_search.connectors.checks import check_record

_SUFFIX = ".record"


class Records:
    """The records of one generation.

    A file is named by the hash of its key, because keys may hold what file names may not; its first line is the key.

    Args:
        folder: Where the files are.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, key: str, value: bytes) -> None:
        """Store a record.

        Raises:
            InvalidName: for a key that is empty or has no UTF-8 form.
            InvalidInput: for a value above 1 MB.
        """
        check_record(key, value)
        write_atomically(self._file(key), json.dumps(key).encode() + b"\n" + value)

    def get(self, key: str) -> bytes | None:
        """The record of *key*; None if there is none."""
        try:
            content = self._file(key).read_bytes()
        except FileNotFoundError:
            return None
        return content.partition(b"\n")[2]

    def keys(self, prefix: str) -> list[str]:
        """The keys that start with *prefix*, sorted."""
        return sorted(key for key in map(_key, self._folder.glob(f"*{_SUFFIX}")) if key.startswith(prefix))

    def delete(self, key: str) -> None:
        """Delete a record, if it is there."""
        self._file(key).unlink(missing_ok=True)

    def _file(self, key: str) -> Path:
        check_record(key)
        return self._folder / f"{hashlib.sha256(key.encode()).hexdigest()}{_SUFFIX}"


def _key(file: Path) -> str:
    with file.open("rb") as lines:
        return str(json.loads(lines.readline()))
