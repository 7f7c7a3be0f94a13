import itertools
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from hybrid_search.encoders.hashing import HashingEncoder
from hybrid_search.errors import InvalidSource
from hybrid_search.filters import F
from hybrid_search.index import HybridIndex
from hybrid_search.ingest import Entry, PopulateProgress, Read, Rejected, Source, populate
from hybrid_search.ingest.sources.base import Tick, no_tick
from hybrid_search.types import Document, FailedDocument


class Listed(Source):
    """A source of given entries."""

    size = 0

    def __init__(self, *entries: Entry) -> None:
        self._entries = entries

    def read(self, tick: Tick = no_tick) -> Iterator[Entry]:
        return iter(self._entries)


@pytest.fixture
def index() -> Iterator[HybridIndex]:
    with HybridIndex.open("memory://x", HashingEncoder(dims=8)) as opened:
        yield opened


def jsonl(path: Path, *lines: str) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


def test_documents_of_all_sources_are_stored(index: HybridIndex, tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text("id,text\nb,beech\n")
    report = populate(index, [jsonl(tmp_path / "a.jsonl", '{"id": "a", "text": "oak"}'), str(tmp_path / "b.csv")])
    assert (report.written, report.unchanged, report.complete) == (2, 0, True)
    assert index.get(["a", "b"]) == {"a": Document("a", "oak"), "b": Document("b", "beech")}


def test_a_repetition_skips_what_is_unchanged(index: HybridIndex, tmp_path: Path) -> None:
    source = jsonl(tmp_path / "a.jsonl", '{"id": "a", "text": "oak"}', '{"id": "b", "text": "beech"}')
    populate(index, [source])
    jsonl(source, '{"id": "a", "text": "oak"}', '{"id": "b", "text": "birch"}')
    report = populate(index, [source])
    assert (report.written, report.unchanged) == (1, 1)


def test_a_malformed_line_is_reported_and_the_rest_is_stored(index: HybridIndex, tmp_path: Path) -> None:
    source = jsonl(tmp_path / "a.jsonl", '{"id": "a", "text": "oak"}', "{", '{"id": "b", "text": "beech"}')
    report = populate(index, [source], batch_size=1)
    assert report.written == 2
    assert [entry.place for entry in report.rejected] == [f"{source.as_posix()}:2"]
    assert not report.complete


def test_an_id_that_comes_again_is_rejected_with_both_places(index: HybridIndex, tmp_path: Path) -> None:
    first = jsonl(tmp_path / "a.jsonl", '{"id": "a", "text": "oak"}', '{"id": "a", "text": "beech"}')
    second = jsonl(tmp_path / "b.jsonl", '{"id": "a", "text": "birch"}')
    report = populate(index, [first, second])
    reason = f"the id 'a' stands at {first.as_posix()}:1 already; the first one is kept"
    assert report.rejected == (Rejected(f"{first.as_posix()}:2", reason), Rejected(f"{second.as_posix()}:1", reason))
    assert index.get("a") == Document("a", "oak")


def test_an_id_is_not_taken_by_a_rejected_document(index: HybridIndex, tmp_path: Path) -> None:
    report = populate(index, [jsonl(tmp_path / "a.jsonl", '{"id": "a", "text": ""}', '{"id": "a", "text": "oak"}')])
    assert (report.written, len(report.rejected)) == (1, 1)


def test_what_the_index_refuses_is_reported_as_failed(index: HybridIndex, tmp_path: Path) -> None:
    source = jsonl(tmp_path / "a.jsonl", '{"id": "a", "text": "x", "t": 1}', '{"id": "b", "text": "y", "t": 2}')
    report = populate(index.view(F.t == 1), [source])
    assert report.written == 1
    assert report.failed == (FailedDocument("b", "the document does not match the filter of this view"),)
    assert not report.complete


def test_a_source_that_cannot_be_opened_is_refused_before_anything_is_written(
    index: HybridIndex, tmp_path: Path
) -> None:
    good = jsonl(tmp_path / "a.jsonl", '{"id": "a", "text": "oak"}')
    with pytest.raises(InvalidSource, match="gone"):
        populate(index, [good, tmp_path / "gone.csv"])
    populate(index, [jsonl(tmp_path / "b.jsonl", '{"id": "b", "text": "x"}')])
    assert index.count() == 1


def test_one_path_in_place_of_a_list_is_refused(index: HybridIndex) -> None:
    with pytest.raises(InvalidSource, match=r"write \['corpus\.jsonl'\]"):
        populate(index, "corpus.jsonl")


def test_sources_without_a_document_leave_no_index(index: HybridIndex) -> None:
    report = populate(index, [Listed(Rejected("a:1", "bad"))])
    assert (report.written, report.rejected) == (0, (Rejected("a:1", "bad"),))


def test_progress_grows_and_ends_with_everything(index: HybridIndex, tmp_path: Path) -> None:
    lines = ['{"id": "N", "text": "oak"}'.replace("N", str(number)) for number in range(600)]
    source = jsonl(tmp_path / "a.jsonl", *lines, "{")
    seen: list[PopulateProgress] = []
    populate(index, [source], batch_size=2, progress=seen.append)
    total = source.stat().st_size
    assert [(one.written, one.bytes_read) for one in seen] == sorted((one.written, one.bytes_read) for one in seen)
    assert {one.bytes_total for one in seen} == {total}
    last = seen[-1]
    assert (last.written, last.unchanged, last.left_out, last.bytes_read) == (600, 0, 1, total)
    assert last.stages is not None
    assert last.stages.write.items == 600


def test_after_an_interruption_a_repetition_goes_on(index: HybridIndex, tmp_path: Path) -> None:
    """It comes before the third window of 256 documents is read."""
    source = jsonl(
        tmp_path / "a.jsonl", *('{"id": "N", "text": "oak"}'.replace("N", str(number)) for number in range(600))
    )

    def interrupt(progress: PopulateProgress) -> None:
        if progress.written:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        populate(index, [source], batch_size=2, progress=interrupt)
    stored = index.count()
    assert 0 < stored < 600
    report = populate(index, [source])
    assert (report.written, report.unchanged) == (600 - stored, stored)


def test_memory_does_not_grow_with_the_text(tmp_path: Path) -> None:
    class Forgetful:
        def sync(self, documents: Iterator[Document], **options: object) -> object:
            raise _Enough(sum(len(document.text) for document in documents))

    class Long(Source):
        size = 0

        def read(self, tick: Tick = no_tick) -> Iterator[Entry]:
            return (Read(f"c:{line}", Document(str(line), str(line % 10) * 100_000)) for line in range(200))

    class _Enough(Exception):
        pass

    tracemalloc.start()
    try:
        with pytest.raises(_Enough, match="20000000"):
            populate(Forgetful(), [Long()])  # type: ignore[arg-type]  # only sync is called
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2_000_000


def test_the_report_is_plain_data(index: HybridIndex) -> None:
    report = populate(index, [Listed(Read("a:1", Document("a", "oak")), Rejected("a:2", "bad"))])
    assert report.as_dict() == {
        "written": 1,
        "unchanged": 0,
        "failed": (),
        "rejected": ({"place": "a:2", "reason": "bad"},),
        "truncation": {"texts": 0, "tokens": 0, "weights": 0},
    }


def test_the_sample_collection_is_read_as_it_is(index: HybridIndex) -> None:
    corpus = Path(__file__).parents[2] / "examples" / "sample" / "corpus.jsonl"
    assert populate(index, [corpus]).complete
    lines = sum(1 for _ in itertools.filterfalse(str.isspace, corpus.read_text(encoding="utf-8").splitlines()))
    assert index.count() == lines
