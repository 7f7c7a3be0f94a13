from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from hybrid_search.errors import BackendUnavailable, InvalidSource, MissingExtra
from hybrid_search.eval import HubDataset
from hybrid_search.eval.datasets import hub_download
from tests.eval.datasets.nano import CORPUS, QRELS, QUERIES, write_nano, write_repository
from tests.hub.server import Hub

NANO = "zeta-alpha-ai/NanoMSMARCO"


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[float]:
    """The seconds that would have been waited between attempts; nothing is written outside the test's folder."""
    datasets = pytest.importorskip("datasets", reason="needs the extra hub")
    waited: list[float] = []
    monkeypatch.setattr(hub_download, "time", SimpleNamespace(sleep=waited.append))
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "datasets-cache")
    return waited


@pytest.fixture
def nano(hub: Hub) -> Hub:
    write_nano(hub.folder("datasets", NANO))
    return hub


def test_a_set_of_nano_beir_is_read_whole(nano: Hub) -> None:
    dataset = HubDataset.nano_beir("msmarco")
    assert [(one.id, one.text) for one in dataset.documents()] == [
        ("d1", "Plants turn light into sugar."),
        ("d2", "Cats hunt mice."),
        ("007", "Steam trains ran on rails."),
    ]
    assert dataset.queries() == {"q1": "how do plants eat", "q2": "trains"}
    assert dataset.qrels() == {"q1": {"d1": 1, "d2": 1}, "q2": {"007": 1}}


def test_the_commit_is_recorded(nano: Hub) -> None:
    assert HubDataset.nano_beir("MSMARCO").identity() == {
        "kind": "hub",
        "repository": NANO,
        "revision": nano.commit("datasets", NANO),
        "split": "train",
    }


def test_a_commit_can_be_asked_for(nano: Hub) -> None:
    commit = nano.commit("datasets", NANO)
    assert HubDataset.nano_beir("msmarco", revision=commit).identity()["revision"] == commit
    with pytest.raises(InvalidSource, match=r"there is no such dataset at http.* \(revision 0{40}\)"):
        HubDataset.nano_beir("msmarco", revision="0" * 40).qrels()


def test_beir_has_its_judgements_in_a_second_repository_and_its_script_is_not_downloaded(
    hub: Hub, tmp_path: Path
) -> None:
    folder, judged = hub.folder("datasets", "BeIR/scifact"), hub.folder("datasets", "BeIR/scifact-qrels")
    folder.mkdir(parents=True)
    judged.mkdir(parents=True)
    for name, entries in (("corpus", CORPUS), ("queries", QUERIES)):
        (folder / f"{name}.jsonl.gz").write_bytes(gzip.compress("\n".join(map(json.dumps, entries)).encode()))
    (folder / "scifact.py").write_text("raise SystemExit('a script ran')")
    (judged / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t2\nq2\t007\t0\n")
    dataset = HubDataset.beir("scifact")
    assert [one.id for one in dataset.documents()] == ["d1", "d2", "007"]
    assert dataset.qrels() == {"q1": {"d1": 2}, "q2": {"007": 0}}
    assert dataset.identity() == {
        "kind": "hub",
        "repository": "BeIR/scifact",
        "revision": hub.commit("datasets", "BeIR/scifact"),
        "qrels repository": "BeIR/scifact-qrels",
        "qrels revision": hub.commit("datasets", "BeIR/scifact-qrels"),
        "split": "test",
    }
    assert not [path for _, path in hub.seen if path.endswith(".py")]


def test_corpus_and_queries_may_have_splits_of_their_own_names(hub: Hub) -> None:
    tables = {("corpus", "corpus"): CORPUS, ("queries", "queries"): QUERIES, ("default", "test"): QRELS}
    write_repository(hub.folder("datasets", "some/set"), tables)
    dataset = HubDataset("some/set", "test")
    assert len(list(dataset.documents())) == 3
    assert dataset.queries() == {"q1": "how do plants eat", "q2": "trains"}


def test_a_split_that_is_not_there_is_named_beside_those_that_are(nano: Hub) -> None:
    with pytest.raises(InvalidSource, match=r"NanoMSMARCO: table 'qrels' has no split 'dev'; it has train"):
        HubDataset(NANO, "dev").qrels()


def test_a_set_that_does_not_exist_is_answered_with_those_that_do() -> None:
    with pytest.raises(InvalidSource, match=r"nano-beir:mars: there is no such set; there are arguana, .*, touche2020"):
        HubDataset.nano_beir("mars")


def test_a_repository_that_is_not_there_is_asked_for_once(hub: Hub, waits: list[float]) -> None:
    with pytest.raises(InvalidSource, match="no/body: there is no such dataset at http"):
        HubDataset("no/body").queries()
    assert waits == []


@pytest.mark.parametrize("kind", ["answer", "reset", "torn"])
def test_a_hub_that_fails_for_a_moment_is_asked_again(nano: Hub, kind: str) -> None:
    nano.fail("resolve", kind, after=2, times=3)  # type: ignore[arg-type]  # one of the three
    assert HubDataset.nano_beir("msmarco").qrels() == {"q1": {"d1": 1, "d2": 1}, "q2": {"007": 1}}


def test_a_hub_that_is_down_in_the_middle_is_an_error_with_the_ways_out_and_what_arrived_is_kept(
    nano: Hub, waits: list[float]
) -> None:
    nano.fail("/qrels/")
    with pytest.raises(
        BackendUnavailable, match=r"(?s)in 3 attempts \(.*503.*HF_ENDPOINT.*hf download.*folder='FOLDER'"
    ):
        HubDataset.nano_beir("msmarco").qrels()
    assert waits == [1, 4]
    nano.heal()
    before = len(nano.seen)
    assert HubDataset.nano_beir("msmarco").queries() == {"q1": "how do plants eat", "q2": "trains"}
    fetched = [path for method, path in nano.seen[before:] if method == "GET" and path.endswith(".parquet")]
    assert [path.split("/")[-2] for path in fetched] == ["qrels"]


def test_a_complete_download_serves_while_the_hub_is_down(nano: Hub) -> None:
    HubDataset.nano_beir("msmarco").qrels()
    nano.fail()
    assert HubDataset.nano_beir("msmarco").queries() == {"q1": "how do plants eat", "q2": "trains"}


def test_offline_nothing_is_asked_of_the_hub(nano: Hub, monkeypatch: pytest.MonkeyPatch, waits: list[float]) -> None:
    import huggingface_hub  # noqa: PLC0415  # of the extra hub

    HubDataset.nano_beir("msmarco").qrels()
    before = list(nano.seen)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    dataset = HubDataset.nano_beir("msmarco")
    assert len(list(dataset.documents())) == 3
    assert dataset.identity()["revision"] == nano.commit("datasets", NANO)
    with pytest.raises(BackendUnavailable, match="zeta-alpha-ai/NanoNQ: could not be downloaded"):
        HubDataset.nano_beir("nq").qrels()
    assert nano.seen == before
    assert waits == []


def test_a_folder_takes_the_place_of_the_hub_and_its_checksum_that_of_the_commit(hub: Hub, tmp_path: Path) -> None:
    write_nano(tmp_path / NANO)
    dataset = HubDataset.nano_beir("msmarco", folder=tmp_path)
    assert dataset.qrels() == {"q1": {"d1": 1, "d2": 1}, "q2": {"007": 1}}
    assert dataset.identity()["revision"].startswith("sha256:")
    assert hub.seen == []


def test_a_folder_without_the_repository_says_what_it_must_hold(tmp_path: Path) -> None:
    with pytest.raises(InvalidSource, match=r"it must hold the files of the dataset zeta-alpha-ai/NanoMSMARCO, as 'hf"):
        HubDataset.nano_beir("msmarco", folder=tmp_path).qrels()


def test_a_damaged_file_is_an_error_that_names_the_table(tmp_path: Path) -> None:
    write_nano(tmp_path / NANO)
    (tmp_path / NANO / "corpus" / "train-00000-of-00001.parquet").write_bytes(b"PAR1 no more")
    with pytest.raises(InvalidSource, match=r"NanoMSMARCO: table 'corpus' cannot be read from"):
        list(HubDataset.nano_beir("msmarco", folder=tmp_path).documents())


@pytest.mark.parametrize("package", ["datasets", "huggingface_hub"])
def test_without_the_extra_the_message_has_the_pip_line(
    nano: Hub, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtra, match=r'pip install "hybrid-search-native\[hub\]"'):
        HubDataset.nano_beir("msmarco").qrels()
