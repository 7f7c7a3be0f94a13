"""Why a server of the tests is not there."""

from __future__ import annotations


class ServerUnavailable(Exception):
    """Something that this machine lacks: a JDK, Maven, or a way to the jars. The message says what to do."""


class ServerFailed(Exception):
    """The server should run here and does not. The message ends with the last lines of its log."""
