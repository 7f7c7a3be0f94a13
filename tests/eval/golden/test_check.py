"""Checks of an index: what passes, what fails, and what is said beside it."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest

from hybrid_search import RRF, Document, F, HybridIndex
from hybrid_search.errors import InvalidInput
from hybrid_search.eval.comparison.configuration import Configuration
from hybrid_search.eval.golden import Frozen, FrozenQuery, Golden, Missing, MustFind, check_golden
from tests.fakes import WordEncoder


def test_an_index_that_did_not_change_passes(index: HybridIndex, golden: Golden) -> None:
    report = check_golden(index, golden)
    assert report.passed
    assert report.notes == ()
    assert report.verdict() == "passed: RR@10 1.000 -> 1.000 (+0.000, within the tolerance of 0.01; p = 1.000)"


def test_a_mean_that_fell_by_more_than_the_tolerance_fails(poorer: HybridIndex, golden: Golden) -> None:
    report = check_golden(poorer, golden)
    assert not report.passed
    assert report.compared is not None
    assert report.compared.drop == pytest.approx(1 / 3)  # one of three queries from 1 to 0
    assert [(one.query, one.theirs, one.ours) for one in report.compared.fallen] == [("q3", 1.0, 0.0)]
    assert report.verdict() == "failed: RR@10 1.000 -> 0.667 (-0.333, more than the tolerance of 0.01; p = 1.000)"


@pytest.mark.parametrize(("tolerance", "passed"), [(0.33, False), (1 / 3, True), (0.34, True)])
def test_the_tolerance_itself_is_tolerated(poorer: HybridIndex, golden: Golden, tolerance: float, passed: bool) -> None:
    assert check_golden(poorer, golden, tolerance).passed is passed


def test_without_tolerance_an_equal_index_still_passes(index: HybridIndex, golden: Golden) -> None:
    assert check_golden(index, golden, 0.0).passed


def test_another_measure_is_computed_on_the_frozen_run_as_well(poorer: HybridIndex, golden: Golden) -> None:
    report = check_golden(poorer, golden, measure="P@1")
    assert report.verdict().startswith("failed: P@1 1.000 -> 0.667")


def test_what_must_be_found_and_is(index: HybridIndex) -> None:
    golden = Golden((MustFind("light", ("plant",), 1), MustFind("mice", ("cat",), 1, F.kind == "c")))
    report = check_golden(index, golden)
    assert report.verdict() == "passed: 2 of 2 must-find queries hold"
    assert report.compared is None


def test_what_is_missing_is_named_with_its_rank(index: HybridIndex) -> None:
    golden = Golden(
        (
            MustFind("light", ("cat", "plant"), 2, F.kind != "t"),
            MustFind("light", ("cat", "gone"), 2),
            MustFind("light", ("cat",), 2, F.kind == "p"),
        )
    )
    report = check_golden(index, golden, configuration=Configuration("sparse", legs="dense"))
    assert report.must_find[0].holds
    # plant first, then cat and train, which the dense leg cannot tell apart, by id
    assert report.must_find[1].missing == (Missing("gone", None, False),)
    assert report.must_find[2].missing == (Missing("cat", None, True),)
    assert [str(one) for one in report.failures] == [
        "'light': gone is not in the index, wanted among the first 2",
        "'light': cat is not found, wanted among the first 2",
    ]
    assert report.verdict() == "failed: 1 of 3 must-find queries hold"


def test_a_document_that_is_found_too_late_fails(index: HybridIndex) -> None:
    report = check_golden(index, Golden((MustFind("light", ("train",), 2),)))
    assert report.failures[0].missing == (Missing("train", 3, True),)
    assert "train is at rank 3, wanted among the first 2" in str(report)


def test_the_frozen_way_to_search_is_searched(index: HybridIndex, golden: Golden) -> None:
    fused = replace(golden, configuration=Configuration("rrf", fusion=RRF(5)))
    (note,) = check_golden(index, fused).notes
    assert note == "the fusion is RRF(k=5), and was RRF(k=60)"


def test_a_changed_encoder_is_said_and_does_not_fail(golden: Golden) -> None:
    with HybridIndex.open("memory://other", WordEncoder(name="other")) as other:
        other.add([Document("plant", "plants light"), Document("cat", "cats mice"), Document("train", "trains rails")])
        report = check_golden(other, golden)
    assert report.passed
    assert report.notes == ("the encoder's fingerprint changed: encoder is 'other', and was 'words'",)


def test_another_version_another_backend_and_another_size_are_said(index: HybridIndex, golden: Golden) -> None:
    elsewhere = replace(golden, frozen=Frozen(library="0.0.1", index={"backend": "qdrant", "documents": "4"}))
    backend, size, version = sorted(check_golden(index, elsewhere).notes)
    assert backend == "the backend is memory, and was qdrant"
    assert size == "the index has 3 documents, and had 4"
    assert version.endswith("and the run was frozen by 0.0.1")


def test_relevant_documents_that_are_gone_are_said(poorer: HybridIndex, golden: Golden) -> None:
    notes = check_golden(poorer, golden).notes
    assert "relevant documents that were found are no longer in the index: 'train'" in notes


def test_edited_judgements_are_measured_again_and_said(index: HybridIndex, golden: Golden) -> None:
    edited = replace(golden.queries[0], grades={"cat": 1})
    report = check_golden(index, replace(golden, queries=(edited, *golden.queries[1:])))
    assert report.passed
    assert report.compared is not None
    assert report.compared.before == report.compared.now
    assert report.notes == (
        "the scores in the file are not those of its run and grades for 'q1'; they were measured again",
    )


def test_an_index_that_finds_nothing_is_said(index: HybridIndex, golden: Golden) -> None:
    index.delete(["plant", "cat", "train"])
    report = check_golden(index, golden)
    assert not report.passed
    assert "no search found anything; check that this is the right index" in report.notes


def test_text_markdown_and_json_tell_the_same(poorer: HybridIndex, golden: Golden) -> None:
    report = check_golden(poorer, replace(golden, must_find=(MustFind("rails", ("train",)),)))
    assert "  -1.000  1.000 -> 0.000  q3: rails" in str(report)
    assert "| q3: rails | 1.000 | 0.000 | -1.000 |" in report.to_markdown()
    assert "- 'rails': train is not in the index, wanted among the first 10" in report.to_markdown()
    plain = json.loads(json.dumps(report.as_dict()))
    assert (plain["passed"], plain["verdict"]) == (False, report.verdict())
    assert plain["compared"]["queries"][-1] == {"id": "q3", "text": "rails", "before": 1.0, "now": 0.0}
    assert plain["must_find"][0]["missing"] == [{"id": "train", "rank": None, "indexed": False}]


def test_foreign_text_does_no_harm(index: HybridIndex) -> None:
    query = FrozenQuery("\x1b[31m|", "light <b>\u202e", {"plant": 1}, ("plant",))
    report = check_golden(index, Golden((MustFind("\x1b<i>", ("<u>\x07",)),), (query,)), measure="RR@10")
    worse = check_golden(index, Golden(queries=(replace(query, grades={"x\x1b": 1}, found=("x\x1b",)),)))
    for text in (str(report), str(worse), report.to_markdown(), worse.to_markdown()):
        assert not set(text) & {"\x1b", "\u202e", "\x07"}
    for text in (report.to_markdown(), worse.to_markdown()):
        assert "<" not in text.replace("\\<", "")


@pytest.mark.parametrize("tolerance", [-0.01, math.nan, math.inf])
def test_a_tolerance_that_is_none(index: HybridIndex, golden: Golden, tolerance: float) -> None:
    with pytest.raises(InvalidInput, match="must be a finite number of at least 0"):
        check_golden(index, golden, tolerance)


def test_an_unknown_measure_fails_before_the_searches(index: HybridIndex, golden: Golden) -> None:
    with pytest.raises(InvalidInput, match="'recall' is not one of ir_measures"):
        check_golden(index, golden, measure="recall")


def test_progress_is_told(index: HybridIndex, golden: Golden) -> None:
    told: list[tuple[str, int, int]] = []
    check_golden(index, replace(golden, must_find=(MustFind("a", ("b",)),)), step=lambda *step: told.append(step))
    assert told == [("must find", 0, 1), ("must find", 1, 1), *(("golden", done, 3) for done in range(4))]
