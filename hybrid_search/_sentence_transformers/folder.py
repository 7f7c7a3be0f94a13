"""A model's folder: found or downloaded, and never unpickled."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import Any

from hybrid_search.errors import InvalidInput

READ_FILES = ["*.safetensors", "*.json", "*.jinja", "*.model", "*.txt"]  # not *.bin: a pickle, which can run code


def model_folder(model: str | PathLike[str], model_class: Any, what: str, *, local_files_only: bool) -> Path:
    """The folder of a model, downloaded without pickles where it is a name on the Hugging Face hub.

    Args:
        model: A name or a folder.
        model_class: Class of the sentence-transformers library that it is for.
        what: What the caller calls it ("sparse='some/model'"), for messages.
        local_files_only: Whether only what was downloaded before may be used.

    Raises:
        InvalidInput: if it is neither a folder nor a possible name, or holds no safetensors.
    """
    from huggingface_hub import snapshot_download  # noqa: PLC0415  # slow, so not before a model is wanted
    from huggingface_hub.errors import HFValidationError  # noqa: PLC0415  # as above

    folder = Path(model)
    if not folder.is_dir():
        name = _full_name(str(model), model_class)
        try:
            folder = Path(snapshot_download(name, allow_patterns=READ_FILES, local_files_only=local_files_only))
        except HFValidationError as error:
            raise InvalidInput(f"{what} is neither a folder nor the name of a model on the hub") from error
    _check_safetensors(folder, what)
    return folder


def settings(folder: Path, file: str) -> dict[str, Any]:
    """The settings in a JSON file of the folder; none where there is no such file."""
    path = folder / file
    found = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found if isinstance(found, dict) else {}


def architectures(folder: Path) -> list[str]:
    """The classes of transformers that the model was saved from, for instance "BertForMaskedLM"."""
    return settings(folder, "config.json").get("architectures") or []


@contextmanager
def loading(what: str, folder: Path) -> Iterator[None]:
    """Inside, a file that is missing or damaged is an error that names the folder.

    Raises:
        InvalidInput: in place of what transformers raises; faults of the device or the installation stay as they are.
    """
    try:
        yield
    except (InvalidInput, ImportError, MemoryError, RuntimeError):  # torch raises RuntimeError for a device
        raise
    except Exception as error:  # the readers written in Rust raise it as such
        raise InvalidInput(
            f"{what} cannot be loaded from {folder}: {str(error).partition(chr(10))[0]} Check that the folder holds "
            "config.json, the files of the tokenizer and *.safetensors, all of them whole"
        ) from error


def _full_name(name: str, model_class: Any) -> str:
    """Names without an owner are those of the library's own models, as in sentence-transformers."""
    owner = getattr(model_class, "default_huggingface_organization", None)
    return name if "/" in name or not owner else f"{owner}/{name}"


def _check_safetensors(folder: Path, what: str) -> None:
    pickles = [file.parent for file in folder.rglob("pytorch_model*.bin") if not any(file.parent.glob("*.safetensors"))]
    if pickles or not any(folder.rglob("*.safetensors")):
        raise InvalidInput(
            f"{what}: {pickles[0] if pickles else folder} holds no weights as safetensors, and others are not loaded "
            "since unpickling can run code; save the model with safetensors, or load it yourself and pass the model"
        )
