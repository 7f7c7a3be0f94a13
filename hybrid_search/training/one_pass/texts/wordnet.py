"""WordNet: glosses with the neighbours of each synset, and synonyms for the paraphrases of queries.

Source of the format: wndb(5WN) and wninput(5WN), the manual pages of WordNet 3.0.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hybrid_search.training.one_pass.seeds import seeded
from hybrid_search.training.one_pass.texts.passage import Passage

PARTS = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}
_MARKER = re.compile(r"\(.*\)")
_EXAMPLE = re.compile(r'"([^"]+)"')
_LEAST_WORDS = 14
_HYPERNYM, _HYPONYM, _PART, _WHOLE = "@", "~", "%", "#"

Key = tuple[str, str]
"""Part of speech and offset, which name a synset."""


@dataclass(frozen=True, slots=True)
class Synset:
    """One meaning.

    Attributes:
        terms: The words that have it, most frequent first.
        gloss: Definition and examples, as they stand.
        pointers: Relation (a symbol, its first character) and the synset that it leads to.
    """

    terms: tuple[str, ...]
    gloss: str
    pointers: tuple[tuple[str, Key], ...]

    @property
    def definition(self) -> str:
        """The gloss up to its first example."""
        return self.gloss.split('; "')[0].strip().rstrip(".;")

    def related(self, relation: str) -> list[Key]:
        """The synsets that a relation leads to."""
        return [key for symbol, key in self.pointers if symbol == relation]


@dataclass(frozen=True, slots=True)
class WordNet:
    """The synsets of the database files ``data.noun`` and so on, and the senses of ``index.noun`` and so on.

    Attributes:
        synsets: By part of speech and offset.
        senses: Word to (its most frequent sense, number of senses) for each part of speech that has the word.
    """

    synsets: Mapping[Key, Synset]
    senses: Mapping[str, Sequence[tuple[Key, int]]]

    @classmethod
    def read(cls, folder: Path) -> WordNet:
        """Read the database in *folder*."""
        synsets: dict[Key, Synset] = {}
        senses: dict[str, list[tuple[Key, int]]] = {}
        for name, part in PARTS.items():
            for line in _lines(folder / f"data.{name}"):
                offset, synset = _synset(line)
                synsets[part, offset] = synset
            for line in _lines(folder / f"index.{name}"):
                fields = line.split()
                offsets = fields[-int(fields[2]) :]
                senses.setdefault(fields[0].replace("_", " "), []).append(((part, offsets[0]), len(offsets)))
        return cls(synsets, senses)

    def passages(self, seed: int) -> Iterator[Passage]:
        """Each gloss, with some of what its neighbours say, so that one text joins a few ideas."""
        for key, synset in self.synsets.items():
            text = self._text(synset, seeded(seed, "wordnet", *key))
            if len(text.split()) >= _LEAST_WORDS:
                yield Passage(text, synset.terms, "wordnet")

    def _text(self, synset: Synset, choice: random.Random) -> str:
        parts = [synset.definition]
        above, below, has, belongs = (self._known(synset, r) for r in (_HYPERNYM, _HYPONYM, _PART, _WHOLE))
        if above and choice.random() < 0.7:
            kind = above[0]
            parts.append(f"{synset.terms[0]} is a kind of {kind.terms[0]}: {kind.definition}")
        if below and choice.random() < 0.6:
            kinds = choice.sample(below, min(3, len(below)))
            parts.append("; ".join(f"{kind.terms[0]}: {kind.definition}" for kind in kinds))
        if has and choice.random() < 0.6:
            parts.append("it has " + ", ".join(part.terms[0] for part in has[:5]))
        if belongs and choice.random() < 0.6:
            parts.append("part of " + ", ".join(whole.terms[0] for whole in belongs[:3]))
        examples = _EXAMPLE.findall(synset.gloss)
        if examples and choice.random() < 0.5:
            parts.append(examples[0])
        return ". ".join(part.strip().rstrip(".;") for part in parts) + "."

    def _known(self, synset: Synset, relation: str) -> list[Synset]:
        return [self.synsets[key] for key in synset.related(relation) if key in self.synsets]


def _lines(file: Path) -> Iterator[str]:
    """The lines after the licence, each of whose lines begins with two spaces."""
    with file.open(encoding="latin-1") as lines:
        yield from (line for line in lines if not line.startswith("  ") and line.strip())


def _synset(line: str) -> tuple[str, Synset]:
    head, _, gloss = line.partition("|")
    fields = head.split()
    words = int(fields[3], 16)
    terms = tuple(_MARKER.sub("", fields[4 + 2 * index]).replace("_", " ") for index in range(words))
    first = 4 + 2 * words
    pointers: list[tuple[str, Key]] = []
    for index in range(int(fields[first])):
        symbol, offset, part = fields[first + 1 + 4 * index : first + 4 + 4 * index]
        pointers.append((symbol[0], (part.replace("s", "a"), offset)))  # s: an adjective satellite, among adjectives
    return fields[0], Synset(terms, gloss.strip(), tuple(pointers))
