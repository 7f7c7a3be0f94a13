from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from hybrid_search.errors import InvalidSource
from hybrid_search.eval.files.lines import lines, objects


def read(path: Path) -> list[tuple[int, str]]:
    return [(int(place.rsplit(":", 1)[1]), text) for place, text in lines(path, "it is needed")]


@pytest.mark.parametrize("compress", [False, True])
def test_lines_keep_their_numbers_where_blank_ones_are_skipped(tmp_path: Path, compress: bool) -> None:
    content = "\ufeffone\r\n\n  \nfour\u2028still four".encode()
    path = tmp_path / ("a.txt.gz" if compress else "a.txt")
    path.write_bytes(gzip.compress(content) if compress else content)
    assert read(path) == [(1, "one"), (4, "four\u2028still four")]


def test_bytes_that_are_not_utf_8_are_named_by_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"fine\n\xe4\n")
    with pytest.raises(InvalidSource, match=r"a\.txt:2: is not UTF-8 .*convert the file"):
        read(tmp_path / "a.txt")


@pytest.mark.parametrize("content", [b"no gzip at all", gzip.compress(b"x" * 1000)[:-12]])
def test_a_damaged_gzip_file_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.gz").write_bytes(content)
    with pytest.raises(InvalidSource, match=r"a\.gz: "):
        read(tmp_path / "a.gz")


@pytest.mark.parametrize("line", ["[1]", "nonsense", "[" * 100_000])
def test_a_line_that_is_no_object_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.jsonl").write_text("{}\n" + line)
    with pytest.raises(InvalidSource, match=r"a\.jsonl:2: expected an object in JSON"):
        list(objects(tmp_path / "a.jsonl", "it is needed"))
