from __future__ import annotations

import multiprocessing
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection

import pytest

from hybrid_search.encoders.one_pass import OnePassEncoder
from hybrid_search.encoders.one_pass.per_process import PerProcess


def test_the_value_is_built_on_first_use_and_once() -> None:
    built: list[int] = []

    def build() -> object:
        built.append(1)
        return object()

    value = PerProcess(build)
    assert built == []
    assert value.get() is value.get()
    assert built == [1]


def test_threads_that_come_at_once_share_one_value() -> None:
    def build() -> object:
        time.sleep(0.05)
        return object()

    value = PerProcess(build)
    with ThreadPoolExecutor(4) as pool:
        assert len({id(got) for got in pool.map(lambda _: value.get(), range(4))}) == 1


def test_a_value_that_could_not_be_built_is_tried_again() -> None:
    errors = [ValueError("not yet")]

    def build() -> int:
        if errors:
            raise errors.pop()
        return 7

    value = PerProcess(build)
    with pytest.raises(ValueError, match="not yet"):
        value.get()
    assert value.get() == 7


def _encode_in_child(encoder: OnePassEncoder, answer: Connection) -> None:
    answer.send(encoder.encode_queries(["how do plants eat"] * 20).sparse)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")  # Python 3.12 warns of what is tested here
def test_an_encoder_that_was_used_works_in_a_forked_child(fp32: OnePassEncoder) -> None:
    expected = fp32.encode_queries(["how do plants eat"] * 20).sparse
    here, there = multiprocessing.Pipe()
    child = multiprocessing.get_context("fork").Process(target=_encode_in_child, args=(fp32, there))
    child.start()
    try:
        assert here.poll(20)
        assert here.recv() == expected
    finally:
        child.kill()
        child.join()
