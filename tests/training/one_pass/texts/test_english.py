from hybrid_search.training.one_pass.texts.english import is_english_prose

PROSE = (
    "This is a sentence that you can read from the beginning to the end, and it is not by any means a list of words."
)


def test_prose_is_told_from_lists_other_languages_and_short_texts() -> None:
    assert is_english_prose(PROSE)
    assert not is_english_prose("This is short.")
    assert not is_english_prose("kernel driver module table entry " * 6)
    assert not is_english_prose("Das ist ein Satz, den man vom Anfang bis zum Ende lesen kann, und keine Liste. " * 2)
    assert not is_english_prose("the 0x01 of 0x02 to 0x03 and 0x04 " * 6)
