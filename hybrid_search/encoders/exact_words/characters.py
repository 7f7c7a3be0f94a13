"""Text to chunks between spaces, in one spelling: the first step of finding words."""

from __future__ import annotations

import re
import unicodedata

CONNECTORS = "._/@'-+#"
"""Characters that hold an identifier together; between words they do no harm, since parts are kept too."""

_SAME_AS = {
    "\\": "/",
    "\u2044": "/",  # fraction slash
    "\u2010": "-",  # hyphen
    "\u2018": "'",  # left single quotation mark
    "\u2019": "'",  # right single quotation mark, the typographic apostrophe
    "\u02bc": "'",  # modifier letter apostrophe
    "\u200b": " ",  # zero width space: it parts the words of Thai and Khmer
}
_INVISIBLE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_VOWEL_POINTS_AND_TATWEEL = re.compile("[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u0652\u0670]")
_BEFORE_NFKC = {ord(sign): " " for sign in "™℠"} | {
    code: f" {chr(code)} "
    for code in (*range(0xBC, 0xBF), *range(0x2150, 0x215F))  # 10½ must not become 101/2
}
_MARK_RUN = re.compile(r"([^\w\s]{30})[^\w\s]+")
_THOUSANDS_COMMA = re.compile(r",(?<=\d,)(?<!\d{4},)(?=\d{3}(?!\d))")  # begins with the comma: searched for at once
_DASH_OR_ELLIPSIS = re.compile(r"--+|\.\.+")


def chunks(text: str) -> list[str]:
    """The stretches of word characters and connectors in *text*.

    NFKC and case folding make one spelling of several (Ａ and a, ﬁ and fi, STRASSE and straße). Digits of every script
    become those of ASCII; the vowel points of Arabic and Hebrew, which most texts do without, are dropped. Letters,
    combining marks and digits make words; invisible characters (soft hyphen, joiners, directions, NUL and other
    controls) vanish; everything else, emoji included, is a space. So is a character that the Unicode tables of the
    running Python do not know, and a lone surrogate. Thousands lose their commas: 1,000 is 1000.

    The time is linear in the length of *text*, whatever it holds.
    """
    text = text.lower() if text.isascii() else _one_spelling(text)
    if "," in text:
        text = _THOUSANDS_COMMA.sub("", text)
    text = text.translate(_CHARACTERS)
    if "--" in text or ".." in text:
        text = _DASH_OR_ELLIPSIS.sub(" ", text)
    return text.split()


def _one_spelling(text: str) -> str:
    # Normalisation sorts a run of combining marks in quadratic time; no language stacks 30 of them (UAX #15, D3).
    text = _MARK_RUN.sub(r"\1 ", text).translate(_BEFORE_NFKC)
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


class _Characters(dict[int, str | None]):
    """What each character becomes, worked out when it is first seen."""

    def __missing__(self, code: int) -> str | None:
        self[code] = _become(chr(code))
        return self[code]


def _become(character: str) -> str | None:
    if character in CONNECTORS:
        return character
    if character in _SAME_AS:
        return _SAME_AS[character]
    if _INVISIBLE.match(character) or _VOWEL_POINTS_AND_TATWEEL.match(character):
        return None
    match unicodedata.category(character):
        case "Nd":
            return str(unicodedata.decimal(character))
        case "Me" | "Cf":
            return None
        case "Cc":
            return " " if character.isspace() else None
        case category:
            return character if category[0] in "LMN" else " "


_CHARACTERS = _Characters()
