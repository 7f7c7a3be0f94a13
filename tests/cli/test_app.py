import subprocess
import sys
from typing import Any

import pytest
import typer.main

from hybrid_search import __version__
from hybrid_search.cli import app
from tests.cli.running import ROOT, run

GROUP: Any = typer.main.get_command(app)


def commands(group: Any, prefix: str = "") -> dict[str, Any]:
    """Full name to command, those of groups included."""
    found: dict[str, Any] = {}
    for name, command in group.commands.items():
        found |= commands(command, f"{prefix}{name} ") if hasattr(command, "commands") else {prefix + name: command}
    return found


COMMANDS = commands(GROUP)


def test_these_are_the_commands() -> None:
    assert set(COMMANDS) >= {
        *("index", "sync", "search", "info", "doctor", "recount", "delete"),
        *("eval", "compare", "train one-pass", "reproduce nano-msmarco"),
    }


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_an_example_and_a_sentence(name: str) -> None:
    outcome = run(*name.split(), "--help")
    assert outcome.code == 0
    assert f"Example:\n    hybrid-search {name}" in outcome.out
    assert COMMANDS[name].help.partition("\n")[0].endswith(".")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_argument_and_option_is_described(name: str) -> None:
    for parameter in COMMANDS[name].params:
        assert parameter.help, f"{name}: {parameter.name}"
        assert parameter.help.endswith("."), parameter.help


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_prints_json(name: str) -> None:
    assert any("--json" in parameter.opts for parameter in COMMANDS[name].params)


def test_the_help_names_the_exit_codes() -> None:
    assert "Exit codes: 0 done, 1 an error, 2 a wrong command line" in run("--help").out


def test_version() -> None:
    assert run("--version").out == f"hybrid-search {__version__}\n"


def test_an_unknown_command_is_a_usage_error() -> None:
    assert run("serach").code == 2


def test_the_package_can_be_run_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "hybrid_search", "--version"], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout == f"hybrid-search {__version__}\n"


def test_help_imports_no_model_and_not_even_numpy() -> None:
    code = (
        "import sys; from hybrid_search.cli import app; app(['--help'], standalone_mode=False); "
        "print(sorted({'numpy', 'onnxruntime', 'tokenizers', 'qdrant_edge', 'torch'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.splitlines()[-1] == "[]"
