"""Text that UTF-8 can write, and every tokenizer can read."""

from __future__ import annotations


def well_formed(text: str) -> str:
    """*text* with U+FFFD in place of lone surrogates; the same object where it has none."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
