"""Which server answers, and whether this connector can talk to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from hybrid_search.errors import WrongServer

OLDEST = (8, 19)
"""From it on a search can ask for vectors that ``_source`` leaves out, and says whether a sparse query is pruned."""


def check_version(info: Mapping[str, Any], url: str) -> None:
    """Check the answer to ``GET /``.

    Raises:
        WrongServer: for a version before OLDEST.
    """
    try:
        version = dict(info).get("version")
    except (TypeError, ValueError):  # what that is, is said by the first answer that matters
        version = None
    described: Mapping[str, Any] = version if isinstance(version, Mapping) else {}
    number = str(described.get("number", ""))
    match = re.match(r"(\d+)\.(\d+)", number)
    if match is None or described.get("build_flavor") == "serverless":  # whose number does not grow
        return
    if (int(match[1]), int(match[2])) < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        raise WrongServer(f"{url}: this is Elasticsearch {number}, and the oldest that can be used is {oldest}")
