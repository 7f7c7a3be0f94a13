import gzip
from pathlib import Path

import pytest

from hybrid_search.errors import InvalidSource
from hybrid_search.training.one_pass.texts import debian
from hybrid_search.training.one_pass.texts.debian import DebianTexts
from tests.training.one_pass.texts.test_english import PROSE

STANZA = f"Package: oven\nDescription-en: an oven\n {PROSE} {PROSE}\n"


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """apt and dpkg without a network: what was run, and an archive whose unpacking makes one page."""
    ran: list[tuple[str, ...]] = []

    def run(*command: str, cwd: Path) -> bool:
        ran.append(command)
        if command[:2] == ("apt-get", "download"):
            (cwd / f"{command[2]}_1_all.deb").touch()
            return command[2] != "lost"
        page = Path(command[3]) / "usr/share/doc/oven/html/page.html"
        page.parent.mkdir(parents=True)
        page.write_text("".join(f"<h1>Part {n}</h1><p>{n} {PROSE}</p>" for n in range(5)))
        return True

    monkeypatch.setattr(debian, "_run", run)
    monkeypatch.setattr(debian, "_output", lambda *command: STANZA if command[0] == "apt-cache" else "")
    monkeypatch.setattr("shutil.which", lambda tool: tool)
    return ran


def test_a_package_is_downloaded_once_unpacked_and_read_up_to_its_cap(
    tmp_path: Path, tools: list[tuple[str, ...]]
) -> None:
    texts = DebianTexts(tmp_path, ["oven-doc"], lambda _: 3)
    texts.fetch(print)
    texts.fetch(print)
    assert [command[0] for command in tools] == ["apt-get", "dpkg-deb"]
    found = list(texts.passages(texts.wordnet(), seed=0))
    assert [passage.source for passage in found] == ["packages"] + ["oven-doc"] * 3


def test_a_package_that_is_not_there_is_named_and_left_out(tmp_path: Path, tools: list[tuple[str, ...]]) -> None:
    said: list[str] = []
    DebianTexts(tmp_path, ["lost"]).fetch(said.append)
    assert said == ["lost cannot be downloaded; left out"]
    assert len(tools) == 1


def test_dictionaries_and_manual_pages_of_a_package_are_read(tmp_path: Path, tools: list[tuple[str, ...]]) -> None:
    page = tmp_path / "unpacked/tool/usr/share/man/man1/bake.1.gz"
    page.parent.mkdir(parents=True)
    page.write_bytes(gzip.compress(f".SH NAME\nbake \\- make bread\n.SH DESCRIPTION\n{PROSE}\n".encode()))
    found = list(DebianTexts(tmp_path, ["tool"]).passages(None, seed=0))
    assert [passage.source for passage in found] == ["packages", "man"]
    assert not tools


def test_without_apt_the_way_out_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(InvalidSource, match=r"need apt-get, apt-cache, dpkg-deb.*files of your own"):
        DebianTexts(tmp_path)
