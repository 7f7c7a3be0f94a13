"""Refusals in the server's form."""

from __future__ import annotations

from typing import Any


def error(reason: str) -> dict[str, Any]:
    """The body of a refusal."""
    return {"status": {"error": reason}, "time": 0.0001}
