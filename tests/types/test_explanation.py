"""Hit.explain: why a hit is where it is, as data and as text."""

from __future__ import annotations

import json
from typing import Any

from hybrid_search.types import Hit, LegScore, RerankScore, TokenMatch


def hit(**changes: Any) -> Hit:
    given: dict[str, Any] = {
        "id": "a",
        "score": 0.0325,
        "score_kind": "rrf",
        "text": "text",
        "metadata": {},
        "legs": {"sparse": LegScore(1, 12.5, "dot", 0.0164), "dense": LegScore(2, 0.75, "cosine", 0.0161)},
        "rank": 1,
        "parent": "a",
    }
    return Hit(**given | changes)


def match(product: float, token: str = "plants", kind: Any = "learned") -> TokenMatch:
    return TokenMatch(token, 7, 2.0, product / 2, product, kind)


def test_ranks_scores_and_what_each_leg_added() -> None:
    assert str(hit(tokens=()).explain()).splitlines() == [
        "a: rank 1, rrf 0.0325",
        "  sparse: rank 1, dot 12.5, added 0.0164",
        "  dense: rank 2, cosine 0.75, added 0.0161",
        "  tokens: none in common with the query",
    ]


def test_without_tokens_it_says_how_to_get_them() -> None:
    assert "search with explain=True" in str(hit().explain())


def test_a_single_leg_added_nothing() -> None:
    single = hit(score=12.5, score_kind="dot", legs={"sparse": LegScore(1, 12.5, "dot")})
    assert "  sparse: rank 1, dot 12.5\n" in str(single.explain())


def test_a_reranked_hit_says_where_it_came_from() -> None:
    lines = str(hit(rerank=RerankScore(9, 0.0123, "rrf")).explain()).splitlines()
    assert lines[1] == "  reranked from rank 9 (rrf 0.0123)"


def test_exact_words_are_quoted_and_the_rest_is_summed_up() -> None:
    tokens = (match(8.0, "sugar", "exact"), *[match(1.0) for _ in range(13)])
    lines = str(hit(tokens=tokens).explain()).splitlines()
    assert '      8.0000  "sugar"  (2 x 4)' in lines
    assert "      1.0000  plants  (2 x 0.5)" in lines
    assert lines[-1] == "      2.0000  2 more"


def test_no_control_character_of_an_id_or_token_gets_through() -> None:
    shown = str(hit(id="\x1b[2J", tokens=(match(1.0, "\x1b]0;x\x07"),)).explain())
    assert shown.replace("\n", "").isprintable()


def test_as_dict_is_json() -> None:
    data = json.loads(json.dumps(hit(tokens=(match(1.0),), rerank=RerankScore(9, 0.0123, "rrf")).explain().as_dict()))
    assert data["legs"]["dense"] == {"rank": 2, "score": 0.75, "kind": "cosine", "added": 0.0161}
    assert data["tokens"][0]["product"] == 1.0
    assert data["rerank"]["rank_before"] == 9


def test_the_statistics_factor_is_shown_where_it_is_not_one() -> None:
    tokens = (
        TokenMatch("sugar", 7, 2.1, 0.84, 1.764, factor=1.13),
        TokenMatch("light", 8, 2.0, 0.5, 1.0, factor=1.0001),
    )
    lines = str(hit(tokens=tokens).explain()).splitlines()
    assert "      1.7640  sugar  (2.1 x 0.84, collection x1.13)" in lines
    assert "      1.0000  light  (2 x 0.5)" in lines
    assert hit(tokens=tokens).explain().as_dict()["tokens"][0]["factor"] == 1.13
