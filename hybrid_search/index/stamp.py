"""The stamp: which encoder an index was built with."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from hybrid_search._version import __version__
from hybrid_search.encoders import Encoder
from hybrid_search.errors import CorruptIndex, EncoderMismatch

STAMP_KEY = "stamp"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Stamp:
    """What is recorded when an index is created.

    Attributes:
        format: Version of the stored form.
        library: Version of the library that created the index.
        encoder: The encoder's name.
        fingerprint: What document vectors depend on; compared on open.
        created: ISO 8601, UTC.
    """

    format: int
    library: str
    encoder: str
    fingerprint: dict[str, Any]
    created: str

    @classmethod
    def of(cls, encoder: Encoder) -> Stamp:
        """The stamp of an index that *encoder* fills from now on."""
        return cls(FORMAT, __version__, encoder.name, dict(encoder.fingerprint), datetime.now(UTC).isoformat())

    def to_bytes(self) -> bytes:
        """JSON, UTF-8."""
        return json.dumps(asdict(self), sort_keys=True).encode()

    @classmethod
    def from_bytes(cls, record: bytes, url: str) -> Stamp:
        """Read a stored stamp.

        Raises:
            CorruptIndex: if it is not one, or of a newer format.
        """
        try:
            stored = json.loads(record)
            newer = stored["format"] > FORMAT
            stamp = None if newer else cls(**stored)
        except (ValueError, TypeError, KeyError) as error:
            raise CorruptIndex(
                f"{url}: the stamp of the index cannot be read ({error!r}); rebuild the index"
            ) from error
        if stamp is None:
            raise CorruptIndex(
                f"{url}: the index has format {stored['format']}, written by version {stored.get('library')}; "
                f"this is version {__version__}, which reads up to format {FORMAT}, so upgrade"
            )
        return stamp

    def made_by(self, encoder: Encoder) -> bool:
        """Whether *encoder* makes the same vectors."""
        return not self._differing(encoder)

    def check(self, encoder: Encoder, url: str) -> None:
        """Compare with an encoder.

        Raises:
            EncoderMismatch: naming every setting that differs.
        """
        if differing := self._differing(encoder):
            mine, theirs = encoder.fingerprint, self.fingerprint
            details = "; ".join(f"{key}: index {theirs.get(key)!r}, encoder {mine.get(key)!r}" for key in differing)
            raise EncoderMismatch(
                f"{url}: the index was built with the encoder {self.encoder!r}, and {encoder.name!r} would give other "
                f"vectors ({details}). Open it with the encoder it was built with, or migrate it to the other one"
            )

    def _differing(self, encoder: Encoder) -> list[str]:
        mine, theirs = dict(encoder.fingerprint), self.fingerprint
        return [key for key in sorted({*mine, *theirs}) if mine.get(key) != theirs.get(key)]
