"""The folder that stands in for the hub: what it must hold, and what of that is missing."""

from __future__ import annotations

import json
from pathlib import Path

from hybrid_search.errors import InvalidSource
from hybrid_search.eval.reproduce.published import CROSS_ENCODER, DENSE, SPARSE

MODELS = (SPARSE, DENSE, CROSS_ENCODER)

_TABLES = ("corpus", "queries", "qrels")
_WITH_WEIGHTS = {"Transformer", "MLMTransformer", "SparseStaticEmbedding"}


def layout(dataset: str) -> str:
    """What the folder must hold, and the commands that fetch it where the hub can be reached."""
    fetched = [f"hf download {name} --local-dir FOLDER/{name}" for name in MODELS]
    fetched.append(f"hf download --repo-type dataset {dataset} --local-dir FOLDER/{dataset}")
    return "\n".join(
        [
            "FOLDER must hold:",
            f"  FOLDER/{SPARSE}/",
            "    modules.json, router_config.json, and in the folder of each module what it has of config.json,",
            "    tokenizer.json and model.safetensors",
            f"  FOLDER/{DENSE}/",
            "    modules.json, config.json, tokenizer.json, model.safetensors, 1_Pooling/config.json",
            f"  FOLDER/{CROSS_ENCODER}/",
            "    config.json, tokenizer.json, model.safetensors",
            f"  FOLDER/{dataset}/",
            f"    README.md, and *.parquet in {', '.join(f'{table}/' for table in _TABLES)}",
            "Where the hub can be reached, these commands fetch it:",
            *(f"  {command}" for command in fetched),
        ]
    )


def check(folder: Path, dataset: str) -> None:
    """Check the whole folder before anything is computed.

    Raises:
        InvalidSource: listing all that is missing.
    """
    missing = [file for model in MODELS for file in missing_of_model(folder / model, model)]
    data = folder / dataset
    if not data.is_dir():
        missing.append(f"{data.as_posix()}/")
    else:
        missing += [f"{data.as_posix()}/{table}/*.parquet" for table in _TABLES if not _has_table(data, table)]
    if missing:
        raise InvalidSource(
            f"--offline {folder.as_posix()} lacks {', '.join(missing)}; --list-offline tells all that the folder must "
            "hold, and how to fetch it"
        )


def missing_of_model(folder: Path, name: str) -> list[str]:
    """What the folder of a model lacks, as paths or patterns of paths; empty if it seems whole.

    Args:
        folder: Of the model.
        name: One of :data:`MODELS`; the cross-encoder is one transformer, the others are made of modules.
    """
    if not folder.is_dir():
        return [f"{folder.as_posix()}/"]
    if name == CROSS_ENCODER:
        return _missing_of_transformer(folder)
    missing = []
    modules = [(folder, "modules.json")]
    while modules:
        place, file = modules.pop()
        if not (place / file).is_file():
            missing.append((place / file).as_posix())
            continue
        for path, kind in _named(place / file):
            if kind == "Router":
                modules.append((place / path, "router_config.json"))
            elif kind in _WITH_WEIGHTS:
                missing += _missing_of_transformer(place / path)
    return missing


def _named(file: Path) -> list[tuple[str, str]]:
    """Path and class of each module that a file names."""
    found = json.loads(file.read_text(encoding="utf-8"))
    pairs = found["types"].items() if isinstance(found, dict) else [(one["path"], one["type"]) for one in found]
    return [(path, kind.rpartition(".")[2]) for path, kind in pairs]


def _missing_of_transformer(folder: Path) -> list[str]:
    wanted = (("config.json",), ("tokenizer.json", "vocab.txt"), ("*.safetensors",))
    return [f"{folder.as_posix()}/{files[0]}" for files in wanted if not any(any(folder.glob(one)) for one in files)]


def _has_table(folder: Path, table: str) -> bool:
    return any(folder.glob(f"**/{table}*/*.parquet")) or any(folder.glob(f"**/{table}*.parquet"))
