"""Foreign text made safe to show: no control character reaches a terminal."""

from __future__ import annotations

import unicodedata

_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
_KEPT = {"\u200c", "\u200d"}  # joiners that Persian, Hindi and emoji are written with


def printable(text: str) -> str:
    r"""*text* on one line, with control and direction characters as ``\x1b``-like escapes.

    An escape sequence in a document could otherwise recolour, overwrite or retitle the reader's terminal, and a
    direction override could make a text read as what it is not.
    """
    return "".join(_shown(character) for character in " ".join(text.split()))


def _shown(character: str) -> str:
    if unicodedata.category(character) in _HIDDEN and character not in _KEPT:
        return character.encode("unicode_escape", "surrogatepass").decode("ascii")
    return character
