"""The folder of a one-pass model: its manifest, and its files, each checked against the hash recorded there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from hybrid_search._distribution import pip_line
from hybrid_search.encoders.one_pass.precision import Resolved
from hybrid_search.errors import CorruptWeights

TRUNK, HEAD, TOKENIZER, MANIFEST = "trunk.npz", "head.npz", "tokenizer.json", "manifest.json"
STATISTICS = "statistics.npz"
"""The static table; a model may go without. Only queries depend on it, so it is no part of the weights' hash."""

STATES = "states.onnx"
"""The graph that ends in the hidden states, which only training runs; a model may go without."""

BUNDLED = Path(__file__).with_name("data")


def graph_file(precision: Resolved) -> str:
    """The name of the graph's file for an arithmetic."""
    return f"{precision}.onnx"


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """What ``manifest.json`` says of the model beside it.

    Attributes:
        path: The folder.
        trunk: The transformer's name.
        head: The sparse head's name.
        dims: Dimensions of the dense vectors.
        max_tokens: The longest text that the trunk has positions for, special tokens counted.
        sha256: File name to the SHA-256 of its bytes, in hex.
    """

    path: Path
    trunk: str
    head: str
    dims: int
    max_tokens: int
    sha256: Mapping[str, str]

    @classmethod
    def open(cls, path: Path) -> ModelFolder:
        """Read the manifest; no other file is touched yet.

        Raises:
            CorruptWeights: if the manifest is missing or not what a manifest is.
        """
        try:
            fields = json.loads(_bytes_of(path / MANIFEST))
            return cls(
                path=path,
                trunk=str(fields["trunk"]),
                head=str(fields["head"]),
                dims=int(fields["dims"]),
                max_tokens=int(fields["max_tokens"]),
                sha256={str(name): str(digest) for name, digest in fields["sha256"].items()},
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise CorruptWeights(
                f"{path / MANIFEST} is not the manifest of a one-pass model; {_way_out(path)}"
            ) from error

    @property
    def arithmetics(self) -> frozenset[Resolved]:
        """Those that it has a graph for; a model that was made by an earlier version has fewer."""
        return frozenset(precision for precision in get_args(Resolved) if graph_file(precision) in self.sha256)

    @property
    def weights_hash(self) -> str:
        """One SHA-256 of all that a vector depends on: trunk, head and tokenizer."""
        parts = "".join(f"{name} {self.sha256.get(name)}\n" for name in (TRUNK, HEAD, TOKENIZER))
        return hashlib.sha256(parts.encode()).hexdigest()

    def read(self, name: str) -> bytes:
        """The bytes of one file of the model.

        Raises:
            CorruptWeights: if the file is missing, or its hash is not the manifest's.
        """
        data = _bytes_of(self.path / name)
        found, recorded = hashlib.sha256(data).hexdigest(), self.sha256.get(name)
        if found != recorded:
            raise CorruptWeights(
                f"{self.path / name} has SHA-256 {found}, the manifest records {recorded}; {_way_out(self.path)}"
            )
        return data


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CorruptWeights(f"{file} cannot be read ({error.strerror}); {_way_out(file.parent)}") from error


def _way_out(folder: Path) -> str:
    if folder == BUNDLED:
        return f"install the package again: {pip_line()} --force-reinstall"
    return "copy the model folder again from where it was made, or leave out path= to use the bundled model"
