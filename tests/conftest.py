"""Settings of the whole suite."""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import TypeVar

import pytest
from hypothesis import settings

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)
CI = os.environ.get("CI") == "true"

pytest_plugins = [
    "tests.authority",
    "tests.hub.fixtures",
    "tests.openings",
    "tests.servers.fixtures",
    "tests.spans",
    "tests.tiny_models",
]
pytest.register_assert_rewrite(  # their files are no test modules by name
    "tests.connectors.contract", "tests.connectors.lucene.error_contract", "tests.connectors.lucene.attached_contract"
)

# No deadline: a slow machine is no failure. No database: every run starts from the same place. CI repeats the same
# examples, so that it fails by the change under test; everybody else's runs look for new ones.
settings.register_profile("suite", deadline=None, database=None, max_examples=60, derandomize=CI)
settings.load_profile("suite")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Under CI everything must be installed, so a test that is skipped there did not test what it is there for."""
    return _failed_if_skipped((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a whole file."""
    return _failed_if_skipped((yield))


def _failed_if_skipped(report: Report) -> Report:
    if CI and report.skipped and not hasattr(report, "wasxfail"):  # that one ran, and failed as its mark says
        report.outcome = "failed"
        report.longrepr = f"skipped, which is a failure under CI: {report.longrepr}"
    return report
