"""The options of a ``pinecone://`` URL."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import Literal, cast
from urllib.parse import urlsplit

from hybrid_search.connectors.url import Target
from hybrid_search.errors import InvalidName
from hybrid_search.types import printable

LONGEST_NAME = 38
"""Pinecone allows 45 characters, and ``-sparse`` is put behind the name."""

_LONGEST_FOREIGN = 45
_OF_CREATION = ("cloud", "region", "layout")

_NAME = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")
_PLACE = re.compile(r"[a-z0-9-]{1,64}")
_NAMESPACE = re.compile(r"[!-~]{1,480}")
_RESERVED = re.compile(r".*(--rows|--records|--g[0-9]{6})")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")

LayoutName = Literal["pair", "single"]


@dataclass(frozen=True, slots=True)
class Options:
    """What the query string of the URL says.

    Attributes:
        namespace: Where the rows are; several indexes of this library can share one pair. Empty is the default one.
        cloud: Where the indexes are created: "aws", "gcp" or "azure".
        region: The region there.
        host: Address of the control plane in place of Pinecone's own, for tests and emulators; empty for that.
        layout: "pair", or "single" for one dotproduct index, which ``Native.linear`` needs.
    """

    namespace: str = ""
    cloud: str = "aws"
    region: str = "us-east-1"
    host: str = ""
    layout: LayoutName = "pair"


def read_options(target: Target, *, attached: bool = False) -> Options:
    """The options of a URL, checked.

    Args:
        target: The parsed URL.
        attached: Whether the name is that of one physical index that is there as it is.

    Raises:
        InvalidName: naming the option and the rule; also for an index name that Pinecone does not allow.
    """
    longest = _LONGEST_FOREIGN if attached else LONGEST_NAME
    if len(target.name) > longest or not _NAME.fullmatch(target.name):
        raise InvalidName(
            f"{target}: Pinecone's index names are lowercase letters, digits and hyphens, with no hyphen at either "
            f"end, and of at most {longest} characters{'' if attached else ', since -sparse is put behind yours'}"
        )
    known = [field.name for field in fields(Options) if not (attached and field.name in _OF_CREATION)]
    if unknown := sorted(set(target.options) - set(known)):
        raise InvalidName(
            f"{target}: the option {', '.join(map(printable, unknown))} is not known; known: {', '.join(known)}"
        )
    given = target.options
    layout = given.get("layout", "pair")
    if layout not in ("pair", "single"):
        raise InvalidName(f"{target}: layout={printable(layout)} must be pair or single")
    return Options(
        namespace=_namespace(target, given.get("namespace", "")),
        cloud=_place(target, "cloud", given.get("cloud", "aws")),
        region=_place(target, "region", given.get("region", "us-east-1")),
        host=_host(target, given.get("host", "")),
        layout=cast("LayoutName", layout),
    )


def _namespace(target: Target, namespace: str) -> str:
    if namespace in ("", "__default__"):
        return ""
    if not _NAMESPACE.fullmatch(namespace) or _RESERVED.fullmatch(namespace):
        raise InvalidName(
            f"{target}: namespace={printable(namespace)} must be 1 to 480 printable ASCII characters without spaces, "
            "and must not end in --rows, --records, or --g and six digits"
        )
    return namespace


def _place(target: Target, option: str, value: str) -> str:
    if not _PLACE.fullmatch(value):
        raise InvalidName(f"{target}: {option}={printable(value)} must be lowercase letters, digits and hyphens")
    return value


def _host(target: Target, host: str) -> str:
    if not host:
        return ""
    parts = urlsplit(host if "://" in host else f"https://{host}")
    if parts.username is not None or parts.password is not None:  # not shown: it may be a key
        raise InvalidName(f"{target}: host= holds credentials; pass them as api_key= or PINECONE_API_KEY")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InvalidName(f"{target}: host={printable(host)} must be an address such as https://api.pinecone.io")
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise InvalidName(
            f"{target}: host={printable(host)}: the API key would travel unencrypted; plain http is for this "
            "machine only"
        )
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
