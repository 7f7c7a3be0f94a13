"""Drivers with more patience than the caller's policy."""

from __future__ import annotations

import asyncio
from typing import cast

import pytest

from hybrid_search.connectors.base import Connector
from hybrid_search.connectors.drivers import AsyncDriver, Driver
from hybrid_search.connectors.retry import RetryPolicy
from hybrid_search.errors import BackendUnavailable, DeadlineExceeded, IndexClosed
from tests.connectors.scripted import Overload, Script, ScriptedConnector, ask, asking

IMPATIENT = RetryPolicy(attempts=2, base_s=0.0, cap_s=0.0, deadline_s=1.0)


def connector(*lines: object) -> Connector:
    return cast("Connector", ScriptedConnector(Script(*lines)))


def test_it_tries_on_until_the_time_is_over() -> None:
    driver = Driver(connector(*[Overload()] * 20, "at last", Overload(retry_after_s=600)), IMPATIENT)
    with pytest.raises(BackendUnavailable):
        driver.run(asking(ask()))
    assert driver.patient(300.0).run(asking(ask())) == ["at last"]
    with pytest.raises(DeadlineExceeded, match="deadline of 300 s"):
        driver.patient(300.0).run(asking(ask()))
    driver.close()


def test_in_asyncio_too() -> None:
    async def both() -> list[object]:
        driver = AsyncDriver(connector(*[Overload()] * 20, "at last"), IMPATIENT)
        with pytest.raises(BackendUnavailable):
            await driver.run(asking(ask()))
        answers = await driver.patient(None).run(asking(ask()))
        await driver.close()
        return answers

    assert asyncio.run(both()) == ["at last"]


def test_they_share_the_client_and_its_end() -> None:
    scripted = ScriptedConnector(Script())
    driver = Driver(cast("Connector", scripted), IMPATIENT)
    patient = driver.patient(300.0)
    patient.run(asking(ask()))
    driver.run(asking(ask()))
    assert scripted.connected == 1
    driver.close()
    with pytest.raises(IndexClosed):
        patient.run(asking(ask()))
