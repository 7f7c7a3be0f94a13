"""How long texts are, to an encoder: what batches are cut by."""

from __future__ import annotations

from collections.abc import Sequence

from hybrid_search.encoders.base import Encoder
from hybrid_search.encoders.facets import CountsTokens

_BYTES_A_TOKEN = 4  # of UTF-8: an English word has five or six with its space, a Chinese character three


def document_lengths(encoder: Encoder, texts: Sequence[str]) -> Sequence[int]:
    """Tokens that the encoder reads of each text: counted by one that can, else estimated from the bytes."""
    if isinstance(encoder, CountsTokens):
        try:
            return encoder.document_tokens(texts)
        except Exception:  # noqa: S110  # a text that cannot be counted is named when it is encoded
            pass
    most = encoder.limits.document_tokens
    lengths = [1 + len(text.encode(errors="replace")) // _BYTES_A_TOKEN for text in texts]
    return lengths if most is None else [min(length, most) for length in lengths]
