import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import pytest

from hybrid_search.encoders.sentence_transformers import SentenceTransformersEncoder
from hybrid_search.errors import InvalidInput, MissingExtra


def test_the_module_imports_no_torch() -> None:
    code = "import sys, hybrid_search.encoders.sentence_transformers; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_missing_package_is_named_with_its_pip_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(MissingExtra, match=r"SentenceTransformersEncoder needs .*\[models\]") as raised:
        SentenceTransformersEncoder("some/model")
    assert isinstance(raised.value.__cause__, ImportError)


@pytest.mark.parametrize(
    ("given", "asked"),
    [("someone/splade", "someone/splade"), ("splade", "sparse-encoder/splade")],
)
def test_a_name_is_downloaded_without_pickles(
    given: str, asked: str, splade: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[dict[str, Any]] = []

    def download(name: str, **options: Any) -> str:
        calls.append({"name": name, **options})
        return str(splade)

    monkeypatch.setattr("huggingface_hub.snapshot_download", download)
    SentenceTransformersEncoder(given, device="cpu", local_files_only=True)
    (call,) = calls
    assert call["name"] == asked
    assert call["local_files_only"] is True
    assert not any("bin" in pattern or pattern == "*" for pattern in call["allow_patterns"])


def test_weights_that_would_be_unpickled_are_refused(splade: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(splade, tmp_path / "pickled")
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(InvalidInput, match="holds no weights as safetensors"):
        SentenceTransformersEncoder(folder)


def test_pickled_weights_of_one_module_are_refused_too(splade: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(splade, tmp_path / "pickled")
    (folder / "2_Dense").mkdir()
    (folder / "2_Dense" / "pytorch_model.bin").write_bytes(b"")
    with pytest.raises(InvalidInput, match="2_Dense holds no weights as safetensors"):
        SentenceTransformersEncoder(folder)


def test_a_missing_or_damaged_file_is_an_error_that_names_the_folder(splade: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(splade, tmp_path / "lacking")
    (folder / "tokenizer.json").unlink()
    with pytest.raises(InvalidInput, match=r"sparse='.*lacking' cannot be loaded from"):
        SentenceTransformersEncoder(folder, device="cpu")
    (folder / "modules.json").write_text("{")
    with pytest.raises(InvalidInput, match=r"sparse='.*lacking' cannot be loaded from"):
        SentenceTransformersEncoder(folder, device="cpu")


def test_code_that_comes_with_a_model_is_not_run(splade: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(splade, tmp_path / "custom")
    (folder / "evil.py").write_text("raise SystemExit('this code ran')")
    modules = json.loads((folder / "modules.json").read_text())
    modules[1]["type"] = "evil.Pooling"
    (folder / "modules.json").write_text(json.dumps(modules))
    with pytest.raises((ImportError, ValueError)):
        SentenceTransformersEncoder(folder)


def test_a_model_of_the_other_kind_is_refused(splade: Path, dense: Path) -> None:
    with pytest.raises(InvalidInput, match="is a SentenceTransformer, not a SparseEncoder"):
        SentenceTransformersEncoder(sparse=dense)
    with pytest.raises(InvalidInput, match="is a SparseEncoder, not a SentenceTransformer"):
        SentenceTransformersEncoder(dense=splade)


def test_a_transformer_without_a_head_for_words_is_no_sparse_model(bert: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(bert, tmp_path / "headless")
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"architectures": ["BertModel"]}))
    with pytest.raises(InvalidInput, match="not a SparseEncoder"):
        SentenceTransformersEncoder(sparse=folder)


def test_a_transformer_with_a_head_for_words_is_a_sparse_model(bert: Path) -> None:
    assert SentenceTransformersEncoder(sparse=bert, device="cpu").has_sparse


def test_an_object_that_is_no_model_is_refused(library: Any) -> None:
    with pytest.raises(InvalidInput, match=r"sparse is a int; give a name, a folder or a .*SparseEncoder"):
        SentenceTransformersEncoder(sparse=cast("str", 7))
