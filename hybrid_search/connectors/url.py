"""Index URLs: which backend, where, and what it is called."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from urllib.parse import parse_qsl, unquote, urlsplit

from hybrid_search.errors import InvalidName
from hybrid_search.types import printable, shorten

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_NO_TRANSPORT = {"file", "memory", "pinecone"}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")


@dataclass(frozen=True, slots=True)
class Target:
    """A parsed index URL.

    Attributes:
        scheme: Without ``+http`` or ``+https``: "memory", "file", "qdrant", …
        name: The index name; for "file" the path.
        host: Host name; empty for local schemes.
        port: Port; None for the backend's own default.
        tls: Whether the connection is encrypted.
        user: User name of basic authentication.
        password: Its password, or an API key; never shown.
        options: The query string.
        insist: Whether ``+http`` was written out, so that credentials may travel unencrypted.
    """

    scheme: str
    name: str
    host: str = ""
    port: int | None = None
    tls: bool = False
    user: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)
    options: dict[str, str] = field(default_factory=dict, repr=False)
    insist: bool = False

    def __str__(self) -> str:
        """The URL with its password masked; a user name without a password may be an API key, and is masked too."""
        if self.scheme == "file":
            return self.name
        login = "***@" if self.user and self.password is None else f"{self.user or ''}:***@"
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port is None else f":{self.port}"
        tls = "+https" if self.tls and self.host else ""  # pinecone:// is always encrypted, and is written so
        where = f"{login if self.secret else ''}{host}{port}/" if self.host else ""
        return f"{self.scheme}{tls}://{where}{self.name}"

    @property
    def secret(self) -> bool:
        """Whether the URL holds credentials."""
        return self.user is not None or self.password is not None


def scheme_of(url: str | Path) -> str:
    """The scheme of an index URL, in lower case and without ``+http`` or ``+https``; "file" for a path."""
    scheme, separator, _ = _text(url).partition("://")
    return scheme.lower().partition("+")[0] if separator and not isinstance(url, Path) else "file"


def parse_url(url: str | Path) -> Target:
    """Parse an index URL.

    A path, or ``file://PATH``, is an embedded folder. ``memory://NAME`` is a store in this process. Other schemes are
    servers: ``SCHEME://HOST:PORT/NAME`` over http, ``SCHEME+https://…`` over TLS.

    Raises:
        InvalidName: if the URL has no index name, the name holds ``..``, ``/`` or NUL, or credentials would travel
            unencrypted to a host that is not this one (write ``SCHEME+http://`` to insist).
    """
    text = _text(url)
    if "\x00" in text:
        raise InvalidName(f"index URL {printable(text)!r} holds a NUL character; remove it")
    if not text.strip():
        raise InvalidName("the index URL is empty; pass a folder such as './notes', or a URL such as 'memory://notes'")
    if isinstance(url, Path) or "://" not in text:
        return Target("file", text)
    scheme, _, rest = text.partition("://")
    base, plus, transport = scheme.lower().partition("+")
    if plus and (transport not in ("http", "https") or base in _NO_TRANSPORT):
        raise InvalidName(
            f"index URL scheme {printable(scheme)!r}: after '+' only http and https are known, and only for servers"
        )
    if base == "file":
        path = unquote(rest)
        if not path.strip() or "\x00" in path:
            raise InvalidName(f"index URL {printable(text)!r}: {printable(path)!r} is not a path to a folder")
        return Target("file", path)
    if base in ("memory", "pinecone"):
        name, _, query = rest.partition("?")
        return Target(base, check_name(unquote(name)), tls=base == "pinecone", options=dict(parse_qsl(query)))
    return _server(base, transport, rest)


def _text(url: str | Path) -> str:
    if not isinstance(url, str | PurePath):  # or the folder "None" would be made of a variable that was not set
        raise InvalidName(f"the index URL is {type(url).__name__} {shorten(repr(url))}; it must be a string or a path")
    return str(url)


def _server(scheme: str, transport: str, rest: str) -> Target:
    try:
        parts = urlsplit(f"//{rest}")
        host, port = parts.hostname or "", parts.port
    except ValueError:  # its message may hold the password
        raise InvalidName(
            f"index URL {scheme}://…: the host cannot be read, or the port is not a number from 0 to 65535; "
            f"write {scheme}://HOST:PORT/NAME, with special characters of a password as %XX"
        ) from None
    target = Target(
        scheme=scheme,
        name=check_name(unquote(parts.path.removeprefix("/"))),
        host=host,
        port=port,
        tls=transport == "https",
        user=None if parts.username is None else unquote(parts.username),
        password=None if parts.password is None else unquote(parts.password),
        options=dict(parse_qsl(parts.query)),
        insist=transport == "http",
    )
    if not host:
        raise InvalidName(f"index URL {target}: there is no host; write {scheme}://HOST:PORT/NAME")
    if target.secret:
        check_encrypted(target, "credentials")
    return target


def check_encrypted(target: Target, secret: str) -> None:
    """Check that a secret does not travel unencrypted to another machine, wherever it came from.

    Args:
        target: Where it is sent.
        secret: What is sent, in words: "credentials", "api_key=", "the API key in QDRANT_API_KEY".

    Raises:
        InvalidName: for plain http to a host that is not this one, unless ``SCHEME+http://`` was written out.
    """
    if not (target.tls or target.insist or target.host in _LOOPBACK):
        raise InvalidName(
            f"index URL {target}: {secret} would travel unencrypted; write {target.scheme}+https://… for TLS, "
            f"or {target.scheme}+http://… to send them anyway"
        )


def check_name(name: str) -> str:
    """Check an index name.

    Raises:
        InvalidName: unless it is 1 to 200 letters, digits, dots, dashes and underscores, begins with a letter or digit,
            and has no ``..``.
    """
    if not _NAME.fullmatch(name) or ".." in name:
        raise InvalidName(
            f"index name {printable(name)!r} is not allowed: use 1 to 200 letters, digits, '.', '-' and '_', "
            "beginning with a letter or digit, without '..' and '/'"
        )
    return name
