import json
from pathlib import Path

import pytest

from hybrid_search.errors import InvalidSource
from hybrid_search.eval.reproduce.offline import check, layout, missing_of_model
from hybrid_search.eval.reproduce.published import CROSS_ENCODER, DENSE, SPARSE

DATASET = "zeta-alpha-ai/NanoMSMARCO"
TRANSFORMER = ("config.json", "tokenizer.json", "model.safetensors")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """All files, empty but for those that name modules."""
    modules = [{"idx": 0, "path": "", "type": "sentence_transformers.models.Router"}]
    types = {"query_0": "a.SparseStaticEmbedding", "document_0": "a.MLMTransformer", "document_1": "a.SpladePooling"}
    dense = [{"path": "", "type": "a.Transformer"}, {"path": "1_Pooling", "type": "a.Pooling"}]
    files = [f"{SPARSE}/{part}/{file}" for part in ("query_0", "document_0") for file in TRANSFORMER]
    files += [f"{model}/{file}" for model in (DENSE, CROSS_ENCODER) for file in TRANSFORMER]
    files += [f"{DATASET}/{table}/train-00000-of-00001.parquet" for table in ("corpus", "queries", "qrels")]
    contents = dict.fromkeys(files, "")
    contents[f"{SPARSE}/modules.json"] = json.dumps(modules)
    contents[f"{SPARSE}/router_config.json"] = json.dumps({"types": types})
    contents[f"{DENSE}/modules.json"] = json.dumps(dense)
    for file, text in contents.items():
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(text)
    return tmp_path


def test_a_whole_folder_lacks_nothing(folder: Path) -> None:
    check(folder, DATASET)


@pytest.mark.parametrize(
    "file",
    [
        f"{SPARSE}/modules.json",
        f"{SPARSE}/router_config.json",
        f"{SPARSE}/query_0/tokenizer.json",
        f"{SPARSE}/document_0/config.json",
        f"{DENSE}/tokenizer.json",
        f"{CROSS_ENCODER}/config.json",
    ],
)
def test_a_file_that_is_missing_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()
    with pytest.raises(InvalidSource, match=rf"lacks {folder / file}; --list-offline"):
        check(folder, DATASET)


def test_weights_and_tables_may_have_other_names(folder: Path) -> None:
    (folder / DENSE / "model.safetensors").rename(folder / DENSE / "model-00001-of-00001.safetensors")
    (folder / DATASET / "qrels").rename(folder / DATASET / "qrels-en")
    check(folder, DATASET)
    (folder / DENSE / "model-00001-of-00001.safetensors").unlink()
    assert missing_of_model(folder / DENSE, DENSE) == [f"{(folder / DENSE).as_posix()}/*.safetensors"]


def test_a_table_without_files_is_named(folder: Path) -> None:
    (folder / DATASET / "qrels" / "train-00000-of-00001.parquet").unlink()
    with pytest.raises(InvalidSource, match=r"NanoMSMARCO/qrels/\*\.parquet"):
        check(folder, DATASET)


def test_of_an_empty_folder_the_repositories_are_listed(tmp_path: Path) -> None:
    with pytest.raises(InvalidSource) as error:
        check(tmp_path, DATASET)
    for name in (SPARSE, DENSE, CROSS_ENCODER, DATASET):
        assert f"{(tmp_path / name).as_posix()}/" in str(error.value)
        assert f"--local-dir FOLDER/{name}" in layout(DATASET)
