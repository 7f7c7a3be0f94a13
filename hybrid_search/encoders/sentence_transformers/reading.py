"""How a model reads the texts of one task."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hybrid_search.encoders.sentence_transformers.lengths import token_limit
from hybrid_search.encoders.sentence_transformers.route import Task, route

_PROMPT_NAMES = {"query": ("query",), "document": ("document", "passage", "corpus")}


@dataclass(frozen=True, slots=True)
class Reading:
    """What happens to a text before the model sees it.

    Attributes:
        tokens: Tokens that are read, special tokens and prompt included; None is no limit.
        prompt: What is put before each text.
    """

    tokens: int | None
    prompt: str


def read(argument: str, model: Any, task: Task, tokens: int | None, prompt: str | None) -> Reading:
    """What the caller wants, and the model's own where that is None.

    Args:
        argument: What the caller calls the model ("sparse"), for the message.
        model: A SparseEncoder or SentenceTransformer.
        task: "query" or "document".
        tokens: The caller's limit.
        prompt: The caller's prompt.

    Raises:
        InvalidInput: if the model cannot read so many tokens, or so few.
    """
    limit = token_limit(route(model, task)[0], task, tokens, f"{argument}_{task}_tokens")
    return Reading(limit, _own_prompt(model, task) if prompt is None else prompt)


def _own_prompt(model: Any, task: Task) -> str:
    """The prompt that ``encode_query`` and ``encode_document`` would choose."""
    names = [name for name in (*_PROMPT_NAMES[task], model.default_prompt_name) if name in model.prompts]
    return (model.prompts[names[0]] or "") if names else ""
