"""Models by name, from a folder, or ready-made."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Any, Literal

from hybrid_search._sentence_transformers.folder import architectures, loading, model_folder, settings
from hybrid_search.errors import InvalidInput, MissingExtra

Kind = Literal["SparseEncoder", "SentenceTransformer"]


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
        InvalidInput: if it is a model of another kind, has no safetensors, or lacks a file.
        MissingExtra: if sentence-transformers is not installed.
    """
    try:
        import sentence_transformers  # noqa: PLC0415  # takes seconds, so not before a model is wanted
    except ImportError as error:
        raise MissingExtra("SentenceTransformersEncoder", "sentence_transformers", "models") from error
    model_class = getattr(sentence_transformers, kind)
    if not isinstance(model, str | PathLike):
        if not isinstance(model, model_class):
            raise InvalidInput(
                f"{argument} is a {type(model).__name__}; give a name, a folder or a sentence_transformers.{kind}"
            )
        return model
    what = f"{argument}={str(model)!r}"
    folder = model_folder(model, model_class, what, local_files_only=local_files_only)
    with loading(what, folder):
        _check_kind(folder, kind, what)
        return model_class(
            str(folder),
            device=device,
            trust_remote_code=False,
            local_files_only=True,
            model_kwargs={"use_safetensors": True},
        )


def _check_kind(folder: Path, kind: Kind, what: str) -> None:
    """sentence-transformers would turn a model of the other kind into this one, with a head of random weights."""
    if (folder / "modules.json").exists():
        found = settings(folder, "config_sentence_transformers.json").get("model_type", "SentenceTransformer")
    else:
        masked = any(name.endswith("ForMaskedLM") for name in architectures(folder))
        found = "SparseEncoder" if masked and kind == "SparseEncoder" else "SentenceTransformer"
    if found != kind:
        raise InvalidInput(f"{what} is a {found}, not a {kind}; pass it as the other half, or choose another model")
