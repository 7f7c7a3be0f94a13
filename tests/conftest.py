"""Settings of the whole suite."""

from __future__ import annotations

import pytest
from hypothesis import settings

pytest.register_assert_rewrite("tests.connectors.contract")  # its files are no test modules by name

# No deadline: a slow machine is no failure. No database: every run starts from the same place.
settings.register_profile("suite", deadline=None, database=None, max_examples=60)
settings.load_profile("suite")
