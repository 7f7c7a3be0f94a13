"""What clients in this process share: their methods work on one generation of the index."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from hybrid_search.connectors.steps import Call


def method_of(call: Call) -> str:
    """The method that a call is for, also if it is called on a generation."""
    return str(call.arguments["method"]) if call.method == "on" else call.method


class LocalClient:
    """A client whose methods work on the live generation, or on the one that :meth:`on` names."""

    def __init__(self) -> None:
        self._named = threading.local()

    def on(self, number: int, method: str, arguments: Mapping[str, Any]) -> Any:
        """Call another method of this client on a generation, whether it is live or not."""
        before = self.named
        self._named.number = number
        try:
            return getattr(self, method)(**arguments)
        finally:
            self._named.number = before

    @property
    def named(self) -> int | None:
        """The generation that this thread's call is to work on; None for the live one."""
        number: int | None = getattr(self._named, "number", None)
        return number
