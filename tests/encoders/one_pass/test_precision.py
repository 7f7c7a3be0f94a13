from __future__ import annotations

import pytest

from hybrid_search.encoders.one_pass.precision import Arithmetic, Precision, resolve
from hybrid_search.errors import InvalidInput

UNKNOWN = "the processor is not known to multiply 8-bit integers faster"


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ({"avx2", "avx512_vnni"}, Arithmetic("int8-head", "int8-blocks", "the processor has avx512_vnni")),
        ({"avx2", "avx_vnni"}, Arithmetic("int8-head", "int8-head", "the processor has avx_vnni")),
        ({"asimd", "asimddp"}, Arithmetic("int8-head", "int8-head", "the processor has asimddp")),
        ({"sse4_2", "avx2"}, Arithmetic("int8-head", "int8-head", "the processor has avx2")),
        ({"sse4_2"}, Arithmetic("fp32", "fp32", UNKNOWN)),
        (set(), Arithmetic("fp32", "fp32", UNKNOWN)),
    ],
)
def test_auto_follows_the_processor(flags: set[str], expected: Arithmetic) -> None:
    assert resolve("auto", flags, (1, 22)) == expected


def test_queries_go_without_blocks_where_the_runtime_refuses_them() -> None:
    assert resolve("auto", {"avx512_vnni"}, (1, 21)).queries == "int8-head"


def test_queries_go_without_blocks_where_the_model_has_no_graph_for_them() -> None:
    assert resolve("auto", {"avx512_vnni"}, (1, 22), {"fp32", "int8-head"}).queries == "int8-head"


@pytest.mark.parametrize("precision", ["fp32", "int8-head", "int8-blocks"])
def test_what_was_asked_for_is_taken_for_both_on_any_processor(precision: Precision) -> None:
    for flags in (set[str](), {"avx512_vnni"}):
        found = resolve(precision, flags, (1, 22))
        assert (found.documents, found.queries, found.reason) == (precision, precision, "as asked")


def test_asking_a_runtime_for_blocks_that_it_refuses_is_an_error_with_the_versions() -> None:
    with pytest.raises(InvalidInput, match=r"'int8-blocks' needs onnxruntime 1\.22, and this is 1\.20; upgrade it or"):
        resolve("int8-blocks", set(), (1, 20))


def test_asking_for_what_the_model_has_no_graph_for_is_an_error_with_what_it_has() -> None:
    with pytest.raises(InvalidInput, match="'int8-blocks': the model has no graph for it, only fp32, int8-head; take"):
        resolve("int8-blocks", set(), (1, 22), {"fp32", "int8-head"})
