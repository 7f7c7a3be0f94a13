import pytest
import typer

from hybrid_search.cli.encoders import encoder_from
from hybrid_search.encoders.hashing import HashingEncoder


def test_hashing() -> None:
    assert isinstance(encoder_from("hashing"), HashingEncoder)


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("", "'' is not known; known: one-pass"),
        ("bert", "'bert' is not known"),
        ("hashing:8", "hashing takes no argument"),
        ("sentence-transformers", "name two models"),
        ("sentence-transformers:one", "name two models"),
        ("sentence-transformers:one,", "name two models"),
        ("sentence-transformers:one,two,three", "name two models"),
        ("\x1b[31m", r"\\x1b\[31m"),
    ],
)
def test_a_bad_spec_is_a_usage_error(spec: str, message: str) -> None:
    with pytest.raises(typer.BadParameter, match=message):
        encoder_from(spec)
