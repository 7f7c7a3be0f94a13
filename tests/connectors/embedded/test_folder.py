from __future__ import annotations

import json
from pathlib import Path

import pytest

from hybrid_search.connectors.embedded.folder import Generation, IndexFolder
from hybrid_search.errors import CorruptIndex, NotAnIndex, Unsupported


def build(folder: IndexFolder, number: int = 1) -> Generation:
    """A generation with the parts that are looked for, and nothing in them."""
    building = folder.begin(number)
    building.shard.mkdir()
    building.spec.write_text("{}")
    return building


def publish(folder: IndexFolder, number: int = 1) -> Generation:
    return folder.publish(build(folder, number))


@pytest.fixture
def folder(tmp_path: Path) -> IndexFolder:
    return IndexFolder(tmp_path)


def test_a_missing_and_an_empty_folder_hold_no_index(tmp_path: Path) -> None:
    assert IndexFolder(tmp_path).current() is None
    assert IndexFolder(tmp_path / "missing").current() is None
    assert not (tmp_path / "missing").exists()


def test_a_published_generation_is_the_current_one(folder: IndexFolder, tmp_path: Path) -> None:
    generation = publish(folder)
    assert folder.current() == generation == Generation(tmp_path / "000001")
    assert (tmp_path / "current").read_text() == "000001"
    assert json.loads((tmp_path / "hybrid-search.json").read_text()) == {"format": 1}


def test_a_generation_that_was_not_published_is_no_index(folder: IndexFolder) -> None:
    folder.begin(1)
    assert folder.current() is None
    assert folder.numbers() == []


def test_what_is_left_of_an_unfinished_build_is_removed_by_the_next(folder: IndexFolder, tmp_path: Path) -> None:
    (folder.begin(1).path / "half").touch()
    assert folder.begin(1).path == tmp_path / "000001.part"
    assert not (tmp_path / "000001.part" / "half").exists()


def test_a_creation_that_ended_between_pointer_and_name_is_no_index(folder: IndexFolder, tmp_path: Path) -> None:
    build(folder)
    folder.point_to(1)
    assert folder.current() is None
    folder.begin(1)
    assert not (tmp_path / "current").exists()
    assert folder.current() is None


def test_a_second_generation_is_built_beside_the_first_and_switched_to(folder: IndexFolder, tmp_path: Path) -> None:
    first = publish(folder)
    building = build(folder, 2)
    assert building.path == tmp_path / "000002.part"
    assert (folder.current(), folder.numbers()) == (first, [1])
    second = folder.publish(building)
    assert (folder.current(), folder.numbers()) == (first, [1, 2])
    assert folder.generation(2) == second
    folder.point_to(2)
    assert (folder.current(), folder.numbers()) == (second, [1, 2])
    folder.point_to(1)
    assert folder.current() == first


def test_a_switch_that_cannot_be_written_leaves_the_pointer(
    folder: IndexFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = publish(folder)
    publish(folder, 2)

    def refuse(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="No space left"):
        folder.point_to(2)
    assert folder.current() == first
    assert sorted(path.name for path in tmp_path.iterdir()) == ["000001", "000002", "current", "hybrid-search.json"]


def test_a_removed_generation_leaves_the_others(folder: IndexFolder, tmp_path: Path) -> None:
    first = publish(folder)
    publish(folder, 2)
    publish(folder, 3)
    folder.remove_generation(2)
    assert (folder.current(), folder.numbers()) == (first, [1, 3])
    assert not (tmp_path / "000002.part").exists()


@pytest.mark.parametrize(("renames", "left"), [(0, [1, 2, 3]), (1, [2, 3]), (2, [2]), (3, [])])
def test_a_removal_that_ends_midway_leaves_the_live_generation_or_no_index(
    folder: IndexFolder, monkeypatch: pytest.MonkeyPatch, renames: int, left: list[int]
) -> None:
    publish(folder)
    live = publish(folder, 2)
    publish(folder, 3)
    folder.point_to(2)
    steps = [True] * renames
    rename = Path.rename

    def step(self: Path, target: Path) -> Path:
        if not steps:
            raise KeyboardInterrupt
        steps.pop()
        return rename(self, target)

    def end(self: Path, missing_ok: bool = False) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", step)
        patch.setattr(Path, "unlink", end)
        with pytest.raises(KeyboardInterrupt):
            folder.remove()
    assert (folder.current(), folder.numbers()) == (live if left else None, left)
    assert folder.remove() is bool(left)
    assert folder.current() is None


def test_a_folder_with_other_files_is_not_an_index(folder: IndexFolder, tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").touch()
    with pytest.raises(NotAnIndex, match="nothing in it was touched"):
        folder.current()


def test_a_file_is_not_an_index(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NotAnIndex, match="is a file"):
        IndexFolder(tmp_path / "file").current()


def test_an_index_of_a_newer_version_is_refused(folder: IndexFolder, tmp_path: Path) -> None:
    publish(folder)
    (tmp_path / "hybrid-search.json").write_text('{"format": 2}')
    with pytest.raises(Unsupported, match=r"format 2.*update the library"):
        folder.current()


@pytest.mark.parametrize("marker", ["", "[]", "{}", '{"format": "x"}'])
def test_a_marker_that_cannot_be_read_is_damage(folder: IndexFolder, tmp_path: Path, marker: str) -> None:
    publish(folder)
    (tmp_path / "hybrid-search.json").write_text(marker)
    with pytest.raises(CorruptIndex, match=r"hybrid-search\.json cannot be read"):
        folder.current()


@pytest.mark.parametrize("part", ["", "index.json", "shard", "records"])
def test_a_missing_part_is_damage_and_is_named(folder: IndexFolder, tmp_path: Path, part: str) -> None:
    (publish(folder).path / part).rename(tmp_path / "away")
    with pytest.raises(CorruptIndex, match=f"{Path('000001', part)} is missing.*backup.*drop"):
        folder.current()


def test_a_lost_pointer_is_damage_and_the_message_says_what_to_write(folder: IndexFolder, tmp_path: Path) -> None:
    publish(folder)
    (tmp_path / "current").unlink()
    with pytest.raises(CorruptIndex, match="current is missing; write 000001 in it"):
        folder.current()


@pytest.mark.parametrize("name", ["", "1", "../../x", "000001.part"])
def test_a_pointer_that_names_no_generation_is_damage(folder: IndexFolder, tmp_path: Path, name: str) -> None:
    publish(folder)
    (tmp_path / "current").write_text(name)
    with pytest.raises(CorruptIndex, match="six digits"):
        folder.current()


def test_removing_leaves_what_is_not_ours(folder: IndexFolder, tmp_path: Path) -> None:
    publish(folder)
    publish(folder, 2)
    (tmp_path / "thesis.doc").touch()
    assert folder.remove()
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.doc"]
