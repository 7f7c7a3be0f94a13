"""The servers as fixtures: each starts when the first test asks for it, and stops after the last."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NoReturn

import pytest

from tests.servers.errors import ServerUnavailable
from tests.servers.live import LiveServer
from tests.servers.prepare import prepare
from tests.servers.products import ELASTICSEARCH8, ELASTICSEARCH9, OPENSEARCH, Product
from tests.servers.server import Server


def url_variable(product: Product) -> str:
    """The environment variable that names a live server to test instead."""
    return f"HYBRID_SEARCH_TEST_{product.name.upper()}_URL"


@contextmanager
def serving(
    product: Product, factory: pytest.TempPathFactory, environ: Mapping[str, str] = os.environ
) -> Iterator[Server | LiveServer]:
    """The live server that *environ* names, or one of our own; without either the test is skipped or fails."""
    variable = url_variable(product)
    if url := environ.get(variable):
        yield LiveServer(url, variable)
        return
    try:
        build = prepare(product)
    except ServerUnavailable as reason:
        absent(product, str(reason), environ)
    with Server(build, factory.mktemp(product.name)) as server:
        yield server


def absent(product: Product, reason: str, environ: Mapping[str, str]) -> NoReturn:
    """Skips with *reason*; fails where REQUIRE_SERVERS lists the product."""
    if product.name in environ.get("REQUIRE_SERVERS", "").replace(" ", "").split(","):
        pytest.fail(f"REQUIRE_SERVERS lists {product.name}: {reason}", pytrace=False)
    pytest.skip(f"{product.name}: {reason}")


@pytest.fixture(scope="session")
def opensearch_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server | LiveServer]:
    with serving(OPENSEARCH, tmp_path_factory) as server:
        yield server


@pytest.fixture(scope="session")
def elasticsearch8_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server | LiveServer]:
    with serving(ELASTICSEARCH8, tmp_path_factory) as server:
        yield server


@pytest.fixture(scope="session")
def elasticsearch9_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server | LiveServer]:
    with serving(ELASTICSEARCH9, tmp_path_factory) as server:
        yield server
