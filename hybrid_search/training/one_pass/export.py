"""The trained head as a model folder of the shipped form."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, get_args

import numpy as np
import numpy.typing as npt

from hybrid_search._atomic_file import write_atomically
from hybrid_search.encoders.anchored import StaticTable
from hybrid_search.encoders.one_pass.model_folder import (
    HEAD,
    MANIFEST,
    STATES,
    STATISTICS,
    TOKENIZER,
    TRUNK,
    graph_file,
)
from hybrid_search.encoders.one_pass.precision import Resolved
from hybrid_search.encoders.one_pass.weights import graph_weights, read_arrays, trunk_weights
from hybrid_search.training.one_pass.graph import build_graph, build_states_graph
from hybrid_search.training.one_pass.shape import HeadShape, TrunkShape

Arrays = Mapping[str, npt.NDArray[Any]]

PRECISIONS: tuple[Resolved, ...] = get_args(Resolved)
INT8_RANGE = 0.2
"""Largest component of a unit-length state that the int8 projection tells apart; larger ones are clipped.

Of 0.15, 0.2, 0.25, 0.3 and 0.4, this one gave weights closest to float32's on 3,204 abstracts.
"""


def write_model(
    folder: Path,
    *,
    trunk: bytes,
    tokenizer: bytes,
    head: Arrays,
    table: StaticTable | None,
    names: Mapping[str, str],
    max_tokens: int,
) -> None:
    """Write every file of a model folder, the manifest last: a folder without one is no model.

    Equal arguments give equal bytes.

    Args:
        folder: Made if it is not there; files of these names are replaced.
        trunk: ``trunk.npz``.
        tokenizer: ``tokenizer.json``.
        head: The arrays of ``head.npz``.
        table: The static table; None leaves it out.
        names: ``trunk`` and ``head``, what the manifest calls them.
        max_tokens: The longest text that the trunk has positions for.
    """
    arrays = read_arrays(trunk)
    shape, head_shape = TrunkShape.of(arrays), HeadShape.of(head)
    head_shape.check_fits(shape)
    files = {TRUNK: trunk, HEAD: _npz(head), TOKENIZER: tokenizer}
    for precision in PRECISIONS:
        weights = graph_weights(arrays, head, precision)
        files[graph_file(precision)] = build_graph(weights, shape, head_shape, precision)
    files[STATES] = build_states_graph(trunk_weights(arrays), shape)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MANIFEST).unlink(missing_ok=True)
    for name, data in files.items():
        write_atomically(folder / name, data)
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    if table is not None:
        table.save(folder / STATISTICS)
        digests[STATISTICS] = hashlib.sha256((folder / STATISTICS).read_bytes()).hexdigest()
    manifest = {**names, "dims": shape.dims, "max_tokens": max_tokens, "sha256": digests}
    write_atomically(folder / MANIFEST, (json.dumps(manifest, indent=2) + "\n").encode())


def head_name(head: Arrays) -> str:
    """A name for a head that nobody named: ``own-`` and the first digits of its hash."""
    return f"own-{hashlib.sha256(_npz(head)).hexdigest()[:8]}"


def _npz(arrays: Arrays) -> bytes:
    file = BytesIO()
    np.savez(file, allow_pickle=False, **arrays)
    return file.getvalue()
