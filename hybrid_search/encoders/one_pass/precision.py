"""Which arithmetic the sparse head runs in on this processor."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Literal, get_args

from hybrid_search.errors import InvalidInput

Precision = Literal["auto", "fp32", "int8-head"]
"""fp32: all in float32. int8-head: the head's product with the vocabulary in 8-bit integers, the rest in float32."""

Resolved = Literal["fp32", "int8-head"]

_INT8_FLAGS = ("avx512_vnni", "avx_vnni", "asimddp", "avx2")  # best first; asimddp is Arm's dot product


def resolve(precision: Precision, flags: AbstractSet[str]) -> tuple[Resolved, str]:
    """The arithmetic to use, and why.

    The 8-bit product rounds so that its 16-bit partial sums cannot overflow; so it is right on any processor, and the
    flags only say where it is faster.

    Raises:
        InvalidInput: if *precision* is not one of the three.
    """
    if precision not in get_args(Precision):
        raise InvalidInput(f"precision {precision!r} is unknown; take one of {', '.join(get_args(Precision))}")
    if precision != "auto":
        return precision, "as asked"
    for flag in _INT8_FLAGS:
        if flag in flags:
            return "int8-head", f"the processor has {flag}"
    return "fp32", "the processor is not known to multiply 8-bit integers faster"
