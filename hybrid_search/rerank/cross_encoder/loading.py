"""A cross-encoder by name, from a folder, or ready-made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any, Literal

from hybrid_search._sentence_transformers.folder import architectures, loading, model_folder, settings
from hybrid_search.errors import InvalidInput
from hybrid_search.types import shorten

Activation = Literal["sigmoid", "identity"] | Callable[[Any], Any]
"""From the tensor of the model's outputs to that of the scores."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a named model is loaded.

    Raises:
        InvalidInput: for a length below 1 or an unknown activation.
    """

    max_length: int | None = None
    activation: Activation | None = None
    device: str | None = None
    local_files_only: bool = False

    def __post_init__(self) -> None:
        if self.max_length is not None and self.max_length < 1:
            raise InvalidInput(f"CrossEncoderReranker: max_length is {self.max_length}; it must be at least 1")
        if self.activation not in (None, "sigmoid", "identity") and not callable(self.activation):
            raise InvalidInput(
                f"CrossEncoderReranker: activation={shorten(repr(self.activation))} is not known; use 'sigmoid', "
                "'identity', a function, or None for the model's own"
            )

    def check_ready(self, model: object) -> None:
        """Check a ready model, and that nothing is asked of it that is decided while loading.

        Raises:
            InvalidInput: if it is no model, gives several scores, or one of these settings was given.
        """
        if not callable(getattr(model, "predict", None)) or isinstance(model, type):
            raise InvalidInput(
                f"CrossEncoderReranker: model is a {type(model).__name__}; give a name, a folder or a "
                "sentence_transformers.CrossEncoder"
            )
        given = [name for name in ("max_length", "activation", "device") if getattr(self, name) is not None]
        if given:
            raise InvalidInput(
                f"CrossEncoderReranker: {' and '.join(given)} cannot be given for a ready model, which keeps its own; "
                "set it when you make the CrossEncoder, or pass the model's name"
            )
        _check_outputs(model, type(model).__name__)


def load(name: str | PathLike[str], wanted: Settings) -> Any:
    """The ``CrossEncoder`` of that name or folder.

    Args:
        name: A name on the Hugging Face hub, or a folder.
        wanted: How it is loaded.

    Raises:
        InvalidInput: if it is no cross-encoder with one score for a pair, lacks a file or has no safetensors, or cannot
            read so many tokens.
    """
    from sentence_transformers import CrossEncoder  # noqa: PLC0415  # takes seconds, so not before it is wanted

    what = f"CrossEncoderReranker({str(name)!r})"
    folder = model_folder(name, CrossEncoder, what, local_files_only=wanted.local_files_only)
    with loading(what, folder):
        _check_kind(folder, CrossEncoder, what)
        model = CrossEncoder(
            str(folder),
            max_length=wanted.max_length,
            activation_fn=_module(wanted.activation),
            device=wanted.device,
            trust_remote_code=False,
            local_files_only=True,
            model_kwargs={"use_safetensors": True},
        )
    _check_outputs(model, what)
    if wanted.max_length is not None:
        _check_length(model, wanted.max_length, what)
    return model


def _module(activation: Activation | None) -> Any:
    if not isinstance(activation, str):
        return activation
    import torch  # noqa: PLC0415  # comes with sentence-transformers

    return torch.nn.Sigmoid() if activation == "sigmoid" else torch.nn.Identity()


def _check_kind(folder: Path, model_class: Any, what: str) -> None:
    """sentence-transformers would turn any transformer into a cross-encoder, with a head of random weights."""
    classes = architectures(folder)
    if any(name.endswith("ForSequenceClassification") for name in classes):
        return
    declared = settings(folder, "config_sentence_transformers.json").get("model_type") == "CrossEncoder"
    if not declared:
        raise InvalidInput(
            f"{what} is no cross-encoder but {', '.join(classes) or 'of an unknown kind'}; it would get a head of "
            "random weights. Choose a model with a trained head, or load it yourself and pass the CrossEncoder"
        )
    if not hasattr(model_class, "num_labels"):  # before 5.4, a cross-encoder was not made of modules
        raise InvalidInput(f"{what} is made of modules, which your sentence-transformers cannot read yet; update it")


def _check_outputs(model: Any, what: str) -> None:
    """A classifier has several outputs for a pair, and none of them is the score."""
    outputs = getattr(model, "num_labels", None) or getattr(getattr(model, "config", None), "num_labels", 1)
    if outputs != 1:
        raise InvalidInput(f"{what} gives {outputs} numbers for a pair (a classifier); a reranker gives one score")


def _check_length(model: Any, tokens: int, what: str) -> None:
    most = getattr(model.config, "max_position_embeddings", None) or tokens
    least = model.tokenizer.num_special_tokens_to_add(pair=True) + 2  # a token of the query, and one of the text
    if not least <= tokens <= most:
        raise InvalidInput(
            f"{what}: max_length is {tokens}; this model reads from {least} to {most} tokens, special tokens included"
        )
