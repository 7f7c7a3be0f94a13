from __future__ import annotations

import pytest

from hybrid_search.encoders.exact_words.identifiers import Identifier, identify


def read(chunk: str) -> tuple[str, tuple[str, ...]]:
    found = identify(chunk)
    assert found is not None
    return found.whole, found.parts


def test_a_word_has_no_parts() -> None:
    assert identify("plants") == Identifier("plants", "plants", is_word=True)


@pytest.mark.parametrize(
    "chunk", ["foo.bar", "foo.bar.", "'foo.bar'", "..foo.bar", "/foo.bar/", "-foo.bar-", "#foo.bar"]
)
def test_punctuation_around_is_not_part_of_it(chunk: str) -> None:
    assert read(chunk) == ("foo.bar", ("foo", "bar"))


@pytest.mark.parametrize("chunk", [".", "-", "---", "/", "'", "_", "+", "#", "@", "++", "._/@'-+#"])
def test_only_punctuation_is_nothing(chunk: str) -> None:
    assert identify(chunk) is None


@pytest.mark.parametrize(
    ("chunk", "parts"),
    [
        ("iso-8601", ("iso", "8601")),
        ("cve-2021-44228", ("cve", "2021", "44228")),
        ("e-402", ("e", "402")),
        ("v1.2.3", ("v1", "2", "3")),
        ("x86_64", ("x86", "64")),
        ("snake_case_name", ("snake", "case", "name")),
        ("numpy.linalg.norm", ("numpy", "linalg", "norm")),
        ("foo/bar.py", ("foo", "bar", "py")),
        ("tcp/ip", ("tcp", "ip")),
        ("a.b@example.com", ("a", "b", "example", "com")),
        ("1/2", ("1", "2")),
        ("a+b", ("a", "b")),
        ("covid-19", ("covid", "19")),
    ],
)
def test_an_identifier_is_kept_as_written_with_its_parts(chunk: str, parts: tuple[str, ...]) -> None:
    assert identify(chunk) == Identifier(chunk, chunk, is_word=False, parts=parts)


@pytest.mark.parametrize(
    ("chunk", "whole", "parts"),
    [
        ("well-known", "wellknown", ("well", "known")),
        ("e-mail", "email", ("e", "mail")),
        ("state-of-the-art", "stateoftheart", ("state", "of", "the", "art")),
        ("plant's", "plants", ("plant", "s")),
        ("o'brien", "obrien", ("o", "brien")),
        ("rock'n'roll", "rocknroll", ("rock", "n", "roll")),
    ],
)
def test_letters_with_hyphens_and_apostrophes_are_joined(chunk: str, whole: str, parts: tuple[str, ...]) -> None:
    assert identify(chunk) == Identifier(chunk, whole, is_word=True, parts=parts)


@pytest.mark.parametrize(("chunk", "whole"), [("u.s.", "us"), ("u.s.a", "usa"), ("ph.d.", "phd"), ("e.g.", "eg")])
def test_the_dots_of_an_abbreviation_are_left_out(chunk: str, whole: str) -> None:
    assert read(chunk)[0] == whole


@pytest.mark.parametrize("chunk", ["c++", "c#", "f#", "notepad++", "a+"])
def test_plus_and_sharp_after_a_letter_are_kept(chunk: str) -> None:
    assert identify(chunk) == Identifier(chunk, chunk, is_word=False)


@pytest.mark.parametrize(
    ("chunk", "whole"), [("100+", "100"), ("c+++", "c"), ("c##", "c"), ("++i", "i"), ("#tag", "tag")]
)
def test_other_plus_and_sharp_are_punctuation(chunk: str, whole: str) -> None:
    assert read(chunk) == (whole, ())


def test_plus_and_sharp_are_kept_on_a_part_too() -> None:
    assert read("c++/cli") == ("c++/cli", ("c++", "cli"))


@pytest.mark.parametrize(
    ("chunk", "whole", "parts"),
    [
        (".net", ".net", ("net",)),
        (".net.", ".net", ("net",)),
        ("..net", "net", ()),
        (".5", "5", ()),
        ("-.net", "net", ()),
    ],
)
def test_one_dot_before_a_letter_is_kept(chunk: str, whole: str, parts: tuple[str, ...]) -> None:
    assert read(chunk) == (whole, parts)


@pytest.mark.parametrize(("chunk", "whole"), [("__init__", "init"), ("--verbose", "verbose"), ("@user", "user")])
def test_other_connectors_around_a_word_are_punctuation(chunk: str, whole: str) -> None:
    assert read(chunk) == (whole, ())


def test_a_word_with_a_digit_is_not_stemmed() -> None:
    assert identify("x86s") == Identifier("x86s", "x86s", is_word=False)
