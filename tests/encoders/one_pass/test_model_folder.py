from __future__ import annotations

import json
from pathlib import Path

import pytest

from hybrid_search.encoders.one_pass import OnePassNetwork
from hybrid_search.encoders.one_pass.model_folder import BUNDLED, ModelFolder
from hybrid_search.errors import CorruptWeights

MIB = 2**20


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A model folder whose files are the bundled ones, each a link that a test can replace."""
    for file in BUNDLED.iterdir():
        (tmp_path / file.name).symlink_to(file)
    return tmp_path


def replace(file: Path, data: bytes) -> None:
    file.unlink()
    file.write_bytes(data)


def test_every_bundled_file_has_its_recorded_hash() -> None:
    folder = ModelFolder.open(BUNDLED)
    assert set(folder.sha256) == {file.name for file in BUNDLED.iterdir()} - {"manifest.json", "MODEL_CARD.md"}
    for name in folder.sha256:
        folder.read(name)


def test_the_weights_take_at_most_37_million_bytes() -> None:
    assert sum(file.stat().st_size for file in BUNDLED.glob("*.npz")) <= 37_000_000


def test_another_folder_can_be_given(folder: Path, fp32: OnePassNetwork) -> None:
    copy = OnePassNetwork(folder, precision="fp32", threads=2)
    assert copy.fingerprint == fp32.fingerprint
    assert copy.encode_queries(["plants"]).sparse == fp32.encode_queries(["plants"]).sparse


@pytest.mark.parametrize("name", ["trunk.npz", "head.npz", "tokenizer.json", "fp32.onnx"])
def test_a_changed_file_is_refused_on_loading_by_name(folder: Path, name: str) -> None:
    data = bytearray((folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    replace(folder / name, bytes(data))
    encoder = OnePassNetwork(folder, precision="fp32", threads=2)
    with pytest.raises(CorruptWeights, match=rf"{name} has SHA-256 .*copy the model folder again"):
        encoder.encode_queries(["plants"])


def test_a_missing_file_is_refused_by_name(folder: Path) -> None:
    (folder / "head.npz").unlink()
    with pytest.raises(CorruptWeights, match=r"head\.npz cannot be read \(No such file"):
        OnePassNetwork(folder, threads=2).encode_queries(["plants"])


def test_a_file_that_the_manifest_does_not_name_is_refused(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    del manifest["sha256"]["head.npz"]
    replace(folder / "manifest.json", json.dumps(manifest).encode())
    with pytest.raises(CorruptWeights, match="manifest records None"):
        OnePassNetwork(folder, threads=2).encode_queries(["plants"])


def test_a_folder_without_a_manifest_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(CorruptWeights, match=r"manifest\.json cannot be read"):
        OnePassNetwork(tmp_path)


@pytest.mark.parametrize("data", [b"", b"\xff", b"[]", b'{"trunk": "t"}', b'{"sha256": []}'])
def test_what_is_no_manifest_is_refused_at_once(folder: Path, data: bytes) -> None:
    replace(folder / "manifest.json", data)
    with pytest.raises(CorruptWeights, match="not the manifest of a one-pass model"):
        OnePassNetwork(folder)


def test_for_the_bundled_model_the_way_out_is_a_new_installation() -> None:
    with pytest.raises(CorruptWeights, match=r"pip install hybrid-search-native --force-reinstall"):
        ModelFolder.open(BUNDLED).read("none.npz")


def test_the_weights_hash_covers_trunk_head_and_tokenizer() -> None:
    def weights_hash(**sha256: str) -> str:
        names = {"trunk": "trunk.npz", "head": "head.npz", "tokenizer": "tokenizer.json", "graph": "fp32.onnx"}
        return ModelFolder(Path(), "t", "h", 1, 1, {names[key]: value for key, value in sha256.items()}).weights_hash

    plain = weights_hash(trunk="a", head="b", tokenizer="c", graph="d")
    assert weights_hash(trunk="a", head="b", tokenizer="c", graph="x") == plain
    assert (
        len(
            {
                plain,
                *(
                    weights_hash(**{"trunk": "a", "head": "b", "tokenizer": "c", part: "x"})
                    for part in ("trunk", "head", "tokenizer")
                ),
            }
        )
        == 4
    )
