"""The kinds of invented queries, each a function of a passage and of chance."""

from __future__ import annotations

import random
from dataclasses import dataclass

from hybrid_search.training.one_pass.queries.frequencies import Frequencies
from hybrid_search.training.one_pass.queries.thesaurus import Thesaurus
from hybrid_search.training.one_pass.queries.words import STOP_WORDS, content_words, sentences, words
from hybrid_search.training.one_pass.texts import Passage

_QUESTIONS = (
    *("what is {}", "what is {}", "{} definition", "define {}", "meaning of {}", "{}", "{}", "what does {} mean"),
    *("explain {}", "how does {} work", "what is {} used for", "why is {} important", "what are {}"),
)
_LONGER_QUESTIONS = ("types of {}", "{} examples", "information about {}", "describe {}", "where is {}", "who is {}")
_HOW = ("how to {}", "how to {}", "how do i {}", "{}", "steps to {}")
_QUESTION_WORDS = ("what is ", "how ", "why ", "which ", "when ", "where can ", "is ")
_OPENINGS = ("what is the ", "what is a ", "how to ", "name of ", "kind of ", "why ")
_VERBOSE = ("I am interested in {}", "articles about {}", "{}", "find information on {}", "what is known about {}")
_LONG_TITLE = 4
_BEGINNING = 90


@dataclass(frozen=True, slots=True)
class Known:
    """What the kinds know beside the passage.

    Attributes:
        thesaurus: Other words for words.
        frequencies: How rare each word is.
    """

    thesaurus: Thesaurus
    frequencies: Frequencies


def from_title(passage: Passage, known: Known, choice: random.Random) -> str:
    """A title, asked for: through a question if it is short, as "how to" if it is a gerund."""
    title = _title(passage, choice)
    verb = known.thesaurus.infinitive(title)
    if verb:
        query = choice.choice(_HOW).format(verb)
    elif len(title.split()) <= _LONG_TITLE:
        query = choice.choice(_QUESTIONS + _LONGER_QUESTIONS).format(title)
    else:
        query = title
    if len(passage.titles) > 1 and title != passage.titles[1] and choice.random() < 0.2:
        return choice.choice(("{1} {0}", "{0} in {1}")).format(query, passage.titles[1])
    return query


def salient(passage: Passage, known: Known, choice: random.Random) -> str:
    """Two to five of the rarest words, in their order."""
    found = [w for w in words(passage.text)[:_BEGINNING] if w.lower() not in STOP_WORDS and len(w) > 2]
    found = found or content_words(passage.text)
    scores = [(known.frequencies.idf(word) * choice.random() ** 0.5, place) for place, word in enumerate(found)]
    places = sorted(place for _, place in sorted(scores, reverse=True)[: choice.randint(2, 5)])
    return " ".join(dict.fromkeys(found[place] for place in places))


def phrase(passage: Passage, _: Known, choice: random.Random) -> str:
    """Three to seven words as they stand, some behind a question word."""
    query = " ".join(_window(words(_sentence(passage, choice)), choice.randint(3, 7), choice))
    return choice.choice(_QUESTION_WORDS) + query if choice.random() < 0.4 else query


def paraphrase(passage: Passage, known: Known, choice: random.Random) -> str:
    """Three to seven content words, some replaced by a synonym or by what they are a kind of."""
    window = _window(content_words(_sentence(passage, choice)), choice.randint(3, 7), choice)
    query = " ".join((choice.random() < 0.6 and known.thesaurus.other(word, choice)) or word for word in window)
    if choice.random() < 0.35:
        query = choice.choice(_OPENINGS) + query
    title = _title(passage, choice)
    return f"{title} {query}" if title and choice.random() < 0.25 else query


def verbose(passage: Passage, _: Known, choice: random.Random) -> str:
    """Eight to sixteen words as somebody describes a need, some joined with a title."""
    query = " ".join(_window(words(_sentence(passage, choice)), choice.randint(8, 16), choice))
    query = choice.choice(_VERBOSE).format(query)
    title = _title(passage, choice)
    if title and choice.random() < 0.5:
        return f"{query} {choice.choice(('and', 'for', 'with', 'in'))} {title}"
    return query


def _title(passage: Passage, choice: random.Random) -> str:
    return choice.choice(passage.titles[:3]).strip() if passage.titles else ""


def _sentence(passage: Passage, choice: random.Random) -> str:
    return choice.choice(sentences(passage.text))


def _window(found: list[str], length: int, choice: random.Random) -> list[str]:
    first = choice.randrange(max(1, len(found) - length + 1))
    return found[first : first + length]
