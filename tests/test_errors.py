"""The errors, and the tree that is drawn of them."""

from __future__ import annotations

import inspect
import pickle
import re

import pytest

from hybrid_search import errors
from hybrid_search._distribution import DISTRIBUTION
from hybrid_search.errors import HybridSearchError, IndexNotFound, InvalidFilter, MissingExtra

_LINE = re.compile(r"^ {4}(?P<branch>[│ ├└─]*)(?P<name>[A-Z]\w+)(?: \((?P<builtin>\w+)\))?(?: {2,}.*)?$")


def drawn() -> dict[str, tuple[str, ...]]:
    """Class name to the names of its bases, as the docstring draws them."""
    tree: dict[str, tuple[str, ...]] = {}
    above: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        found = _LINE.match(line)
        if found is None:
            continue
        depth = len(found["branch"]) // 4
        del above[depth:]
        bases = [above[-1] if above else "Exception", found["builtin"]]
        tree[found["name"]] = tuple(base for base in bases if base)
        above.append(found["name"])
    return tree


def defined() -> dict[str, tuple[str, ...]]:
    """The same of the classes themselves."""
    classes = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if kind.__module__ == errors.__name__]
    return {kind.__name__: tuple(base.__name__ for base in kind.__bases__) for kind in classes}


def test_the_drawn_tree_is_the_tree() -> None:
    assert drawn() == defined()


def test_every_error_can_be_caught_as_one() -> None:
    assert all(issubclass(getattr(errors, name), HybridSearchError) for name in defined())


def test_every_error_is_described() -> None:
    assert all(getattr(errors, name).__doc__ for name in defined())


class TestMissingExtra:
    def test_names_what_needed_it_and_the_exact_command(self) -> None:
        error = MissingExtra("SentenceTransformersEncoder", "torch", "models")
        assert str(error) == (
            "SentenceTransformersEncoder needs the package 'torch', which is not installed. "
            f'Install it with: pip install "{DISTRIBUTION}[models]"'
        )
        assert isinstance(error, ImportError)
        assert (error.name, error.extra) == ("torch", "models")

    def test_survives_the_way_back_from_a_worker_process(self) -> None:
        error = pickle.loads(pickle.dumps(MissingExtra("X", "torch", "models")))
        assert (type(error), str(error)) == (MissingExtra, str(MissingExtra("X", "torch", "models")))


@pytest.mark.parametrize("name", sorted(set(defined()) - {"MissingExtra"}))
def test_the_others_take_a_message_and_can_be_pickled(name: str) -> None:
    error = getattr(errors, name)("what happened")
    assert str(pickle.loads(pickle.dumps(error))) == "what happened"


def test_invalid_input_is_a_value_error_and_state_errors_are_not() -> None:
    assert issubclass(InvalidFilter, ValueError)
    assert not issubclass(IndexNotFound, ValueError)
