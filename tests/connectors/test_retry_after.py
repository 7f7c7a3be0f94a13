from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hybrid_search.connectors.retry_after import retry_after_s

NOW = datetime(2026, 10, 21, 7, 28, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("3", 3.0),
        ("0.5", 0.5),
        ("-1", None),
        ("Wed, 21 Oct 2026 07:28:30 GMT", 30.0),
        ("Wed, 21 Oct 2026 07:27:00 GMT", 0.0),
        (None, None),
        ("", None),
        ("soon", None),
        ("nan", None),
        ("9" * 400, None),
        ("Wed, 99 Oct 2026 07:28:30 GMT", None),
    ],
)
def test_seconds_and_dates_are_read_and_nothing_else(header: str | None, seconds: float | None) -> None:
    assert retry_after_s(header, NOW) == seconds
