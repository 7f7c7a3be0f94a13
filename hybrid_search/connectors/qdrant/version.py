"""Which server answers."""

from __future__ import annotations

import re
from typing import NamedTuple

from qdrant_client import models

from hybrid_search.connectors.qdrant.answers import not_qdrant
from hybrid_search.errors import WrongServer


class Version(NamedTuple):
    """Major, minor and patch, which are compared as numbers."""

    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"


OLDEST = Version(1, 15, 0)


def checked_version(info: models.VersionInfo, url: str) -> Version:
    """The version of the server that gave this answer to ``GET /``.

    Raises:
        WrongServer: for another product, or a version before OLDEST.
    """
    match = re.match(r"(\d+)\.(\d+)\.(\d+)", info.version)
    if "qdrant" not in info.title.lower() or match is None:
        raise WrongServer(not_qdrant(url, f"it says that it is {info.title!r} {info.version!r}"))
    version = Version(*map(int, match.groups()))
    if version < OLDEST:
        raise WrongServer(f"{url}: this is Qdrant {version}, and the oldest that can be used is {OLDEST}")
    return version
