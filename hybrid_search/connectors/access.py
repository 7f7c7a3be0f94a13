"""How a backend is reached: the arguments of ``open`` that only connectors read."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypedDict

from hybrid_search.connectors.fields import Fields
from hybrid_search.connectors.url import Target
from hybrid_search.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Access:
    """Credentials, time-outs and a client of the caller's.

    Attributes:
        client: A ready client of the backend, used in place of one of ours, and not closed by us.
        api_key: Goes before one in the URL, and that before the backend's environment variable.
        ca_certs: A file of certificates to verify the server by, in place of the system's.
        verify_certs: False accepts any certificate, so anybody on the way can read and change everything.
        timeout_s: Seconds that one request may take.
        deadline_s: Seconds that a search or another read may take with all its requests, retries and waits, and that
            each request of a write may take with its retries; None for no limit.
        fields: Where a foreign index keeps what is searched; it is then opened read-only.

    Raises:
        InvalidInput: naming the argument that breaks a rule; never with its value where that is a secret.
    """

    client: Any = None
    api_key: str | None = field(default=None, repr=False)
    ca_certs: str | Path | None = None
    verify_certs: bool = True
    timeout_s: float = 30.0
    deadline_s: float | None = 60.0
    fields: Fields | None = None

    def __post_init__(self) -> None:
        if self.api_key is not None and (not isinstance(self.api_key, str) or not self.api_key.strip()):
            raise InvalidInput("api_key= must be a text that is not empty; leave it out to use none")
        if self.api_key is not None and not (self.api_key.isascii() and self.api_key.isprintable()):
            raise InvalidInput("api_key= holds characters that no HTTP header may hold; check how it was read")
        if not isinstance(self.verify_certs, bool):  # a text such as "false" would be true
            raise InvalidInput(f"verify_certs={self.verify_certs!r} must be True or False")
        for name, seconds in {"timeout_s": self.timeout_s, "deadline_s": self.deadline_s}.items():
            if seconds is None and name == "deadline_s":
                continue
            if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds < float("inf"):
                raise InvalidInput(f"{name}={seconds!r} must be a number of seconds above 0")
        if self.ca_certs is not None and not Path(self.ca_certs).is_file():
            raise InvalidInput(f"ca_certs={str(self.ca_certs)!r}: there is no such file")
        if self.fields is not None and not isinstance(self.fields, Fields):
            raise InvalidInput(f"fields= takes Fields(…), not {type(self.fields).__name__}")

    def given(self) -> tuple[str, ...]:
        """Names of the arguments that only servers know, and that differ from the default."""
        default = Access()
        names = ("api_key", "ca_certs", "verify_certs", "fields")
        return tuple(name for name in names if getattr(self, name) != getattr(default, name))


def check_access(access: Access, target: Target) -> None:
    """Check that no argument would be passed over.

    Raises:
        InvalidInput: for credentials or certificates beside a client of the caller's, which has its own; for
            *ca_certs* where nothing is encrypted.
    """
    given = [f"{name}=" for name in access.given() if name != "fields"]
    if access.client is not None and given:
        raise InvalidInput(f"{target}: {', '.join(given)} is for clients made here, not client=")
    if access.ca_certs is not None and not target.tls:
        raise InvalidInput(
            f"{target}: ca_certs= verifies an encrypted connection, and this is none; write {target.scheme}+https://…"
        )


class AccessOptions(TypedDict, total=False):
    """The keyword arguments of ``HybridIndex.open`` that make an :class:`Access`."""

    client: Any
    api_key: str | None
    ca_certs: str | Path | None
    verify_certs: bool
    timeout_s: float
    deadline_s: float | None
    fields: Fields | None
