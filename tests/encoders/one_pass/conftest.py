"""The bundled model, loaded once for all of these tests."""

from __future__ import annotations

from typing import get_args

import pytest

from hybrid_search.encoders.one_pass import OnePassNetwork
from hybrid_search.encoders.one_pass.precision import Resolved

TEXTS = (
    "How do plants eat?",
    "Plants turn light, water and air into sugar.",
    "The treaty was signed in 1648 and ended thirty years of war.",
    "Restart the service after you change its configuration file.",
    "Sore throat, fever and a rash: when should a child see a doctor?",
    "naïve café, 東京, Ωmega & co.",
    "x",
    "A long report repeats itself, paragraph after paragraph, until nobody reads on. " * 30,
)


@pytest.fixture(scope="session", params=get_args(Resolved))
def encoder(request: pytest.FixtureRequest) -> OnePassNetwork:
    """The bundled model in each arithmetic."""
    precision: Resolved = request.param
    return OnePassNetwork(precision=precision, threads=2)


@pytest.fixture(scope="session")
def fp32() -> OnePassNetwork:
    """The bundled model, where the arithmetic makes no difference."""
    return OnePassNetwork(precision="fp32", threads=2)


@pytest.fixture(scope="session")
def texts() -> tuple[str, ...]:
    """Short and long, ASCII and not."""
    return TEXTS
