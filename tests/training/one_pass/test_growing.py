from pathlib import Path

import numpy as np
import pytest

from hybrid_search.errors import InvalidInput
from hybrid_search.training.one_pass.growing import Growing


def test_it_goes_on_after_the_mark(tmp_path: Path) -> None:
    first = Growing(tmp_path / "a.npy", (3,), np.int32, "key")
    first.array[:2] = 7
    first.mark(2)
    again = Growing(tmp_path / "a.npy", (3,), np.int32, "key")
    assert again.done == 2
    assert again.array[:2].tolist() == [7, 7]


def test_another_key_or_shape_begins_again(tmp_path: Path) -> None:
    Growing(tmp_path / "a.npy", (3,), np.int32, "key").mark(2)
    assert Growing(tmp_path / "a.npy", (3,), np.int32, "other").done == 0
    assert Growing(tmp_path / "a.npy", (4,), np.int32, "other").done == 0


def test_a_disk_without_room_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="GB are free there"):
        Growing(tmp_path / "a.npy", (2**50,), np.float32, "key")
