"""How many tokens a model reads of a text, and how many a text has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

from hybrid_search.encoders.sentence_transformers.route import Task
from hybrid_search.errors import InvalidInput

_ENDLESS = 10**9  # transformers writes 10**30 where a tokenizer has no limit


def token_limit(module: Any, task: Task, tokens: int | None, name: str) -> int | None:
    """Tokens that are read of a text, special tokens included; None where there is no limit.

    Args:
        module: The one that tokenizes.
        task: "query" or "document".
        tokens: What the caller wants; None is the model's own limit.
        name: The caller's name for it, for the message.

    Raises:
        InvalidInput: if *tokens* is more than the model has positions, or leaves no room for text.
    """
    if not _has_limit(module):
        if tokens is not None:
            raise InvalidInput(f"{name}={tokens}: this model reads texts of any length; leave {name} out")
        return None
    if tokens is None:
        own = _own_limit(module, task)
        return None if own is None or own >= _ENDLESS else int(own)
    positions = getattr(getattr(getattr(module, "auto_model", None), "config", None), "max_position_embeddings", None)
    least = 1 + (0 if _is_static(module) else module.tokenizer.num_special_tokens_to_add())
    if tokens < least or (positions is not None and 0 < positions < tokens):
        most = f" to {positions}" if positions is not None else ""
        raise InvalidInput(f"{name}={tokens}: this model reads from {least}{most} tokens, special tokens included")
    return tokens


def count_tokens(module: Any, texts: Sequence[str]) -> list[int]:
    """Tokens of each text as the module would read it without a limit; 0 for a module that has no limit."""
    if not _has_limit(module):
        return [0] * len(texts)
    encoded = module.tokenizer(
        list(texts),
        add_special_tokens=not _is_static(module),
        return_attention_mask=False,
        return_token_type_ids=False,
        verbose=False,  # no warning that a text is long: that is what is counted here
    )
    return [len(ids) for ids in encoded["input_ids"]]


@contextmanager
def reading_at_most(module: Any, tokens: int | None) -> Iterator[None]:
    """Inside, the module reads at most so many tokens; what it had is put back. Not thread-safe: hold the model's lock.

    The setting that decides is another one in each generation: the tokenizer's for a table of weights,
    ``processing_kwargs`` since sentence-transformers 5.4, ``max_seq_length`` before.
    """
    if tokens is None:
        yield
        return
    holder, name, value = module, "max_seq_length", cast("Any", tokens)
    if _is_static(module):
        holder, name = module.tokenizer, "model_max_length"
    elif hasattr(module, "processing_kwargs"):
        name, value = "processing_kwargs", _with_max_length(module.processing_kwargs, tokens)
    before = getattr(holder, name)
    setattr(holder, name, value)
    try:
        yield
    finally:
        setattr(holder, name, before)


def _has_limit(module: Any) -> bool:
    """StaticEmbedding has a bare tokenizer and reads everything."""
    return hasattr(getattr(module, "tokenizer", None), "model_max_length")


def _is_static(module: Any) -> bool:
    """By name, since the class has moved between versions; it adds no special tokens and ignores ``max_seq_length``."""
    return type(module).__name__ == "SparseStaticEmbedding"


def _own_limit(module: Any, task: Task) -> int | None:
    """In the order in which sentence-transformers 6 looks for it."""
    if _is_static(module):
        return module.tokenizer.model_max_length  # type: ignore[no-any-return]  # the modules are untyped here
    configured = getattr(module, "processing_kwargs", {}).get("text", {}).get("max_length")
    return configured or getattr(module, f"{task}_length", None) or getattr(module, "max_seq_length", None)


def _with_max_length(processing: dict[str, Any], tokens: int) -> dict[str, Any]:
    return {**processing, "text": {**processing.get("text", {}), "max_length": tokens}}
