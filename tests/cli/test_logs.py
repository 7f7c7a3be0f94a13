"""What ``--verbose`` shows."""

import io
import logging
import sys
from pathlib import Path

import pytest

from hybrid_search.cli.logs import logs_on_stderr
from tests.cli.running import HOSTILE, harmless, run


def test_silent_unless_asked(corpus: Path, tmp_path: Path) -> None:
    assert "hybrid_search" not in run("index", corpus, "--to", tmp_path / "notes").err


def test_v_says_what_is_done_on_stderr(corpus: Path, tmp_path: Path) -> None:
    outcome = run("-v", "index", corpus, "--to", tmp_path / "notes")
    assert f"INFO hybrid_search.index.lifecycle: {tmp_path / 'notes'}: created" in outcome.err
    assert "DEBUG" not in outcome.err
    assert "INFO" not in outcome.out


def test_vv_shows_every_detail(notes: Path) -> None:
    outcome = run("-vv", "search", notes, "tree", "--json")
    assert "DEBUG hybrid_search.index.search" in outcome.err
    assert outcome.json["hits"]


@pytest.mark.parametrize("text", HOSTILE)
def test_warnings_are_shown_in_any_case_and_do_no_harm(capsys: pytest.CaptureFixture[str], text: str) -> None:
    with logs_on_stderr(0):
        logging.getLogger("hybrid_search.index").warning("about %s", text)
    shown = capsys.readouterr().err
    assert "WARNING hybrid_search.index: about" in shown
    assert harmless(shown)


def test_clients_and_models_stay_silent(capsys: pytest.CaptureFixture[str]) -> None:
    with logs_on_stderr(2):
        logging.getLogger("httpx").error("not ours")
    assert capsys.readouterr().err == ""


def test_a_line_that_nobody_reads_harms_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    class Closed(io.StringIO):
        def write(self, _: str) -> int:
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stderr", Closed())
    with logs_on_stderr(0):
        logging.getLogger("hybrid_search.index").warning("about nothing")


def test_afterwards_nothing_is_left(notes: Path) -> None:
    run("-vv", "info", notes)
    logger = logging.getLogger("hybrid_search")
    assert [type(one) for one in logger.handlers] == [logging.NullHandler]
    assert logger.level == logging.NOTSET
