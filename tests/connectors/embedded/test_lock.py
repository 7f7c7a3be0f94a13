from __future__ import annotations

import os
from pathlib import Path

import pytest

from hybrid_search.connectors.embedded.lock import FolderLock, SharedLock
from hybrid_search.errors import IndexLocked


def test_a_second_holder_is_refused_at_once_and_told_who_the_first_is(tmp_path: Path) -> None:
    first = FolderLock(tmp_path)
    first.acquire()
    with pytest.raises(IndexLocked, match=rf"another object in this process \({os.getpid()}\).*Close it there"):
        FolderLock(tmp_path).acquire()
    first.release()


def test_a_holder_that_is_not_known_is_another_process(tmp_path: Path) -> None:
    first = FolderLock(tmp_path)
    first.acquire()
    (tmp_path / ".lock-holder").write_text("")
    with pytest.raises(IndexLocked, match="another process has the index open"):
        FolderLock(tmp_path).acquire()
    first.release()


def test_a_released_lock_can_be_taken_again(tmp_path: Path) -> None:
    first, second = FolderLock(tmp_path), FolderLock(tmp_path)
    first.acquire()
    first.release()
    first.release()
    second.acquire()
    second.release()
    assert not (tmp_path / ".lock-holder").exists()


def test_a_shared_lock_is_held_until_the_last_gives_it_back(tmp_path: Path) -> None:
    shared, other = SharedLock(tmp_path), FolderLock(tmp_path)
    shared.acquire()
    with shared.held():
        shared.release()
        with pytest.raises(IndexLocked):
            other.acquire()
    other.acquire()
    with pytest.raises(IndexLocked):
        shared.acquire()
    other.release()
    with shared.held(), pytest.raises(IndexLocked):
        other.acquire()
