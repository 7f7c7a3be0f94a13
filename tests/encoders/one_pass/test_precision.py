from __future__ import annotations

import pytest

from hybrid_search.encoders.one_pass.precision import resolve


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ({"avx2", "avx512_vnni"}, ("int8-head", "the processor has avx512_vnni")),
        ({"avx2", "avx_vnni"}, ("int8-head", "the processor has avx_vnni")),
        ({"asimd", "asimddp"}, ("int8-head", "the processor has asimddp")),
        ({"sse4_2", "avx2"}, ("int8-head", "the processor has avx2")),
        ({"sse4_2"}, ("fp32", "the processor is not known to multiply 8-bit integers faster")),
        (set(), ("fp32", "the processor is not known to multiply 8-bit integers faster")),
    ],
)
def test_auto_follows_the_processor(flags: set[str], expected: tuple[str, str]) -> None:
    assert resolve("auto", flags) == expected


def test_what_was_asked_for_is_taken_on_any_processor() -> None:
    assert resolve("int8-head", set()) == ("int8-head", "as asked")
    assert resolve("fp32", {"avx512_vnni"}) == ("fp32", "as asked")
