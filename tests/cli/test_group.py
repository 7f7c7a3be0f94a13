from pathlib import Path

import pytest

from hybrid_search.encoders.hashing import HashingEncoder
from hybrid_search.errors import BackendUnavailable
from hybrid_search.index import HybridIndex
from tests.cli.running import harmless, run


def fail_with(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(HybridIndex, "open", fail)


@pytest.mark.parametrize("error", [BackendUnavailable("no answer"), OSError(28, "No space left on device")])
def test_an_error_is_one_line_on_stderr_without_a_traceback(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    fail_with(monkeypatch, error)
    outcome = run("info", "notes")
    assert (outcome.code, outcome.out, outcome.err) == (1, "", f"Error: {error}\n")


def test_what_an_error_quotes_reaches_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    fail_with(monkeypatch, BackendUnavailable("said \x1b[31m\u202e\n[red]no[/red]"))
    outcome = run("info", "notes")
    assert harmless(outcome.err)
    assert outcome.err == "Error: said \\x1b[31m\\u202e [red]no[/red]\n"


def test_another_encoder_than_the_index_has_names_the_option(tmp_path: Path) -> None:
    HybridIndex.open(tmp_path / "notes", HashingEncoder(dims=8), create=True).close()
    outcome = run("search", tmp_path / "notes", "tree")
    assert outcome.code == 1
    assert "the index was built with the encoder 'hashing-8'" in outcome.err
    assert outcome.err.endswith("Name that encoder with --encoder\n")


def test_ctrl_c_has_its_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    fail_with(monkeypatch, KeyboardInterrupt())
    assert run("info", "notes").code == 130


def test_a_bug_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    fail_with(monkeypatch, ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        run("info", "notes")
