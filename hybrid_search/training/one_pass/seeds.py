"""Choices that depend on what they are made for, and on nothing before them."""

from __future__ import annotations

import hashlib
import random


def digest(*parts: object) -> str:
    """The SHA-256 of *parts*, in hex."""
    return hashlib.sha256("\0".join(map(str, parts)).encode("utf-8", "surrogatepass")).hexdigest()


def seeded(*parts: object) -> random.Random:
    """A generator of random numbers that only depends on *parts*: reordering and resuming change nothing."""
    return random.Random(digest(*parts))  # noqa: S311  # for choices, not for secrets
