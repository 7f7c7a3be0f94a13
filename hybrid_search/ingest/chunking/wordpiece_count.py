"""Counting as the default encoder counts."""

from __future__ import annotations

from functools import partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from hybrid_search.encoders.one_pass.model_folder import BUNDLED, TOKENIZER, ModelFolder
from hybrid_search.encoders.one_pass.per_process import PerProcess

if TYPE_CHECKING:
    from hybrid_search.encoders.one_pass.wordpieces import Wordpieces

_ALL = 2**62


class WordpieceCount:
    """How many tokens ``OnePassEncoder`` sees in a text, its begin and end tokens counted, as its limits are.

    Args:
        path: The folder of another model of this kind; None is the bundled one.

    Raises:
        CorruptWeights: if *path* holds no such model. The tokenizer is loaded and checked by the first count.
    """

    def __init__(self, path: str | PathLike[str] | None = None) -> None:
        folder = ModelFolder.open(BUNDLED if path is None else Path(path))
        self._wordpieces = PerProcess(partial(_load, folder))
        self.name = f"wordpieces {folder.sha256.get(TOKENIZER)}"
        """Names the tokenizer by its hash."""

    def __call__(self, text: str) -> int:
        """Tokens of *text*; 2 for an empty one."""
        return len(self._wordpieces.get().encode(text, _ALL)[0])


def _load(folder: ModelFolder) -> Wordpieces:
    from hybrid_search.encoders.one_pass.wordpieces import Wordpieces  # noqa: PLC0415  # heavy: imports tokenizers

    return Wordpieces(folder.read(TOKENIZER))
