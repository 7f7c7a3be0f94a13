"""What the document vectors of a model depend on, as a few short values."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any


def weights_hash(modules: Sequence[Any]) -> str:
    """SHA-256 over the parameters, 32 hex digits.

    Each parameter is hashed as float32 with its shape, and the hashes are sorted and made unique: the names of
    parameters, the treatment of tied ones and the type in which a checkpoint is loaded change between versions of
    torch, transformers and sentence-transformers, while the vectors stay the same. BERT's pooler is left out: these
    models do not use it, and where a checkpoint lacks it, each load makes up another one.

    Args:
        modules: The modules that a document goes through.
    """
    hashes = {
        _tensor_hash(parameter)
        for module in modules
        for name, parameter in module.named_parameters()
        if ".pooler." not in name
    }
    return hashlib.sha256(b"".join(sorted(hashes))).hexdigest()[:32]


def vocabulary_hash(module: Any) -> str | None:
    """SHA-256 over tokens and their ids, 32 hex digits; None for a module without a vocabulary.

    Args:
        module: The one that tokenizes.
    """
    tokenizer: Any = getattr(module, "tokenizer", None)
    if not hasattr(tokenizer, "get_vocab"):
        return None
    return hashlib.sha256(json.dumps(tokenizer.get_vocab(), sort_keys=True).encode()).hexdigest()[:32]


def pooling(modules: Sequence[Any]) -> str:
    """How tokens become one vector, for instance "mean" or "max, relu"; empty where no module pools."""
    return "; ".join(mode for mode in map(_pooling_mode, modules) if mode)


def _pooling_mode(module: Any) -> str:
    if hasattr(module, "pooling_strategy"):  # SpladePooling
        return f"{module.pooling_strategy}, {module.activation_function}"
    if hasattr(module, "get_pooling_mode_str"):  # Pooling before sentence-transformers 5.4
        return str(module.get_pooling_mode_str())
    mode = getattr(module, "pooling_mode", "")
    return mode if isinstance(mode, str) else "+".join(mode)


def _tensor_hash(tensor: Any) -> bytes:
    array = tensor.detach().cpu().float().contiguous().numpy()
    return hashlib.sha256(f"{array.shape}".encode() + array.tobytes()).digest()
