"""The record by which a sync says that it writes."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace

from hybrid_search.ingest.sync.owner import Owner

PREFIX = "sync/"
"""What the keys of these records start with."""

_MAX_BYTES = 10_000


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim to write to an index. It holds no time: nobody compares clocks.

    Attributes:
        token: Unique; the record's key is the prefix and this.
        owner: Whose it is.
        beat: 0: it asks. 1: it has looked at the others once. 2 and more: it writes, and counts on while it does.
    """

    token: str
    owner: Owner
    beat: int = 0

    @property
    def key(self) -> str:
        """Of its record."""
        return PREFIX + self.token

    def next(self) -> Claim:
        """One beat later."""
        return replace(self, beat=self.beat + 1)

    def before(self, other: Claim) -> bool:
        """Whether this one need not give way: the other has got no further, and the tokens decide."""
        return other.beat <= self.beat and self.token < other.token

    def to_bytes(self) -> bytes:
        """JSON, UTF-8."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_bytes(cls, record: bytes) -> Claim | None:
        """A stored claim; None for anything else, which binds nobody."""
        try:
            stored = json.loads(record[:_MAX_BYTES])
            owner = Owner(**stored["owner"])
            claim = cls(str(stored["token"]), owner, int(stored["beat"]))
        except (ValueError, TypeError, KeyError):
            return None
        return claim if isinstance(owner.pid, int) else None
