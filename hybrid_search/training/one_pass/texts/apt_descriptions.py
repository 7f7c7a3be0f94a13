"""The English descriptions of packages, as apt keeps them.

Source of the format: deb822(5).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hybrid_search.training.one_pass.texts.passage import LONGEST, Passage, has_word, one_line

_PACKAGE = re.compile(r"^Package: (.*)$", re.MULTILINE)
_DESCRIPTION = re.compile(r"^Description(?:-en)?: (.*(?:\n .*)*)", re.MULTILINE)
_LEAST = 160
_ALIKE = 120


def read_descriptions(stanzas: str) -> Iterator[Passage]:
    """The long descriptions in *stanzas*, by name; of packages that share a description, the first.

    The titles of a passage are the short description and the package's name as words.
    """
    found: dict[str, tuple[str, str, str]] = {}
    for stanza in stanzas.split("\n\n"):
        package, description = _PACKAGE.search(stanza), _DESCRIPTION.search(stanza)
        if package and description:
            short, *long = description.group(1).split("\n")
            body = one_line(" ".join(line.strip() for line in long if line.strip() != "."))
            if len(body) > _LEAST and has_word(body[:LONGEST]):
                found.setdefault(body[:_ALIKE], (package.group(1), one_line(short), body))
    for name, short, body in sorted(found.values()):
        words = name.removeprefix("lib").replace("-", " ")
        yield Passage(body[:LONGEST], (short, words), "packages")
