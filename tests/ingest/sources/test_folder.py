import os
from pathlib import Path

import pytest

from hybrid_search.errors import InvalidSource
from hybrid_search.ingest import FolderSource, Read, Rejected
from hybrid_search.ingest.sources.base import MAX_BYTES
from hybrid_search.types import Document


def write(root: Path, **files: str | bytes) -> None:
    for name, content in files.items():
        path = root / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def documents(root: Path) -> list[Document]:
    return [entry.document for entry in FolderSource(root).read() if isinstance(entry, Read)]


def rejected(root: Path) -> list[Rejected]:
    return [entry for entry in FolderSource(root).read() if isinstance(entry, Rejected)]


def test_text_and_markdown_files_are_read_recursively_in_order(tmp_path: Path) -> None:
    write(tmp_path, b_md="two", a__c_txt="three", a__B_TXT="four", a_txt="one", c_pdf="no")
    assert [document.id for document in documents(tmp_path)] == ["a.txt", "a/B.TXT", "a/c.txt", "b.md"]


def test_the_id_is_the_relative_path_and_the_metadata_has_path_and_name(tmp_path: Path) -> None:
    write(tmp_path, a__b_txt="hello")
    assert documents(tmp_path) == [Document("a/b.txt", "hello", {"path": "a/b.txt", "name": "b.txt"})]


def test_the_place_can_be_opened_from_here(tmp_path: Path) -> None:
    write(tmp_path, a__b_txt="hello")
    (entry,) = FolderSource(tmp_path).read()
    assert Path(entry.place).read_text() == "hello"


def test_names_that_start_with_a_dot_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, _hidden_txt="no", _git__x_txt="no", seen_txt="yes")
    assert [document.id for document in documents(tmp_path)] == ["seen.txt"]


def test_a_byte_order_mark_is_dropped_and_line_ends_become_one_kind(tmp_path: Path) -> None:
    write(tmp_path, a_txt=b"\xef\xbb\xbfone\r\ntwo")
    assert documents(tmp_path)[0].text == "one\ntwo"


def test_a_link_to_a_file_is_read(tmp_path: Path) -> None:
    write(tmp_path, store__blob="linked", docs__a_txt="one")
    (tmp_path / "docs" / "b.txt").symlink_to(tmp_path / "store" / "blob")
    assert [document.text for document in documents(tmp_path / "docs")] == ["one", "linked"]


def test_a_link_that_leads_in_a_circle_is_reported_and_not_followed(tmp_path: Path) -> None:
    write(tmp_path, a_txt="one")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    assert [document.id for document in documents(tmp_path)] == ["a.txt"]
    loop, itself = rejected(tmp_path)
    assert loop == Rejected(f"{tmp_path}/loop", "is a link to a folder; name that folder as a source itself")
    assert itself.place == f"{tmp_path}/self.txt"
    assert itself.reason.startswith("cannot be read (")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"caf\xe9", "is not UTF-8 (byte 0xe9 at offset 3); convert it to UTF-8"),
        (b"", "document 'a.txt': the text is empty; leave the document out, since nothing could find it"),
        (b"nul\x00", "document 'a.txt': the text holds a NUL character; remove it"),
        (b"x" * (MAX_BYTES + 1), "the file is longer than 16 MiB; split it into several documents"),
    ],
    ids=["latin-1", "empty", "nul", "huge"],
)
def test_a_file_that_is_no_document_is_rejected_and_the_others_are_read(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    write(tmp_path, a_txt=content, b_txt="fine")
    assert rejected(tmp_path) == [Rejected(f"{tmp_path}/a.txt", reason)]
    assert [document.id for document in documents(tmp_path)] == ["b.txt"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in folders")
def test_a_pipe_is_rejected_and_nobody_waits_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    assert rejected(tmp_path) == [Rejected(f"{tmp_path}/a.txt", "is not a regular file")]


def test_a_folder_that_cannot_be_listed_is_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, a_txt="one", closed__b_txt="two")
    scandir = os.scandir

    def refuse(path: Path) -> object:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert rejected(tmp_path) == [Rejected(f"{tmp_path}/closed", "cannot be read (Permission denied)")]


@pytest.mark.skipif(os.name == "nt", reason="names are Unicode there")
def test_a_name_that_is_not_utf_8_is_rejected(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("x")
    (entry,) = rejected(tmp_path)
    assert entry.reason == "its name is not UTF-8; rename it, since the name is the document's id"


def test_a_folder_without_texts_is_refused(tmp_path: Path) -> None:
    write(tmp_path, a_pdf="x")
    with pytest.raises(InvalidSource, match=r"there is no \.md or \.txt file in this folder"):
        FolderSource(tmp_path)


def test_one_file_is_a_source_of_one_document(tmp_path: Path) -> None:
    write(tmp_path, a_md="x", b_md="y")
    assert documents(tmp_path / "a.md") == [Document("a.md", "x", {"path": "a.md", "name": "a.md"})]


def test_ticks_sum_to_the_size(tmp_path: Path) -> None:
    write(tmp_path, a_txt="one", b_txt=b"\xff", c_txt="")
    source, ticks = FolderSource(tmp_path), list[int]()
    list(source.read(ticks.append))
    assert sum(ticks) == source.size == 4


def test_line_ends_of_any_kind_become_newlines(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"one\r\ntwo\rthree\n")
    (entry,) = FolderSource(tmp_path)
    assert isinstance(entry, Read)
    assert entry.document.text == "one\ntwo\nthree\n"
