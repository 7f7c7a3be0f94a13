from __future__ import annotations

import numpy as np

from hybrid_search.encoders import Limits
from hybrid_search.encoders.one_pass import OnePassNetwork
from hybrid_search.types import Truncation

WORDS = "plant water light "


def test_tokens_over_the_limit_are_counted_and_not_read() -> None:
    encoder = OnePassNetwork(threads=2, document_tokens=8, document_nonzeros=900)
    # 2 x 3 words, begin and end: 8 tokens. 5 x 3 and two: 17, so 9 are lost.
    fits, cut = encoder.encode_documents([WORDS * 2]), encoder.encode_documents([WORDS * 2, WORDS * 5])
    assert fits.truncation == Truncation()
    assert cut.truncation == Truncation(texts=1, tokens=9)
    assert cut.sparse is not None
    assert cut.dense is not None
    assert cut.sparse[0] == cut.sparse[1]
    assert np.abs(cut.dense[0] - cut.dense[1]).max() < 1e-5


def test_a_hundred_thousand_characters_are_counted_exactly(fp32: OnePassNetwork) -> None:
    text = "a " * 50_000
    assert fp32.encode_documents([text]).truncation == Truncation(texts=1, tokens=50_000 + 2 - 256)


def test_queries_have_a_limit_of_their_own() -> None:
    encoder = OnePassNetwork(threads=2, document_tokens=64, query_tokens=8, query_nonzeros=3)
    assert encoder.limits == Limits(document_tokens=64, query_tokens=8, document_nonzeros=192, query_nonzeros=3)
    truncation = encoder.encode_queries([WORDS * 5]).truncation
    assert (truncation.texts, truncation.tokens) == (1, 9)
    assert encoder.encode_documents([WORDS * 5]).truncation.texts == 0


def test_the_cap_keeps_the_largest_weights_and_counts_the_others() -> None:
    texts = ["How do plants eat?", "Light is a wave.", ""]
    everything = OnePassNetwork(threads=2, document_nonzeros=900).encode_documents(texts)
    capped = OnePassNetwork(threads=2, document_nonzeros=10).encode_documents(texts)
    assert everything.sparse is not None
    assert everything.truncation.weights == 0
    assert capped.sparse == [vector.capped(10) for vector in everything.sparse]
    assert capped.truncation.weights == sum(len(vector) - 10 for vector in everything.sparse if len(vector) > 10)
