"""Generations on a real server of each major version."""

from __future__ import annotations

from typing import Any

import pytest

from tests.connectors.elasticsearch.conftest import Place
from tests.connectors.lucene.generations_contract import GenerationsContract


class TestGenerations(GenerationsContract):
    @pytest.fixture
    def url(self, place: Place) -> str:
        return place.url

    @pytest.fixture
    def name(self, place: Place) -> str:
        return place.name

    @pytest.fixture
    def admin(self, place: Place) -> Any:
        return place.admin
