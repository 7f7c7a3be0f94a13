from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hub.fixtures import environment
from tests.hub.server import Hub


@pytest.fixture(params=["dataset", "model"])
def kind(request: pytest.FixtureRequest, hub: Hub) -> str:
    """The kind of a repository some/one with two files."""
    folder = hub.folder(f"{request.param}s", "some/one")
    (folder / "deep").mkdir(parents=True)
    (folder / "config.json").write_text("{}")
    (folder / "deep" / "weights").write_bytes(bytes(200_000))
    return str(request.param)


def download(kind: str, revision: str | None = None) -> Path:
    import huggingface_hub  # noqa: PLC0415  # an optional package

    return Path(huggingface_hub.snapshot_download("some/one", repo_type=kind, revision=revision))


def test_a_repository_is_downloaded_under_its_commit(hub: Hub, kind: str) -> None:
    folder = download(kind)
    assert folder.name == hub.commit(f"{kind}s", "some/one")
    assert (folder / "config.json").read_text() == "{}"
    assert (folder / "deep" / "weights").read_bytes() == bytes(200_000)


def test_a_torn_file_arrives_whole_in_the_end(hub: Hub, kind: str) -> None:
    hub.fail("weights", "torn", after=1, times=1)  # the first request is for its size
    assert (download(kind) / "deep" / "weights").read_bytes() == bytes(200_000)


def test_a_changed_file_is_another_commit(hub: Hub, kind: str) -> None:
    before = download(kind)
    (hub.folder(f"{kind}s", "some/one") / "config.json").write_text('{"a": 1}')
    assert (download(kind) / "config.json").read_text() == '{"a": 1}'
    assert (before / "config.json").read_text() == "{}"


def test_what_is_not_there_is_reported_as_the_hub_does(hub: Hub, kind: str) -> None:
    import huggingface_hub  # noqa: PLC0415  # an optional package
    from huggingface_hub import errors  # noqa: PLC0415  # as above

    with pytest.raises(errors.RepositoryNotFoundError):
        huggingface_hub.snapshot_download("no/body", repo_type=kind)
    with pytest.raises(errors.RevisionNotFoundError):
        download(kind, revision="v9")
    with pytest.raises(errors.EntryNotFoundError):
        huggingface_hub.hf_hub_download("some/one", "nothing.txt", repo_type=kind)


def test_a_fault_strikes_after_so_many_requests_and_so_many_times(hub: Hub) -> None:
    hub.fail("/file", after=1, times=1)
    struck = [hub.struck("GET", path) is not None for path in ("/file", "/other", "/file", "/file")]
    assert struck == [False, False, True, False]


def test_another_process_is_led_here_by_its_environment(hub: Hub, kind: str, tmp_path: Path) -> None:
    code = f"import huggingface_hub as h; print(h.hf_hub_download('some/one', 'config.json', repo_type={kind!r}))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **environment(hub, tmp_path / "home")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(done.stdout.strip()).is_relative_to(tmp_path / "home")
