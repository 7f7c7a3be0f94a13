"""A server that somebody else runs, named by an environment variable."""

from __future__ import annotations

from typing import NoReturn
from urllib.parse import urlsplit

import pytest


class LiveServer:
    """Answers like a Server that runs; a test that wants to stop it is skipped, since it is not ours to stop."""

    running = True

    def __init__(self, url: str, variable: str) -> None:
        self.url = url
        self._variable = variable

    @property
    def port(self) -> int:
        parts = urlsplit(self.url)
        return parts.port or (443 if parts.scheme == "https" else 80)

    @property
    def pid(self) -> int:
        self._not_ours()

    def start(self) -> None:
        self._not_ours()

    def stop(self) -> None:
        self._not_ours()

    def kill(self) -> None:
        self._not_ours()

    def restart(self) -> None:
        self._not_ours()

    def _not_ours(self) -> NoReturn:
        pytest.skip(f"{self._variable} names a live server, and this test needs one that it may stop")
