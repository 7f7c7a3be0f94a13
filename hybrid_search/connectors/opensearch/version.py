"""Which server answers, and whether this connector can talk to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from hybrid_search.errors import WrongServer


class Version(NamedTuple):
    """Major and minor, which are compared as numbers."""

    major: int
    minor: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"


OLDEST = Version(2, 19)
"""Before it, hybrid queries had no ``pagination_depth`` and no rank fusion, and faiss had no cosine."""


def checked_version(info: object, url: str) -> Version:
    """The version of the server that gave this answer to ``GET /``.

    Raises:
        WrongServer: for another product, or a version before OLDEST.
    """
    said = info if isinstance(info, Mapping) else {}
    version = said.get("version")
    described: Mapping[str, Any] = version if isinstance(version, Mapping) else {}  # of another product anything
    number = str(described.get("number", ""))
    if described.get("distribution") != "opensearch":
        product = "Elasticsearch" if said.get("tagline") == "You Know, for Search" else "a server that is no OpenSearch"
        other = "; open it as elasticsearch://…" if product == "Elasticsearch" else ""
        raise WrongServer(f"{url}: what answers is {product} {number}".rstrip() + (other or "; check host and port"))
    match = re.match(r"(\d+)\.(\d+)", number)
    if match is None:
        raise WrongServer(f"{url}: the server does not say its version, but {number!r}")
    found = Version(int(match[1]), int(match[2]))
    if found.major == 7:
        raise WrongServer(
            f"{url}: OpenSearch says that it is {number}, for clients of Elasticsearch; "
            "set compatibility.override_main_response_version to false, so that it says its own version"
        )
    if found < OLDEST:
        raise WrongServer(f"{url}: this is OpenSearch {number}, and the oldest that can be used is {OLDEST}")
    return found
