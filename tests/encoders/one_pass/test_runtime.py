from __future__ import annotations

from importlib import metadata

import pytest

from hybrid_search.encoders.one_pass.runtime import runtime_version


def installed(monkeypatch: pytest.MonkeyPatch, **versions: str) -> None:
    def version(name: str) -> str:
        if (found := versions.get(name.replace("-", "_"))) is None:
            raise metadata.PackageNotFoundError(name)
        return found

    monkeypatch.setattr(metadata, "version", version)


def test_it_is_that_of_what_is_imported() -> None:
    onnxruntime = pytest.importorskip("onnxruntime")
    assert list(runtime_version()) == [int(part) for part in onnxruntime.__version__.split(".")[:2]]


def test_a_build_for_another_device_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, onnxruntime_gpu="1.23.2")
    assert runtime_version() == (1, 23)


@pytest.mark.parametrize("version", ["nightly", "1.x", "1"])
def test_a_version_that_cannot_be_read_is_the_lowest(monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    installed(monkeypatch, onnxruntime=version)
    assert runtime_version() == (0, 0)


def test_no_metadata_is_the_lowest(monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch)
    assert runtime_version() == (0, 0)
