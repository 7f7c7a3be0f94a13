"""Hidden states of many texts, computed once and kept on disk: the trunk is frozen, so no step needs it again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from hybrid_search.encoders.one_pass.batching import cut
from hybrid_search.encoders.texts import checked_texts
from hybrid_search.training.one_pass.growing import Growing
from hybrid_search.training.one_pass.seeds import digest
from hybrid_search.training.one_pass.trunk import Trunk
from hybrid_search.training.one_pass.watcher import Watcher

_MARK_EVERY = 256


@dataclass(frozen=True, slots=True)
class States:
    """The tokens of texts that the sparse half pools over, and the texts' dense vectors.

    Attributes:
        layers: The layers that are kept; the embedding is not, since it follows from ids and positions.
        states: float16[tokens, layers, dims], mapped from disk, text after text.
        ids: int32[tokens], their wordpieces.
        positions: int32[tokens], their places in the text.
        bounds: int64[texts + 1], where each text begins and ends; every text has at least one token.
        dense: float32[texts, dims], unit length.
    """

    layers: tuple[int, ...]
    states: npt.NDArray[np.float16]
    ids: npt.NDArray[np.int32]
    positions: npt.NDArray[np.int32]
    bounds: npt.NDArray[np.int64]
    dense: npt.NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.dense)


def states_of(
    texts: Sequence[str], trunk: Trunk, layers: Sequence[int], tokens: int, path: Path, watcher: Watcher
) -> States:
    """Run the trunk over *texts*, or go on where an earlier run stopped, or read what it finished.

    Args:
        texts: What to read.
        trunk: What reads them.
        layers: The mixed layers; 0 is left out.
        tokens: How many tokens of a text are read, begin and end counted.
        path: Where the files go, without an ending.
        watcher: Told the size on disk before it starts, and how far it is.

    Raises:
        InvalidInput: if the disk has no room.
    """
    kept = tuple(layer for layer in layers if layer)
    ids = [trunk.wordpieces.encode(text, tokens)[0] for text in checked_texts(texts)]
    pooled = [trunk.batch([text]) for text in ids]
    bounds = np.concatenate([[0], np.cumsum([len(one.rows) for one in pooled])]).astype(np.int64)
    positions = np.concatenate([one.rows for one in pooled]).astype(np.int32)
    wordpieces = np.concatenate([one.ids[0, one.rows] for one in pooled])
    shape = (int(bounds[-1]), len(kept), trunk.shape.dims)
    key = digest(trunk.key, kept, tokens, *texts)
    states = Growing(path.with_suffix(".states.npy"), shape, np.float16, key)
    dense = Growing(path.with_suffix(".dense.npy"), (len(texts), trunk.shape.dims), np.float32, key)
    groups = list(cut([len(text) for text in ids]))
    if states.done < len(groups):
        watcher.say(f"{path.name}: {shape[0]:,} tokens, {np.prod(shape) * 2 / 1e9:.2f} GB in {path.parent}")
    with watcher.stage(f"hidden states of {path.name}", len(groups)) as advance:
        for number in range(min(states.done, dense.done), len(groups)):
            group = groups[number]
            dense.array[group], parts = trunk.run(trunk.batch([ids[text] for text in group]), kept)
            joined = np.stack(parts, axis=1)
            first = 0
            for text in group:
                last = first + int(bounds[text + 1] - bounds[text])
                states.array[bounds[text] : bounds[text + 1]] = joined[first:last]
                first = last
            if (number + 1) % _MARK_EVERY == 0 or number + 1 == len(groups):
                dense.mark(number + 1)
                states.mark(number + 1)
            advance(number + 1, "")
    return States(kept, states.array, wordpieces, positions, bounds, np.array(dense.array))
