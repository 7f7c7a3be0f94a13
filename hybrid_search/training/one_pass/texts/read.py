"""What ``--texts`` names, read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hybrid_search.errors import InvalidInput, InvalidSource
from hybrid_search.ingest import Rejected
from hybrid_search.training.one_pass.texts.debian import DebianTexts
from hybrid_search.training.one_pass.texts.jsonl import read_jsonl
from hybrid_search.training.one_pass.texts.passage import Passage
from hybrid_search.training.one_pass.texts.prose import read_prose
from hybrid_search.training.one_pass.texts.wordnet import WordNet

DEBIAN = "debian"
LEAST_PASSAGES = 64
_JSONL = (".jsonl", ".ndjson")
_PROSE = (".md", ".txt")
_ALIKE = 160
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Texts:
    """The passages, and the synonyms for the paraphrases of their queries.

    Attributes:
        passages: In a fixed order, no two that begin alike.
        wordnet: None unless WordNet was among the texts.
    """

    passages: Sequence[Passage]
    wordnet: WordNet | None


def read_texts(names: Sequence[str], cache: Path, seed: int, say: Callable[[str], None]) -> Texts:
    """Read everything that *names* names.

    Args:
        names: Files, folders, or the word ``debian``.
        cache: The folder for downloads.
        seed: Of the choices that reading makes.
        say: Told what was left out.

    Raises:
        InvalidInput: if there are fewer than 64 passages.
        InvalidSource: for a path with nothing that can be read, and for ``debian`` where there is no apt.
    """
    passages: dict[str, Passage] = {}
    rejected: list[Rejected] = []
    wordnet: WordNet | None = None
    for name in names:
        if name == DEBIAN:
            debian = DebianTexts(cache)
            debian.fetch(say)
            wordnet = debian.wordnet()
            entries: Iterable[Passage | Rejected] = debian.passages(wordnet, seed)
        else:
            entries = _of_path(Path(name))
        for entry in entries:
            if isinstance(entry, Rejected):
                rejected.append(entry)
            else:
                passages.setdefault(entry.text[:_ALIKE], entry)
    for rejection in rejected[:_SHOWN]:
        say(f"left out: {rejection}")
    if len(rejected) > _SHOWN:
        say(f"… and {len(rejected) - _SHOWN:,} more left out")
    if len(passages) < LEAST_PASSAGES:
        raise InvalidInput(
            f"{', '.join(names)}: {len(passages)} different passages; training needs {LEAST_PASSAGES} at least, and "
            "some thousands to be of use. Name more texts, for instance the word debian"
        )
    return Texts(list(passages.values()), wordnet)


def files_of(path: Path) -> list[Path]:
    """The files that a path stands for: itself, or the JSONL, text and Markdown files below it.

    Raises:
        InvalidSource: if there is none.
    """
    if path.is_dir():
        found = sorted(
            file
            for file in path.rglob("*")
            if file.suffix.lower() in _JSONL + _PROSE
            and not any(part.startswith(".") for part in file.relative_to(path).parts)
        )
        if found:
            return found
    elif path.suffix.lower() in _JSONL + _PROSE and path.is_file():
        return [path]
    raise InvalidSource(
        f"{path.as_posix()}: there is nothing to read; name the word {DEBIAN}, a file that ends in "
        f"{', '.join(_JSONL + _PROSE)}, or a folder with such files"
    )


def _of_path(path: Path) -> Iterator[Passage | Rejected]:
    for file in files_of(path):
        yield from (read_jsonl if file.suffix.lower() in _JSONL else read_prose)(file)
