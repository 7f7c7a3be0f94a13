"""The distribution: sdist, the wheel made from it, and what the wheel installs."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MIB = 2**20


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("dist")
    # Without --sdist or --wheel, build makes the wheel from the sdist.
    done = subprocess.run(
        [sys.executable, "-m", "build", "--outdir", str(folder), str(ROOT)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def wheel_names(folder: Path) -> list[str]:
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def test_the_wheel_installs_one_top_level_name(built: Path) -> None:
    tops = {name.split("/")[0] for name in wheel_names(built)}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"hybrid_search"}


def test_the_wheel_carries_types_weights_and_licence(built: Path) -> None:
    names = wheel_names(built)
    assert "hybrid_search/py.typed" in names
    assert any(name.startswith("hybrid_search/encoders/one_pass/data/") for name in names)
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert any(name.endswith("licenses/NOTICE") for name in names)


def test_the_wheel_is_at_most_40_mib(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    assert wheel.stat().st_size <= 40 * MIB


def test_the_sdist_leaves_the_links_out(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        seconds = {name.split("/")[1] for name in archive.getnames() if "/" in name}
    assert {"connectors", "rerank", "eval"} & seconds == set()
    assert {"hybrid_search", "tests", "README.md", "LICENSE", "NOTICE"} <= seconds


def test_the_links_at_the_top_point_into_the_package() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("an unpacked sdist has no links")
    for room in ("connectors", "rerank", "eval"):
        assert (ROOT / room).is_symlink()
        assert (ROOT / room).resolve() == ROOT / "hybrid_search" / room
