"""The texts of Debian packages, downloaded and unpacked without installing anything."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from hybrid_search.errors import InvalidSource
from hybrid_search.training.one_pass.seeds import digest
from hybrid_search.training.one_pass.texts.apt_descriptions import read_descriptions
from hybrid_search.training.one_pass.texts.dictd import read_dictd
from hybrid_search.training.one_pass.texts.html_sections import SUFFIXES, read_html
from hybrid_search.training.one_pass.texts.man_pages import read_man_page
from hybrid_search.training.one_pass.texts.packages import CAPS, PACKAGES
from hybrid_search.training.one_pass.texts.passage import Passage
from hybrid_search.training.one_pass.texts.wordnet import WordNet

Say = Callable[[str], None]

_UNPACKED = "unpacked"
_MOST_PAGES = 2_500
_OTHER_LANGUAGE = re.compile(r"/(?!en\b|C\b|us\b|me\b|db\b)([a-z]{2}|[a-z]{2,3}[_@-][A-Za-z]+)/")
_NO_PROSE = ("changelog", "genindex")


class DebianTexts:
    """Passages from a stated list of packages.

    Needs apt-get and dpkg-deb, no root, and lists of packages (``apt-get update``) that are there already. A package
    that the release does not have is left out and named.

    Args:
        cache: The folder for what is downloaded; it is kept.
        packages: The packages to read.
        caps: Most passages of a package or kind; see :mod:`~hybrid_search.training.one_pass.texts.packages`.

    Raises:
        InvalidSource: where there is no apt.
    """

    def __init__(
        self, cache: Path, packages: Sequence[str] = PACKAGES, caps: Callable[[str], int] = CAPS.__getitem__
    ) -> None:
        missing = [tool for tool in ("apt-get", "apt-cache", "dpkg-deb") if shutil.which(tool) is None]
        if missing:
            raise InvalidSource(
                f"the texts 'debian' need {', '.join(missing)}, which this system lacks; run it on Debian or Ubuntu, "
                "for instance in a container, or name files of your own"
            )
        self._cache = cache
        self._packages = packages
        self._caps = caps

    def fetch(self, say: Say) -> None:
        """Download and unpack what is not there yet."""
        for name in self._packages:
            folder = self._folder(name)
            if folder.is_dir():
                continue
            self._cache.mkdir(parents=True, exist_ok=True)
            if not _run("apt-get", "download", name, cwd=self._cache):
                say(f"{name} cannot be downloaded; left out")
                continue
            archive = next(self._cache.glob(f"{name}_*.deb"))
            unpacking = folder.with_name(f"{name}.part")
            shutil.rmtree(unpacking, ignore_errors=True)
            if _run("dpkg-deb", "-x", archive.name, str(unpacking.resolve()), cwd=self._cache):
                unpacking.replace(folder)
                archive.unlink()
            else:
                say(f"{name} cannot be unpacked; left out")

    def wordnet(self) -> WordNet | None:
        """WordNet, if it is among what was downloaded."""
        folder = self._folder("wordnet-base") / "usr/share/wordnet"
        return WordNet.read(folder) if folder.is_dir() else None

    def passages(self, wordnet: WordNet | None, seed: int) -> Iterator[Passage]:
        """Everything, up to the cap of each package: which passages stay is decided by their hash."""
        if wordnet:
            yield from self._capped("wordnet", wordnet.passages(seed))
        yield from self._capped("packages", read_descriptions(_descriptions()))
        for name in self._packages:
            folder = self._folder(name)
            if folder.is_dir():
                yield from self._of(name, folder, seed)

    def _of(self, name: str, folder: Path, seed: int) -> Iterator[Passage]:
        for index in sorted(folder.glob("usr/share/dictd/*.index")):
            yield from self._capped(name, read_dictd(index, name))
        pages = sorted(folder.glob("usr/share/man/man*/*.gz"))
        yield from self._capped("man", (passage for page in pages for passage in read_man_page(page)))
        found = (str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
        mine = [page for page in found if page.endswith(SUFFIXES) and _is_english_prose_page(f"/{page}")]
        mine.sort(key=lambda page: digest(seed, page))
        texts = (passage for page in mine[:_MOST_PAGES] for passage in read_html(folder / page, name))
        yield from islice(_unlike(texts), self._caps(name))

    def _capped(self, kind: str, passages: Iterable[Passage]) -> list[Passage]:
        """The passages of lowest hash, in the order in which they came."""
        found = list(_unlike(passages))
        cap = self._caps(kind)
        if len(found) <= cap:
            return found
        last = sorted(digest(passage.text) for passage in found)[cap - 1]
        return [passage for passage in found if digest(passage.text) <= last]

    def _folder(self, name: str) -> Path:
        return self._cache / _UNPACKED / name


def _unlike(passages: Iterable[Passage]) -> Iterator[Passage]:
    """Without those that begin like one before."""
    seen: Counter[str] = Counter()
    for passage in passages:
        seen[passage.text[:80]] += 1
        if seen[passage.text[:80]] == 1:
            yield passage


def _is_english_prose_page(path: str) -> bool:
    return not _OTHER_LANGUAGE.search(path) and not any(word in path for word in _NO_PROSE)


def _descriptions() -> str:
    """What apt knows of every package: the lists of packages, and the translations into English."""
    stanzas = _output("apt-cache", "dumpavail")
    _, _, rest = _output("apt-config", "shell", "LISTS", "Dir::State::lists/d").partition("'")  # LISTS='/var/…/'
    for file in sorted(Path(rest.partition("'")[0] or "/nowhere").glob("*Translation-en*")):
        stanzas += "\n\n" + _output("/usr/lib/apt/apt-helper", "cat-file", str(file))
    return stanzas


def _run(*command: str, cwd: Path) -> bool:
    (cwd / _UNPACKED).mkdir(exist_ok=True)
    return subprocess.run(command, cwd=cwd, capture_output=True, check=False).returncode == 0  # noqa: S603  # our own


def _output(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)  # noqa: S603  # our own
    return done.stdout
