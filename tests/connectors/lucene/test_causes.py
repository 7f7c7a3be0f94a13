"""What lies behind an exception."""

from __future__ import annotations

from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, ReadTimeoutError

from hybrid_search.connectors.lucene.causes import causes, is_refused


def test_causes_are_found_in_arguments_and_in_the_chain_each_once() -> None:
    inner, context = OSError("inner"), ValueError("context")
    argument = KeyError("argument")
    outer = RuntimeError("N/A", "text", argument)
    outer.__cause__, outer.__context__ = inner, context
    inner.__context__ = outer
    assert sorted(map(repr, causes(outer))) == sorted(map(repr, (outer, inner, context, argument)))


def test_no_connection_is_told_from_one_that_was_lost() -> None:
    assert is_refused(ConnectionRefusedError())
    assert is_refused(ConnectTimeoutError())
    assert is_refused(NameResolutionError("host", None, OSError()))  # type: ignore[arg-type]  # the connection is not looked at
    assert not is_refused(ConnectionResetError())
    assert not is_refused(ReadTimeoutError(None, None, ""))  # type: ignore[arg-type]  # neither is the pool
