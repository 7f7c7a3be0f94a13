import json
from pathlib import Path

import pytest

from hybrid_search.errors import InvalidInput, InvalidSource
from hybrid_search.eval.reproduce.kept import Kept
from hybrid_search.eval.reproduce.models import model_folder
from hybrid_search.eval.reproduce.published import CROSS_ENCODER
from tests.hub.server import Hub

FILES = {"config.json": json.dumps({}), "tokenizer.json": "{}", "model.safetensors": "weights"}


def write(folder: Path, *left_out: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in FILES.items():
        if name not in left_out:
            (folder / name).write_text(text)


def test_the_commit_of_a_model_is_recorded(hub: Hub, tmp_path: Path) -> None:
    write(hub.folder("models", CROSS_ENCODER))
    kept = Kept(tmp_path / "out")
    folder = model_folder(CROSS_ENCODER, kept, None)
    assert (folder / "model.safetensors").read_text() == "weights"
    assert kept.sources == {CROSS_ENCODER: hub.commit("models", CROSS_ENCODER)}


def test_a_model_that_changed_on_the_hub_is_read_as_it_was(hub: Hub, tmp_path: Path) -> None:
    write(hub.folder("models", CROSS_ENCODER))
    first = model_folder(CROSS_ENCODER, Kept(tmp_path / "out"), None)
    (hub.folder("models", CROSS_ENCODER) / "model.safetensors").write_text("others")
    assert model_folder(CROSS_ENCODER, Kept(tmp_path / "out"), None) == first


def test_a_model_that_lacks_a_file_is_refused(hub: Hub, tmp_path: Path) -> None:
    write(hub.folder("models", CROSS_ENCODER), "tokenizer.json")
    with pytest.raises(InvalidSource, match=rf"the model {CROSS_ENCODER} lacks .*/tokenizer\.json; fetch it again"):
        model_folder(CROSS_ENCODER, Kept(tmp_path / "out"), None)


def test_a_model_that_is_not_there_is_named(hub: Hub, tmp_path: Path) -> None:
    with pytest.raises(InvalidSource, match=rf"{CROSS_ENCODER}: there is no such model at {hub.url}"):
        model_folder(CROSS_ENCODER, Kept(tmp_path / "out"), None)


def test_of_a_folder_the_checksum_is_recorded_and_another_model_is_not_mixed_in(tmp_path: Path) -> None:
    folder = tmp_path / "offline" / CROSS_ENCODER
    write(folder)
    kept = Kept(tmp_path / "out")
    assert model_folder(CROSS_ENCODER, kept, tmp_path / "offline") == folder
    (folder / "model.safetensors").write_text("others")
    with pytest.raises(InvalidInput, match=rf"was computed with {CROSS_ENCODER} = sha256:.*name another folder"):
        model_folder(CROSS_ENCODER, kept, tmp_path / "offline")
