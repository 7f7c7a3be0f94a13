from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from hybrid_search.errors import InvalidSource
from hybrid_search.eval.files.checksum import sha256


def test_it_is_that_of_the_files_one_after_another(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 3_000_000)
    (tmp_path / "b").write_bytes(b"end")
    assert sha256([tmp_path / "a", tmp_path / "b"]) == hashlib.sha256(b"x" * 3_000_000 + b"end").hexdigest()


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidSource, match="missing: cannot be read"):
        sha256([tmp_path / "missing"])
