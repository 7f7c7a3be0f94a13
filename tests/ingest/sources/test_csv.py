import csv
from pathlib import Path

import pytest

from hybrid_search.errors import InvalidSource
from hybrid_search.ingest import Columns, CsvSource, Read, Rejected
from hybrid_search.types import Document


def read(path: Path, content: str | bytes, *numbers: str) -> list[Document | tuple[int, str]]:
    """Documents, and (line, reason) of what was rejected."""
    file = path / "c.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return [_plain(entry) for entry in CsvSource(file, numbers).read()]


def _plain(entry: Read | Rejected) -> Document | tuple[int, str]:
    if isinstance(entry, Read):
        return entry.document
    return int(entry.place.rpartition(":")[2]), entry.reason


def test_other_columns_become_metadata_as_strings(tmp_path: Path) -> None:
    found = read(tmp_path, "id,text,zip,year\na,hello,01067,2020\n")
    assert found == [Document("a", "hello", {"zip": "01067", "year": "2020"})]


def test_columns_named_as_numbers_become_numbers(tmp_path: Path) -> None:
    (found,) = read(tmp_path, "id,text,year,price\na,hello,2020,1.5\n", "year", "price")
    assert isinstance(found, Document)
    assert dict(found.metadata) == {"year": 2020, "price": 1.5}
    assert isinstance(found.metadata["year"], int)


@pytest.mark.parametrize("cell", ["n.d.", "1_000", "1,5"])
def test_a_cell_that_is_no_number_rejects_its_record(tmp_path: Path, cell: str) -> None:
    found = read(tmp_path, f'id,text,year\na,x,"{cell}"\nb,y,1\n', "year")
    assert found == [(2, f"column 'year' is '{cell}', which is not a number"), Document("b", "y", {"year": 1})]


def test_an_empty_cell_gives_no_metadata(tmp_path: Path) -> None:
    assert read(tmp_path, "id,text,lang,year\na,x,,\n", "year") == [Document("a", "x")]


def test_a_title_becomes_the_first_sentence(tmp_path: Path) -> None:
    assert read(tmp_path, "id,title,text\na,Oak,A tree.\n") == [Document("a", "Oak. A tree.")]


def test_quoted_cells_hold_commas_quotes_and_line_ends(tmp_path: Path) -> None:
    found = read(tmp_path, 'id,text\na,"one, ""two""\nthree"\nb,four\n')
    assert found == [Document("a", 'one, "two"\nthree'), Document("b", "four")]


def test_a_byte_order_mark_windows_line_ends_and_blank_lines_are_dropped(tmp_path: Path) -> None:
    found = read(tmp_path, b"\xef\xbb\xbfid,text\r\na,one\r\n\r\nb,two\r\n")
    assert found == [Document("a", "one"), Document("b", "two")]


def test_spaces_around_column_names_are_dropped(tmp_path: Path) -> None:
    assert read(tmp_path, "_id, text\na,x\n") == [Document("a", "x")]


def test_a_record_of_another_length_is_rejected(tmp_path: Path) -> None:
    found = read(tmp_path, "id,text,lang\na,x\nb,y,en,more\nc,z,en\n")
    assert found == [
        (2, "has 2 columns where the header has 3"),
        (3, "has 4 columns where the header has 3"),
        Document("c", "z", {"lang": "en"}),
    ]


def test_a_quote_that_is_never_closed_costs_its_own_line_only(tmp_path: Path) -> None:
    found = read(tmp_path, 'id,text\na,"open\nb,"fine"\nc,fine\n')
    assert [entry[0] if isinstance(entry, tuple) else entry.id for entry in found] == [2, "b", "c"]


def test_a_quote_opened_in_the_last_line_is_rejected(tmp_path: Path) -> None:
    found = read(tmp_path, 'id,text\na,x\nb,"open')
    assert found == [Document("a", "x"), (3, "is not a CSV record (unexpected end of data)")]


def test_a_quote_inside_an_unquoted_cell_is_a_character(tmp_path: Path) -> None:
    found = read(tmp_path, 'id,text\na,a 5" disk\nb,x\nc,a 3" disk\nd,y\n')
    assert [entry.text for entry in found if isinstance(entry, Document)] == ['a 5" disk', "x", 'a 3" disk', "y"]


def test_places_are_first_lines_also_after_multi_line_records(tmp_path: Path) -> None:
    found = read(tmp_path, 'id,text\na,"1\n2\n3"\nb\nc,a 5" disk\nd\ne,"x"\n')
    assert [entry[0] for entry in found if isinstance(entry, tuple)] == [5, 7]


def test_an_undecodable_line_inside_a_quoted_cell_rejects_the_record_and_no_other(tmp_path: Path) -> None:
    found = read(tmp_path, b'id,text\na,"one\n\xff\ntwo"\nb,x\n')
    assert found[:2] == [
        (2, "is not a CSV record (unexpected end of data)"),
        (3, "is not UTF-8 (byte 0xff at offset 0); convert it to UTF-8"),
    ]
    assert found[-1] == Document("b", "x")


def test_cells_longer_than_the_modules_own_limit_are_read_and_the_limit_is_as_before(tmp_path: Path) -> None:
    before = csv.field_size_limit()
    (found,) = read(tmp_path, f"id,text\na,{'x' * (before + 1)}\n")
    assert isinstance(found, Document)
    assert len(found.text) == before + 1
    assert csv.field_size_limit() == before


@pytest.mark.parametrize(
    ("record", "expected"),
    [(",x", "document id '' is empty"), ("a,", "the text is empty"), ("a,nul \x00", "NUL")],
)
def test_what_is_no_document_is_rejected(tmp_path: Path, record: str, expected: str) -> None:
    rejected, good = read(tmp_path, f"id,text\n{record}\nb,y\n")
    assert isinstance(rejected, tuple)
    assert rejected[0] == 2
    assert expected in rejected[1]
    assert good == Document("b", "y")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "the file is empty"),
        ("\nid,text\n", "c.csv:1: the line is blank"),
        ("a,b\n1,2\n", "c.csv:1: there is no column 'id'; there are 'a', 'b'"),
        ("id;text\n1;2\n", "there is no column 'id'; there are 'id;text'"),
        ("id,body\n1,2\n", "there is no column 'text'"),
        (",id,text\n0,1,2\n", "column 1 has no name"),
        ("id,text,a,a\n1,2,3,4\n", "the column 'a' twice"),
        ("id,text,_hs\n1,2,3\n", "reserved"),
        ('id,"text\n1,2\n', "the first line must name the columns"),
    ],
)
def test_a_header_that_cannot_work_is_refused_before_anything_is_read(
    tmp_path: Path, content: str, expected: str
) -> None:
    (tmp_path / "c.csv").write_text(content)
    with pytest.raises(InvalidSource, match=expected):
        CsvSource(tmp_path / "c.csv")


def test_a_number_column_must_exist(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("id,text\n")
    with pytest.raises(InvalidSource, match="there is no column 'year'"):
        CsvSource(tmp_path / "c.csv", ["year"])


def test_columns_say_which_cells_make_the_document(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("key,body,head,lang,note\na,hello,Oak,en,x\n")
    columns = Columns(id="key", text="body", title="head", metadata=["lang"])
    (entry,) = CsvSource(tmp_path / "c.csv", columns=columns)
    assert isinstance(entry, Read)
    assert entry.document == Document("a", "Oak. hello", {"lang": "en"})


def test_a_number_column_must_be_among_those_that_are_read(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("id,text,year\n")
    with pytest.raises(InvalidSource, match="there is no column 'year' to be read"):
        CsvSource(tmp_path / "c.csv", ["year"], Columns(metadata=[]))


def test_ticks_sum_to_the_size(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text('id,text\na,"one\ntwo"\n\nb,"open\nc,x')
    source, ticks = CsvSource(tmp_path / "c.csv"), list[int]()
    list(source.read(ticks.append))
    assert sum(ticks) == source.size


def test_a_column_may_be_the_text_and_metadata_too(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("id,title,other\na,ash,x\n")
    (entry,) = CsvSource(tmp_path / "c.csv", columns=Columns(text="title", metadata=["id", "title"]))
    assert isinstance(entry, Read)
    assert entry.document == Document("a", "ash", {"id": "a", "title": "ash"})
