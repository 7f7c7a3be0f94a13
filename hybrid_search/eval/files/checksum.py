"""What files held, as one number to be recorded with a result."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from hybrid_search.errors import InvalidSource

_BLOCK = 2**20


def sha256(paths: Iterable[Path]) -> str:
    """SHA-256 in hex of the files one after another: what ``cat FILES | sha256sum`` prints. Streamed.

    Raises:
        InvalidSource: naming the file that cannot be read.
    """
    digest = hashlib.sha256()
    for path in paths:
        try:
            with path.open("rb") as file:
                while block := file.read(_BLOCK):
                    digest.update(block)
        except OSError as error:
            raise InvalidSource(f"{path.as_posix()}: cannot be read ({error.strerror or error})") from error
    return digest.hexdigest()
