from __future__ import annotations

from benchmarks.peers.missing import absence, missing


def test_what_is_not_installed_is_named_and_how_to_install_it() -> None:
    absent = missing({"json": "standard", "no_such_module": "one", "no_such_package.inside": "two"})
    assert absent == ["one", "two"]
    assert absence(absent) == "one, two: not installed, and needed to compare with; pip install one two"
