"""Scripts that do not part words by spaces: pairs of neighbouring characters in place of words."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

_HAN = r"\u3005-\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HANGUL = r"\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff"
_KANA_AND_BOPOMOFO = r"\u3041-\u30ff\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff\U0001aff0-\U0001b16f"
_SOUTH_EAST_ASIAN = (
    r"\u0e00-\u0eff"  # Thai, Lao
    r"\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f"  # Myanmar
    r"\u1780-\u17ff"  # Khmer
    r"\u1950-\u19df\u1a20-\u1aaf\uaa80-\uaadf"  # Tai Le, New Tai Lue, Tai Tham, Tai Viet
)
_SPACELESS = _HAN + _HANGUL + _KANA_AND_BOPOMOFO + _SOUTH_EAST_ASIAN
_RUN = re.compile(f"([{_SPACELESS}]+)|[^{_SPACELESS}]+")
_WORD_BY_ITSELF = re.compile(f"[{_HAN}{_HANGUL}]")


def runs(chunk: str) -> list[tuple[str, bool]]:
    """*chunk* cut where its script changes between spaceless and other, each run with whether it is spaceless.

    Spaceless: Han, kana, Bopomofo, Thai, Lao, Khmer, Myanmar and their small relatives. Hangul counts as such
    although Korean has spaces, because its particles are written onto the noun: 서울에서 has to meet 서울.
    """
    return [(match[0], match[1] is not None) for match in _RUN.finditer(chunk)]


def bigrams(run: str) -> tuple[list[str], list[str]]:
    """The terms of a spaceless run.

    Returns:
        Its pairs of neighbouring characters, or the character itself where it is alone; and the characters that are
        words by themselves (Han, Hangul) if it is not. A document has the latter too, so that a query of one
        character (猫) meets it; a longer query goes without them, which keeps it precise. One letter of the other
        scripts is no word, and meets only itself standing alone.
    """
    characters = _with_marks(run)
    if len(characters) == 1:
        return characters, []
    pairs = [first + second for first, second in pairwise(characters)]
    return pairs, [character for character in characters if _WORD_BY_ITSELF.match(character)]


def _with_marks(run: str) -> list[str]:
    """The characters of *run*, each with the combining marks that follow it."""
    found: list[str] = []
    for character in run:
        if found and unicodedata.category(character)[0] == "M":
            found[-1] += character
        else:
            found.append(character)
    return found
