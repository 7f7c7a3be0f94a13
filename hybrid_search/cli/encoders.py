"""From ``--encoder`` to an encoder: a table of makers, each importing what it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from hybrid_search.cli.output import usage_error

if TYPE_CHECKING:
    from hybrid_search.encoders import Encoder


def encoder_from(spec: str) -> Encoder:
    """The encoder that ``--encoder`` names.

    Raises:
        BadParameter: for a spec that names none, listing the known ones.
    """
    name, _, argument = spec.partition(":")
    if name not in _MAKERS:
        raise usage_error("--encoder", f"{spec!r} is not known; known: {', '.join(_FORMS)}")
    try:
        return _MAKERS[name](argument)
    except (OSError, ValueError) as error:
        raise usage_error("--encoder", f"{spec!r}: {error}") from error


def _one_pass(folder: str) -> Encoder:
    from hybrid_search.encoders.one_pass import OnePassEncoder

    return OnePassEncoder(folder) if folder else OnePassEncoder()


def _hashing(argument: str) -> Encoder:
    from hybrid_search.encoders.hashing import HashingEncoder

    if argument:
        raise ValueError("hashing takes no argument")
    return HashingEncoder()


def _sentence_transformers(argument: str) -> Encoder:
    from hybrid_search.encoders.sentence_transformers import SentenceTransformersEncoder

    models = argument.split(",")
    if len(models) != 2 or not all(models):
        raise ValueError("name two models with a comma between them, first the sparse one")
    return SentenceTransformersEncoder(sparse=models[0], dense=models[1])


_MAKERS: Mapping[str, Callable[[str], Encoder]] = MappingProxyType(
    {"one-pass": _one_pass, "hashing": _hashing, "sentence-transformers": _sentence_transformers}
)
_FORMS = ("one-pass", "one-pass:FOLDER", "hashing", "sentence-transformers:SPARSE,DENSE")
