"""Other words for a word, and the verb of a gerund, by WordNet."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from hybrid_search.training.one_pass.texts.wordnet import WordNet

_MOST_SENSES = 4
_GERUND = re.compile(r"^([A-Z]?[a-z]+)ing\b(.*)")


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """Synonyms and hypernyms of words of few meanings.

    Attributes:
        wordnet: Where they come from; without it no word has another.
    """

    wordnet: WordNet | None

    def other(self, word: str, choice: random.Random) -> str | None:
        """A synonym of *word* or, of a noun, what it is a kind of; None for a word of many meanings or none."""
        if self.wordnet is None:
            return None
        word = word.lower()
        senses = self.wordnet.senses.get(word) or (self.wordnet.senses.get(word[:-1]) if word.endswith("s") else None)
        if not senses:
            return None
        key, count = min(senses, key=lambda sense: sense[1])
        synset = self.wordnet.synsets.get(key)
        if count > _MOST_SENSES or synset is None:
            return None
        synonyms = [term for term in synset.terms if term.lower() != word]
        if synonyms and choice.random() < 0.75:
            return choice.choice(synonyms[:3])
        above = synset.related("@")
        kind = self.wordnet.synsets.get(above[0]) if above and key[0] == "n" else None
        return kind.terms[0] if kind else None

    def infinitive(self, title: str) -> str | None:
        """``Baking bread`` as ``bake bread``; None if the title is no gerund of a known verb."""
        match = _GERUND.match(title)
        if match is None:
            return None
        stem = match.group(1).lower()
        for verb in (f"{stem}e", stem, stem[:-1] if stem[-2:-1] == stem[-1:] else stem):
            if self._is_verb(verb):
                return verb + match.group(2)
        return None

    def _is_verb(self, word: str) -> bool:
        senses = self.wordnet.senses.get(word, ()) if self.wordnet else ()
        return any(key[0] == "v" for key, _ in senses)
