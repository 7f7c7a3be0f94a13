"""What a backend's test class says of tests that do not hold there."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

CLASS = """
from hybrid_search.errors import Unsupported
from tests.connectors.contract.missing import never, notyet

class TestBackend:
    missing = {entry}

    def test_it(self):
        {body}

    def test_another(self):
        pass
"""


@pytest.mark.parametrize(
    ("kind", "body", "outcome"),
    [
        ("never", "raise Unsupported('no')", {"passed": 2}),
        ("never", "pass", {"passed": 1, "failed": 1}),
        ("never", "raise ValueError('no')", {"passed": 1, "failed": 1}),
        ("notyet", "assert False", {"passed": 1, "xfailed": 1}),
        ("notyet", "pass", {"passed": 1, "failed": 1}),
    ],
)
def test_it_is_checked_by_the_test_itself(
    pytester: pytest.Pytester, kind: str, body: str, outcome: dict[str, int]
) -> None:
    assert run(pytester, f"{{'test_it': {kind}('reason')}}", body).parseoutcomes() == outcome


def test_a_name_that_no_test_has_is_an_error(pytester: pytest.Pytester) -> None:
    found = run(pytester, "{'test_gone': never('reason')}", "pass")
    found.stderr.fnmatch_lines("*TestBackend.missing names no test: test_gone*")


def run(pytester: pytest.Pytester, entry: str, body: str) -> pytest.RunResult:
    pytester.makeconftest((Path(__file__).parent / "conftest.py").read_text())
    pytester.makepyfile(CLASS.format(entry=entry, body=body))
    return pytester.runpytest_inprocess("-p", "no:randomly", "-p", "no:cacheprovider")
