"""Tests of what a backend does not have: see :mod:`tests.connectors.contract.missing`."""

from __future__ import annotations

from collections.abc import Generator, Sequence

import pytest

from hybrid_search.errors import Unsupported
from tests.connectors.contract.missing import Missing


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """A name that no test has would be an exception that nobody needs any more."""
    classes = {item.cls for item in items if isinstance(item, pytest.Function) and item.cls is not None}
    for one in classes:
        if unknown := [name for name in getattr(one, "missing", {}) if not hasattr(one, name)]:
            raise pytest.UsageError(f"{one.__name__}.missing names no test: {', '.join(unknown)}")
    for item in items:
        missing = _missing(item)
        if missing is not None and missing.kind == "notyet":
            item.add_marker(pytest.mark.xfail(reason=f"not yet: {missing.reason}", strict=True))


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """What can never be done is refused in the library's words."""
    missing = _missing(pyfuncitem)
    if missing is None or missing.kind != "never":
        return (yield)
    pyfuncitem.user_properties.append(("never", missing.reason))
    with pytest.raises(Unsupported):
        yield
    return True


def _missing(item: pytest.Item) -> Missing | None:
    if not isinstance(item, pytest.Function) or item.cls is None:
        return None
    found: Missing | None = getattr(item.cls, "missing", {}).get(item.originalname)
    return found
