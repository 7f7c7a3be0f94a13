"""One HybridIndex, many threads."""

from __future__ import annotations

import threading

import pytest

from hybrid_search import Document, F, HybridIndex
from tests.fakes import WordEncoder


@pytest.mark.parametrize("backend", ["memory", "embedded"])
def test_threads_may_add_search_and_delete_through_one_object(backend: str, tmp_path: object) -> None:
    url = "memory://notes" if backend == "memory" else f"{tmp_path}/notes"
    errors: list[BaseException] = []

    def work(index: HybridIndex, thread: int) -> None:
        try:
            view = index.view(F.thread == thread)
            for n in range(6):
                own = [Document(f"{thread}-{n}-{k}", "plants cats", {"thread": thread}) for k in range(3)]
                assert view.add(own).written == 3
                assert len(view.search("plants", k=100, explain=True)) == 3 * (n + 1) - n
                assert view.delete(own[0].id) == 1
        except BaseException as error:  # an assertion in a thread would be lost
            errors.append(error)

    with HybridIndex.open(url, WordEncoder()) as index:
        threads = [threading.Thread(target=work, args=(index, thread)) for thread in range(6)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert errors == []
        assert index.count() == 6 * 6 * 2
        assert len(index.search("plants", k=100)) == 72
