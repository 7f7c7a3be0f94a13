"""Only a whole cross-encoder from safetensors is loaded; everything else says what is wrong with it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from hybrid_search import CrossEncoderReranker
from hybrid_search.errors import InvalidInput
from tests.rerank.cross_encoder.conftest import hits
from tests.tiny_models import classifier


@pytest.fixture
def folder(cross_encoder: Path, tmp_path: Path) -> Path:
    """A copy that the test may damage."""
    return shutil.copytree(cross_encoder, tmp_path / "copy")


def test_the_module_imports_no_torch() -> None:
    code = "import sys; from hybrid_search import CrossEncoderReranker; CrossEncoderReranker('x/y')"
    done = subprocess.run([sys.executable, "-c", f"{code}; sys.exit('torch' in sys.modules)"], check=False)
    assert done.returncode == 0


@pytest.mark.parametrize("file", ["config.json", "tokenizer.json"])
def test_a_missing_file_is_an_error_that_names_the_folder(folder: Path, file: str) -> None:
    (folder / file).unlink()
    with pytest.raises(InvalidInput, match=r"CrossEncoderReranker\('.*copy'\)"):
        CrossEncoderReranker(folder, device="cpu").load()


@pytest.mark.parametrize("file", ["config.json", "tokenizer.json", "model.safetensors"])
def test_a_file_that_is_cut_off_is_an_error_that_says_what_to_check(folder: Path, file: str) -> None:
    path = folder / file
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(InvalidInput, match=r"cannot be loaded from .*copy.*Check that the folder holds config\.json"):
        CrossEncoderReranker(folder, device="cpu").load()


def test_weights_that_would_be_unpickled_are_refused(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(InvalidInput, match="holds no weights as safetensors"):
        CrossEncoderReranker(folder).load()


def test_the_error_comes_again_until_the_file_is_there(folder: Path, cross_encoder: Path) -> None:
    (folder / "tokenizer.json").unlink()
    reranker = CrossEncoderReranker(folder, device="cpu")
    for _ in range(2):
        with pytest.raises(InvalidInput):
            reranker.score("plants", hits("tax"))
    shutil.copy(cross_encoder / "tokenizer.json", folder)
    assert len(reranker.score("plants", hits("tax"))) == 1


def test_code_that_comes_with_a_model_is_not_run(folder: Path) -> None:
    (folder / "evil.py").write_text("raise SystemExit('this code ran')")
    config = json.loads((folder / "config.json").read_text())
    config |= {
        "model_type": "evil",
        "auto_map": {"AutoConfig": "evil.C", "AutoModelForSequenceClassification": "evil.M"},
    }
    (folder / "config.json").write_text(json.dumps(config))
    with pytest.raises(InvalidInput, match="cannot be loaded"):
        CrossEncoderReranker(folder, device="cpu").load()


def test_a_transformer_without_a_trained_head_is_refused(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"architectures": ["BertForMaskedLM"]}))
    with pytest.raises(InvalidInput, match="is no cross-encoder but BertForMaskedLM; it would get a head of random"):
        CrossEncoderReranker(folder).load()


def test_a_classifier_is_refused(tokenizer: Any, tmp_path: Path, library: Any) -> None:
    folder = classifier(tokenizer, tmp_path / "classifier", outputs=3)
    with pytest.raises(InvalidInput, match="gives 3 numbers for a pair"):
        CrossEncoderReranker(folder, device="cpu").load()
    with pytest.raises(InvalidInput, match="gives 3 numbers for a pair"):
        CrossEncoderReranker(library.CrossEncoder(str(folder), device="cpu"))


@pytest.mark.parametrize("length", [4, 17])
def test_a_length_that_the_model_cannot_read_is_refused(cross_encoder: Path, length: int) -> None:
    with pytest.raises(InvalidInput, match=f"max_length is {length}; this model reads from 5 to 16 tokens"):
        CrossEncoderReranker(cross_encoder, device="cpu", max_length=length).load()


def test_a_model_that_the_library_itself_saved_can_be_read(library: Any, cross_encoder: Path, tmp_path: Path) -> None:
    library.CrossEncoder(str(cross_encoder), device="cpu").save_pretrained(str(tmp_path / "saved"))
    scores = [
        CrossEncoderReranker(f, device="cpu").score("plants", hits("tax", "eat"))
        for f in (cross_encoder, tmp_path / "saved")
    ]
    assert scores[0] == scores[1]


def test_a_name_is_downloaded_without_pickles(cross_encoder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[dict[str, Any]] = []

    def download(name: str, **options: Any) -> str:
        calls.append({"name": name, **options})
        return str(cross_encoder)

    monkeypatch.setattr("huggingface_hub.snapshot_download", download)
    CrossEncoderReranker("someone/model", device="cpu", local_files_only=True).load()
    (call,) = calls
    assert call["name"] == "someone/model"
    assert call["local_files_only"] is True
    assert not any("bin" in pattern or pattern == "*" for pattern in call["allow_patterns"])


def test_a_folder_that_is_not_there_is_said_so() -> None:
    with pytest.raises(InvalidInput, match="is neither a folder nor the name of a model on the hub"):
        CrossEncoderReranker("./no/such/folder").load()
