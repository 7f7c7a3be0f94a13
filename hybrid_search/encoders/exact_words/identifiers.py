"""A chunk of text as the word or identifier that it is, and its parts."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PART = re.compile(r"[^._/@'+#-]+(?:(?<=[^\W\d_])(?:\+{1,2}|#)(?![^._/@'-]))?")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Identifier:
    """What stands between two spaces, without the punctuation around it.

    Attributes:
        written: As written, in lower case.
        whole: As one term; it differs from *written* where that has hyphens or dots which are often left out.
        is_word: Whether *whole* is letters only, so that it can be stemmed.
        parts: What its connectors hold together; empty if there is only one part, the whole.
    """

    written: str
    whole: str
    is_word: bool
    parts: tuple[str, ...] = ()


def identify(chunk: str) -> Identifier | None:
    """Read *chunk*, which is in lower case and has no white space; None if it is only punctuation.

    ==================  =====================  =================  =================================================
    written             whole                  parts              rule
    ==================  =====================  =================  =================================================
    plants              plants                                    a word
    "(foo.bar)."        foo.bar                foo, bar           punctuation around it is not part of it
    ISO-8601            iso-8601               iso, 8601          with a digit: kept as written
    CVE-2021-44228      cve-2021-44228         cve, 2021, 44228
    v1.2.3              v1.2.3                 v1, 2, 3
    x86_64, snake_case  x86_64, snake_case     x86, 64, …         ``_ . / @`` between letters: kept as written
    numpy.linalg.norm   numpy.linalg.norm      numpy, linalg, …
    foo/bar.py          foo/bar.py             foo, bar, py
    a.b@example.com     a.b@example.com        a, b, example, …
    well-known, e-mail  wellknown, email       well, known, …     only letters, - and ': joined, as many write it
    plant's, O'Brien    plants, obrien         plant, s, …
    U.S., Ph.D.         us, phd                u, s, …            dots after one or two letters: joined
    C++, C#             c++, c#                                   + or ++ or # after a letter, at the end of a part
    C++/CLI             c++/cli                c++, cli
    .NET                .net                   net                one dot before a letter
    __init__            init                                      other connectors around it are punctuation
    camelCase           camelcase                                 not cut: queries are typed in lower case, and
                                                                  McDonald, iPhone, YouTube would fall apart
    ==================  =====================  =================  =================================================

    Which of the parts become terms is decided by :mod:`~hybrid_search.encoders.exact_words.analysis`.
    """
    found = list(_PART.finditer(chunk))
    if not found:
        return None
    parts = tuple(match[0] for match in found)
    dotted = found[0].start() == 1 and chunk[0] == "." and chunk[1].isalpha()
    written = chunk[0 if dotted else found[0].start() : found[-1].end()]
    has_digit = _DIGIT.search(written) is not None
    if written == parts[0]:
        return Identifier(written, written, is_word=not has_digit and written[-1] not in "+#")
    connectors = {character for character in written if character in "._/@'+#-"}
    if not has_digit and connectors <= {"-", "'"}:
        return Identifier(written, "".join(parts), is_word=True, parts=parts)
    if not has_digit and not dotted and connectors == {"."} and max(map(len, parts)) <= 2:
        return Identifier(written, "".join(parts), is_word=False, parts=parts)
    return Identifier(written, written, is_word=False, parts=parts)
