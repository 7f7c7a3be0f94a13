"""Words of grammar, which are no dimension: a document has dozens of them, and they say nothing of its subject."""

from __future__ import annotations

from collections.abc import Callable

_CLASSES = {
    "articles, demonstratives": "a an the this that these those such",
    "pronouns, without us, which is a country": "i me my myself mine we our ours ourselves you your yours yourself "
    "yourselves he him his himself she her hers herself it its itself they them their theirs themselves",
    "questions": "what which who whom whose when where why how",
    "conjunctions": "and or but nor if then than so as because while though although whether",
    "prepositions": "of in on at by for from to with without into onto upon about between during through against",
    "auxiliary verbs, without can, may, might, must and will, which are nouns and names too": "am is are was were be "
    "been being have has had having do does did doing would should could shall",
    "adverbs that only lead on": "not there here also just very too",
    "contractions": "i'm i've i'd i'll you're you've you'd you'll he's he'd he'll she's she'd she'll it's it'd it'll "
    "we're we've we'd we'll they're they've they'd they'll that's that'll what's who's where's when's why's how's "
    "there's here's let's isn't aren't wasn't weren't hasn't haven't hadn't doesn't don't didn't won't wouldn't "
    "shouldn't couldn't can't cannot mustn't",
}
ENGLISH = frozenset(word for words in _CLASSES.values() for word in words.split())
"""The closed classes of English grammar, less the words that also name things. Our own list."""


def stop_words(language: str) -> Callable[[str], bool]:
    """Whether a word, in lower case, is a stop word of *language*.

    English has a list of its own. For other languages it is what the engine of ``BM25Encoder`` leaves out; a language
    that the engine does not know has no stop words.
    """
    if language == "english":
        return ENGLISH.__contains__
    from qdrant_edge import Bm25, Bm25Config, Language  # noqa: PLC0415  # heavy, and only for other languages

    if language not in {name.lower() for name in dir(Language)}:
        return frozenset[str]().__contains__
    engine = Bm25(Bm25Config(language=language))
    return lambda word: not engine.embed_document(word).indices
