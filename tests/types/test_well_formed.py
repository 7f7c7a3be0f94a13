from hybrid_search.types.well_formed import well_formed


def test_a_lone_surrogate_becomes_the_replacement_character() -> None:
    assert well_formed("a\ud800b\udfff") == "a\ufffdb\ufffd"


def test_everything_else_stays() -> None:
    text = "plants 🙂 \x00 é"
    assert well_formed(text) is text
