from hybrid_search.training.one_pass.texts.chunks import chunks


def test_short_paragraphs_are_joined_up_to_the_limit() -> None:
    assert list(chunks(["a b", "c", "d e"], words=3)) == ["a b c", "d e"]


def test_a_paragraph_of_more_than_twice_the_limit_is_cut() -> None:
    assert list(chunks(["a b c d", "e f g h i"], words=2)) == ["a b c d", "e f"]
