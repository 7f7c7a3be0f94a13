"""A local hub for tests: in this process, or for commands that run in another."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.hub.server import Hub


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """An empty hub; huggingface_hub in this process asks it and nothing else, has an empty cache, and never waits."""
    pytest.importorskip("huggingface_hub", reason="needs the extra hub or models")
    from huggingface_hub import close_session, constants, file_download  # noqa: PLC0415  # an optional package
    from huggingface_hub.utils import _http  # noqa: PLC0415  # as above

    with Hub(tmp_path / "hub").running() as served:
        monkeypatch.setattr(constants, "ENDPOINT", served.url)
        monkeypatch.setattr(
            constants, "HUGGINGFACE_CO_URL_TEMPLATE", served.url + "/{repo_id}/resolve/{revision}/{filename}"
        )
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(cache(tmp_path)))
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
        monkeypatch.setattr(constants, "HF_HUB_DISABLE_PROGRESS_BARS", True)
        hurried = SimpleNamespace(**{**vars(time), "sleep": lambda seconds: None})
        monkeypatch.setattr(_http, "time", hurried)
        monkeypatch.setattr(file_download, "time", hurried)
        close_session()
        yield served
        close_session()


def cache(tmp_path: Path) -> Path:
    """Where what was downloaded is kept, in a test with the fixture *hub*."""
    return tmp_path / "hub-cache"


def environment(hub: Hub, home: Path) -> Mapping[str, str]:
    """For a command in another process: the variables that lead it to *hub*, with all caches below *home*."""
    return {
        "HF_ENDPOINT": hub.url,
        "HF_HOME": str(home),
        "HF_HUB_OFFLINE": "0",  # which the tiny models set for this process
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_HUB_DISABLE_PROGRESS_BARS": "1",
        "HF_HUB_DISABLE_XET": "1",
    }
