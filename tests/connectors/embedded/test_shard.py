from __future__ import annotations

import shutil
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path

import pytest
import qdrant_edge

from hybrid_search.connectors.base import IndexSpec
from hybrid_search.connectors.embedded.folder import Generation, IndexFolder
from hybrid_search.connectors.embedded.shard import create_shard, load_shard, load_spec, require_space
from hybrid_search.errors import CorruptIndex, IndexLocked, PermissionDenied, StorageFull


@pytest.fixture
def generation(tmp_path: Path) -> Generation:
    building = IndexFolder(tmp_path).begin(1)
    create_shard(building, IndexSpec(dims=3, sparse=True))
    return building


@pytest.mark.parametrize("spec", [IndexSpec(3, True), IndexSpec(3, False), IndexSpec(None, True)])
def test_what_an_index_was_created_for_is_kept(tmp_path: Path, spec: IndexSpec) -> None:
    building = IndexFolder(tmp_path).begin(1)
    create_shard(building, spec)
    assert load_spec(building) == spec
    load_shard(building).close()


def remove(name: str) -> Callable[[Path], None]:
    def damage(shard: Path) -> None:
        path = shard / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    return damage


def empty_segments(shard: Path) -> None:
    for segment in (shard / "segments").iterdir():
        shutil.rmtree(segment)


def break_segment(shard: Path) -> None:
    (segment,) = (shard / "segments").iterdir()
    (segment / "segment.json").write_text("{")


@pytest.mark.parametrize(
    "damage", [remove("edge_config.json"), remove("segments"), remove("wal"), empty_segments, break_segment]
)
def test_a_damaged_shard_is_not_opened(generation: Generation, damage: Callable[[Path], None]) -> None:
    damage(generation.shard)
    with pytest.raises(CorruptIndex, match=r"damaged.*backup"):
        load_shard(generation)


@pytest.mark.parametrize("content", ["", "{}", '{"dims": 3}'])
def test_a_damaged_description_is_named(generation: Generation, content: str) -> None:
    generation.spec.write_text(content)
    with pytest.raises(CorruptIndex, match=r"index\.json cannot be read"):
        load_spec(generation)


def test_a_shard_that_another_process_works_on_is_locked(generation: Generation) -> None:
    shard = load_shard(generation)
    with pytest.raises(IndexLocked):
        load_shard(generation)
    shard.close()


class PanicException(BaseException):  # the name by which the engine's own class is known
    pass


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (Exception("IO Error: No space left on device"), StorageFull),
        (Exception("IO Error: Permission denied"), PermissionDenied),
        (PanicException("index out of bounds"), CorruptIndex),
    ],
)
def test_what_the_engine_says_on_opening_decides_the_error(
    generation: Generation, monkeypatch: pytest.MonkeyPatch, raised: BaseException, expected: type[Exception]
) -> None:
    class Shard:
        @staticmethod
        def load(path: str) -> None:
            raise raised

    monkeypatch.setattr(qdrant_edge, "EdgeShard", Shard)
    with pytest.raises(expected):
        load_shard(generation)


def test_a_disk_with_too_little_space_is_storage_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10 << 20, 9 << 20, 1 << 20))
    require_space(tmp_path, 1 << 20)
    with pytest.raises(StorageFull, match="1 MiB are free on the disk, and this needs 2 MiB"):
        require_space(tmp_path, 2 << 20)
