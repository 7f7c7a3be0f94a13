"""The experiment on a local hub with tiny models; its figures beside those that plain NumPy gives."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from hybrid_search.eval.reproduce.published import CROSS_ENCODER, DENSE, ROWS, SPARSE
from tests.cli.running import ROOT, Outcome, run
from tests.eval.reproduce.by_numpy import Figures
from tests.eval.reproduce.hub_files import DATASET, write_dataset, write_models
from tests.hub.fixtures import environment
from tests.hub.server import Hub

COMMAND = ("reproduce", "nano-msmarco")


@pytest.fixture(scope="module")
def files(
    library: Any, inference_free: Path, dense: Path, cross_encoder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """All repositories, each under its name, as --offline wants them."""
    pytest.importorskip("datasets", reason="needs the extra hub")
    pytest.importorskip("ir_measures", reason="needs the extra eval")
    folder = tmp_path_factory.mktemp("offline")
    write_models(folder, inference_free, dense, cross_encoder)
    write_dataset(folder / DATASET)
    return folder


@pytest.fixture(scope="module")
def expected(library: Any, inference_free: Path, dense: Path, cross_encoder: Path) -> Figures:
    return Figures(library, inference_free, dense, cross_encoder)


@pytest.fixture
def served(files: Path, tmp_path: Path) -> Hub:
    """The files as a hub that is not running yet."""
    hub = Hub(tmp_path / "hub")
    for name in (SPARSE, DENSE, CROSS_ENCODER):
        shutil.copytree(files / name, hub.folder("models", name))
    shutil.copytree(files / DATASET, hub.folder("datasets", DATASET))
    return hub


def run_alone(hub: Hub, home: Path, *arguments: str | Path) -> Outcome:
    """The command in a process of its own, where huggingface_hub asks *hub* from its import on."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    found = subprocess.run(
        [sys.executable, "-m", "hybrid_search", *COMMAND, *map(str, arguments)],
        cwd=ROOT,
        env={**variables, **environment(hub, home), "CUDA_VISIBLE_DEVICES": ""},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return Outcome(found.returncode, found.stdout, found.stderr)


def check(result: Any, expected: Figures) -> None:
    assert [row["name"] for row in result["rows"]] == list(ROWS)
    for row in result["rows"]:
        name = row["name"]
        assert row["as_published"]["mean"] == pytest.approx(expected.as_published[name], abs=1e-9), name
        assert row["plain"]["mean"] == pytest.approx(expected.plain[name], abs=1e-9), name
        change = expected.plain[name] - expected.as_published[name]
        assert row["difference"]["mean"]["mean"] == pytest.approx(change, abs=1e-9), name
    assert [result["query_nonzeros"], result["document_nonzeros"]] == pytest.approx(expected.nonzeros)


def test_a_hub_that_goes_down_in_the_middle_costs_nothing_that_was_computed(
    served: Hub, expected: Figures, tmp_path: Path
) -> None:
    out, home = tmp_path / "out", tmp_path / "home"
    with served.running() as hub:
        hub.fail(CROSS_ENCODER, "reset")
        broken = run_alone(hub, home, "--out", out, "--device", "cpu")
        assert broken.code == 1
        assert f"{CROSS_ENCODER}: could not be downloaded from {hub.url}" in broken.err
        assert f"What was computed is kept in {out.as_posix()}; repeat the command to go on" in broken.err
        assert "Traceback" not in broken.err
        vectors = {file: file.stat().st_mtime_ns for file in out.glob("*-vectors-*.npz")}
        assert [file.name for file in sorted(vectors)] == [
            "document-vectors-0000.npz",
            "document-vectors-0001.npz",
            "query-vectors-0000.npz",
        ]

        hub.heal()
        whole = run_alone(hub, home, "--out", out, "--device", "cpu", "--json")
        assert whole.code == 0, whole.err
        check(whole.json, expected)
        assert {file: file.stat().st_mtime_ns for file in vectors} == vectors
        for kind, name in (("models", SPARSE), ("models", DENSE), ("models", CROSS_ENCODER), ("datasets", DATASET)):
            assert whole.json["sources"][name] == hub.commit(kind, name)


def test_a_folder_takes_the_place_of_the_hub(files: Path, expected: Figures, tmp_path: Path) -> None:
    options = ("--offline", files, "--out", tmp_path / "out", "--device", "cpu")
    outcome = run(*COMMAND, *options)
    assert outcome.code == 0, outcome.err
    check(json.loads((tmp_path / "out" / "result.json").read_text()), expected)
    page = (tmp_path / "out" / "result.md").read_text()
    for name in ("sparse", "hybrid"):
        assert f"{expected.as_published[name]:.2f}" in outcome.out
        assert f"{expected.plain[name]:.2f}" in page
    assert "(published: 7.7)" in page
    assert "(published: 184)" in page
    assert "Not reproduced: 6 of 6 figures deviate by more than 0.5 points" in outcome.out
    runs = {f"plain-{row.replace(', ', '-')}.run" for row in ROWS}
    assert {file.name for file in (tmp_path / "out").glob("*.run")} == runs


def test_an_unknown_set_is_refused_with_the_names_of_all(tmp_path: Path) -> None:
    outcome = run(*COMMAND, "--set", "nope", "--out", tmp_path / "out")
    assert outcome.code == 1
    assert "there is no such set; there are arguana, climatefever" in outcome.err
    assert not (tmp_path / "out").exists()


def test_what_a_folder_lacks_is_listed_before_anything_is_computed(files: Path, tmp_path: Path) -> None:
    torn = shutil.copytree(files, tmp_path / "torn")
    (torn / SPARSE / "document_0_Transformer" / "model.safetensors").unlink()
    shutil.rmtree(torn / CROSS_ENCODER)
    outcome = run(*COMMAND, "--offline", torn, "--out", tmp_path / "out")
    assert outcome.code == 1
    assert f"{torn.as_posix()}/{SPARSE}/document_0_Transformer/*.safetensors, " in outcome.err
    assert f"{torn.as_posix()}/{CROSS_ENCODER}/; --list-offline" in outcome.err
    assert not (tmp_path / "out").exists()


def test_the_list_of_what_the_folder_must_hold() -> None:
    outcome = run(*COMMAND, "--set", "nq", "--list-offline")
    for name in (SPARSE, DENSE, CROSS_ENCODER, "zeta-alpha-ai/NanoNQ"):
        assert f"--local-dir FOLDER/{name}" in outcome.out
