"""Models by name, from a folder, or ready-made."""

from __future__ import annotations

import json
from os import PathLike
from pathlib import Path
from typing import Any, Literal

from hybrid_search.errors import InvalidInput, MissingExtra

Kind = Literal["SparseEncoder", "SentenceTransformer"]
_READ_FILES = ["*.safetensors", "*.json", "*.jinja", "*.model", "*.txt"]  # not *.bin: a pickle, which can run code


def load(
    kind: Kind, model: str | PathLike[str] | Any, argument: str, *, device: str | None, local_files_only: bool
) -> Any:
    """A model of the sentence-transformers library; a ready one is returned as it is.

    Code from the hub is never run and weights are never unpickled.

    Args:
        kind: Class of the model.
        model: A name on the Hugging Face hub, a folder, or a ready model.
        argument: What the caller calls it ("sparse"), for messages.
        device: Where to load it to; None is sentence-transformers' choice.
        local_files_only: Whether only what was downloaded before may be used.

    Raises:
        InvalidInput: if it is a model of another kind, or has no safetensors.
        MissingExtra: if sentence-transformers is not installed.
    """
    try:
        import sentence_transformers  # noqa: PLC0415  # takes seconds, so not before a model is wanted
        from huggingface_hub import snapshot_download  # noqa: PLC0415  # as above
    except ImportError as error:
        raise MissingExtra("SentenceTransformersEncoder", "sentence_transformers", "models") from error
    model_class = getattr(sentence_transformers, kind)
    if not isinstance(model, str | PathLike):
        if not isinstance(model, model_class):
            raise InvalidInput(
                f"{argument} is a {type(model).__name__}; give a name, a folder or a sentence_transformers.{kind}"
            )
        return model
    folder = Path(model)
    if not folder.is_dir():
        name = _full_name(str(model), model_class)
        folder = Path(snapshot_download(name, allow_patterns=_READ_FILES, local_files_only=local_files_only))
    _check_safetensors(folder, f"{argument}={str(model)!r}")
    _check_kind(folder, kind, f"{argument}={str(model)!r}")
    return model_class(
        str(folder),
        device=device,
        trust_remote_code=False,
        local_files_only=True,
        model_kwargs={"use_safetensors": True},
    )


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


def _check_kind(folder: Path, kind: Kind, what: str) -> None:
    """sentence-transformers would turn a model of the other kind into this one, with a head of random weights."""
    config = folder / ("config_sentence_transformers.json" if (folder / "modules.json").exists() else "config.json")
    settings = json.loads(config.read_text(encoding="utf-8")) if config.exists() else {}
    if config.name == "config.json":
        masked = any(name.endswith("ForMaskedLM") for name in settings.get("architectures") or ())
        found = "SparseEncoder" if masked and kind == "SparseEncoder" else "SentenceTransformer"
    else:
        found = settings.get("model_type", "SentenceTransformer")
    if found != kind:
        raise InvalidInput(f"{what} is a {found}, not a {kind}; pass it as the other half, or choose another model")
