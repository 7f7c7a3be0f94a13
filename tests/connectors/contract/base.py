"""What the parts of the contract share: the fixtures, which a backend's test class overrides, and hostile texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import ClassVar, Literal

import pytest

from hybrid_search.connectors.access import Access
from hybrid_search.connectors.drivers import Driver
from hybrid_search.connectors.registry import connect
from hybrid_search.errors import HybridSearchError
from tests.connectors.contract.loop import LoopDriver
from tests.connectors.contract.missing import Missing
from tests.connectors.contract.opened import SPEC, Opened

Mode = Literal["sync", "async"]
Opening = Callable[[], Opened]

HOSTILE = [
    "plain",
    "ä漢🙂",
    "a/b\\c",
    "../../etc/passwd",
    "quote'\"`;--",
    "{}[]()<>&%$#",
    " spaces  inside ",
    "line\nbreak\ttab",
    "\x1b[31m\u202e",
    "~x",
    "~" + "0" * 64,
    "x" * 600,
    "_id",
    "null",
    "0",
]
"""Ids, keys and texts that some layer below might take for something else."""

_EXAMPLES: Mapping[Mode, int] = {"sync": 25, "async": 8}  # both drivers run the same steps
_SERVER_EXAMPLES: Mapping[Mode, int] = {"sync": 8, "async": 3}  # each costs requests


class ConnectorContract:
    """Inherit it, and give the fixture *url* an address at which there is no index yet.

    Every test runs by both drivers. On a backend outside this process the index is dropped when its test is over.
    """

    missing: ClassVar[Mapping[str, Missing]] = MappingProxyType({})
    """Names of tests that do not hold on this backend, and why: ``never("…")`` or ``notyet("…")``."""

    @pytest.fixture
    def url(self) -> str:
        raise NotImplementedError

    @pytest.fixture(params=["sync", "async"])
    def mode(self, request: pytest.FixtureRequest) -> Mode:
        """By which driver the test runs."""
        found: Mode = request.param
        return found

    @pytest.fixture
    def access(self) -> Access:
        """How the backend is reached; one that gives a client asks for *mode*, to give the right twin."""
        return Access()

    @pytest.fixture
    def opening(self, url: str, access: Access, mode: Mode) -> Iterator[Opening]:
        """Opens the index of the test, as often as it is called; each opening is closed at the end."""
        made: list[Opened] = []

        def open_one() -> Opened:
            connector = connect(url, access)
            driver = Driver(connector) if mode == "sync" else LoopDriver(connector)
            examples = (_EXAMPLES if connector.local else _SERVER_EXAMPLES)[mode]
            made.append(Opened(driver, connector, examples, clears=connector.capabilities.persistent))
            return made[-1]

        yield open_one
        for one in made:
            one.end()

    @pytest.fixture
    def opened(self, opening: Opening) -> Iterator[Opened]:
        """A connector without an index."""
        opened = opening()
        yield opened
        if not opened.connector.local:
            opened.close()
            last = opening()
            with suppress(HybridSearchError):  # what the test was about has been said before
                last.run(last.connector.drop())

    @pytest.fixture
    def made(self, opened: Opened) -> Opened:
        """A connector with an empty index of three dimensions and a sparse field."""
        opened.run(opened.connector.create(SPEC))
        return opened
