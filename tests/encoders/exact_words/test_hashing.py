from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hybrid_search.encoders.exact_words.hashing import FIRST_EXACT, dimension


def test_the_hash_is_the_same_on_every_machine() -> None:
    # b2sum --length=32 gives these digests.
    assert dimension("plant") == 2**31 + (0xF2039ECF >> 1)
    assert dimension("") == 2**31 + (0x1271CF25 >> 1)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_every_term_lies_above_the_learned_dimensions(term: str) -> None:
    assert FIRST_EXACT <= dimension(term) < 2**32


def test_collisions_are_as_rare_as_chance() -> None:
    terms = 100_000  # 100,000**2 / 2**32 = 2.3 pairs are expected; 12 or more by chance: less than once in 10,000
    assert terms - len({dimension(f"part-{number}") for number in range(terms)}) < 12
