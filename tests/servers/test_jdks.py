"""Which JDK is taken, and what is said where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.servers.errors import ServerUnavailable
from tests.servers.jdks import find_jdk, major_version


def make_jdk(home: Path, version: str, *, compiler: bool = True) -> Path:
    """A folder whose java says that it is *version*."""
    (home / "bin").mkdir(parents=True)
    java = home / "bin" / "java"
    java.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2030-01-01' >&2\n")
    java.chmod(0o755)
    if compiler:
        (home / "bin" / "javac").touch()
    return home


def test_the_variable_of_the_project_wins(tmp_path: Path) -> None:
    chosen, other = make_jdk(tmp_path / "a", "99.0.1"), make_jdk(tmp_path / "b", "99.0.2")
    environ = {"HYBRID_SEARCH_JDK99": str(chosen), "JAVA_HOME": str(other)}
    assert find_jdk(99, environ) == chosen


@pytest.mark.parametrize("name", ["JAVA99_HOME", "JAVA_HOME_99_X64", "JAVA_HOME"])
def test_the_usual_variables_are_read(tmp_path: Path, name: str) -> None:
    home = make_jdk(tmp_path, "99.0.1")
    assert find_jdk(99, {name: str(home), "PATH": ""}) == home


def test_the_java_on_the_path_is_taken_where_it_has_the_version(tmp_path: Path) -> None:
    home = make_jdk(tmp_path, "99.0.1")
    assert find_jdk(99, {"PATH": str(home / "bin")}) == home


def test_another_version_is_not_taken(tmp_path: Path) -> None:
    home = make_jdk(tmp_path, "98.0.1")
    with pytest.raises(ServerUnavailable, match="no JDK 99 was found; install one, or set HYBRID_SEARCH_JDK99"):
        find_jdk(99, {"JAVA_HOME": str(home), "PATH": ""})


def test_a_variable_that_names_another_version_is_an_error(tmp_path: Path) -> None:
    home = make_jdk(tmp_path, "98.0.1")
    with pytest.raises(ServerUnavailable, match=r"HYBRID_SEARCH_JDK99=.* is a JDK 98; set it to"):
        find_jdk(99, {"HYBRID_SEARCH_JDK99": str(home)})


def test_a_runtime_without_compiler_is_no_jdk(tmp_path: Path) -> None:
    assert major_version(make_jdk(tmp_path, "99.0.1", compiler=False)) is None


def test_a_folder_whose_java_does_not_run_is_no_jdk(tmp_path: Path) -> None:
    home = make_jdk(tmp_path, "99.0.1")
    (home / "bin" / "java").write_bytes(b"\x7fELF for another machine")
    assert major_version(home) is None
