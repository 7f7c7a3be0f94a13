from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

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


IN_A_FORKED_CHILD = """
import multiprocessing, warnings
from hybrid_search.encoders.one_pass import OnePassEncoder

warnings.simplefilter("ignore", DeprecationWarning)  # Python 3.12 warns of what is tested here
encoder, texts = OnePassEncoder(precision="fp32", threads=1), ["how do plants eat"] * 20

def encode(answer):
    answer.send(encoder.encode_queries(texts).sparse)

expected = encoder.encode_queries(texts).sparse
here, there = multiprocessing.Pipe()
child = multiprocessing.get_context("fork").Process(target=encode, args=(there,))
child.start()
print("same" if here.poll(60) and here.recv() == expected else "no answer", flush=True)
child.kill()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")
def test_an_encoder_that_was_used_works_in_a_forked_child() -> None:
    # In a process of its own: whatever else this one has loaded must not be forked along.
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(part or str(Path.cwd()) for part in sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", IN_A_FORKED_CHILD],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stdout == "same\n", done.stderr
