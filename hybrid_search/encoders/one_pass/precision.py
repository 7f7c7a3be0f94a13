"""Which arithmetic runs on this processor: one for documents, perhaps another for queries."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal, get_args

from hybrid_search.errors import InvalidInput

Precision = Literal["auto", "fp32", "int8-head", "int8-blocks"]
"""fp32: all in float32. int8-head: the head's product with the vocabulary in 8-bit integers, the rest in float32.
int8-blocks: the trunk's matrices in 8-bit integers, too, with a scale for each 32 of them."""

Resolved = Literal["fp32", "int8-head", "int8-blocks"]

_ALL: frozenset[Resolved] = frozenset(get_args(Resolved))
_INT8_FLAGS = ("avx512_vnni", "avx_vnni", "asimddp", "avx2")  # best first; asimddp is Arm's dot product
_BLOCKS_FLAG = "avx512_vnni"
_BLOCKS_RUNTIME = (1, 22)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """What runs.

    Attributes:
        documents: For documents, whose vectors are kept.
        queries: For queries.
        reason: Why.
    """

    documents: Resolved
    queries: Resolved
    reason: str


def resolve(
    precision: Precision, flags: AbstractSet[str], runtime: tuple[int, int], known: AbstractSet[Resolved] = _ALL
) -> Arithmetic:
    """The arithmetic to use, and why.

    The 8-bit product of the head rounds so that its 16-bit partial sums cannot overflow; so it is right on any
    processor, and the flags only say where it is faster. Blocks are taken where they were measured to be faster: a
    query of some ten tokens waits for 43 MB of weights, which they make 12. Elsewhere onnxruntime may have no 8-bit
    kernel for them, takes float32 after all and four times as long. Documents go without: the dense vectors that are
    kept should not depend on the processor, and long texts gain little.

    Args:
        precision: What was asked for; it is taken for both.
        flags: Of the processor.
        runtime: The version of onnxruntime; before 1.22 it refuses 8-bit blocks.
        known: What the model has a graph for.

    Raises:
        InvalidInput: if *precision* is not one of the four, the model has no graph for it, or it is blocks and the
            runtime refuses them.
    """
    if precision not in get_args(Precision):
        raise InvalidInput(f"precision {precision!r} is unknown; take one of {', '.join(get_args(Precision))}")
    if precision != "auto":
        _check(precision, runtime, known)
        return Arithmetic(precision, precision, "as asked")
    for flag in _INT8_FLAGS:
        if flag in flags:
            blocks = flag == _BLOCKS_FLAG and runtime >= _BLOCKS_RUNTIME and "int8-blocks" in known
            return Arithmetic("int8-head", "int8-blocks" if blocks else "int8-head", f"the processor has {flag}")
    return Arithmetic("fp32", "fp32", "the processor is not known to multiply 8-bit integers faster")


def _check(precision: Resolved, runtime: tuple[int, int], known: AbstractSet[Resolved]) -> None:
    if precision not in known:
        raise InvalidInput(
            f"precision {precision!r}: the model has no graph for it, only {', '.join(sorted(known)) or 'none'}; take "
            "another, or export the model again with this version"
        )
    if precision == "int8-blocks" and runtime < _BLOCKS_RUNTIME:
        installed, wanted = (".".join(map(str, version)) for version in (runtime, _BLOCKS_RUNTIME))
        raise InvalidInput(
            f"precision 'int8-blocks' needs onnxruntime {wanted}, and this is {installed}; upgrade it or take int8-head"
        )
