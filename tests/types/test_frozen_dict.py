"""FrozenDict: read-only, and else a dict."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest

from hybrid_search import Document
from hybrid_search.types.frozen_dict import FrozenDict


@pytest.mark.parametrize(
    "change",
    [
        lambda frozen: frozen.__setitem__("a", 2),
        lambda frozen: frozen.__delitem__("a"),
        lambda frozen: frozen.__ior__({"a": 2}),
        lambda frozen: frozen.clear(),
        lambda frozen: frozen.pop("a"),
        lambda frozen: frozen.popitem(),
        lambda frozen: frozen.setdefault("b", 1),
        lambda frozen: frozen.update(a=2),
    ],
)
def test_every_change_is_refused(change: Callable[[Any], object]) -> None:
    frozen = FrozenDict(a=1)
    with pytest.raises(TypeError, match="read-only; change a copy"):
        change(frozen)
    assert frozen == {"a": 1}


def test_no_method_that_changes_a_dict_was_forgotten() -> None:
    def works(name: str) -> bool:
        frozen = FrozenDict(a=1)
        for arguments in ((), ("a",), ("a", 2), ({"a": 2},)):
            try:
                getattr(frozen, name)(*arguments)
            except (TypeError, ValueError, KeyError, AttributeError):
                continue
        return frozen != {"a": 1}

    assert [name for name in dir(dict) if name != "__init__" and works(name)] == []


def test_a_copy_can_be_changed() -> None:
    for changeable in (FrozenDict(a=1).copy(), dict(FrozenDict(a=1)), FrozenDict(a=1) | {}):
        changeable["a"] = 2
        assert changeable == {"a": 2}


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))])
def test_documents_can_be_copied_and_sent_to_another_process(again: Callable[[Any], Any]) -> None:
    document = Document("a", "text", {"tags": ["x"], "author": {"name": "y"}})
    copied = again(document)
    assert copied == document
    with pytest.raises(TypeError):
        copied.metadata["author"]["name"] = "z"


def test_documents_become_dicts_and_json() -> None:
    document = Document("a", "text", {"tags": ["x"], "author": {"name": "y"}})
    assert asdict(document)["metadata"] == {"tags": ("x",), "author": {"name": "y"}}
    assert json.dumps(document.metadata) == '{"tags": ["x"], "author": {"name": "y"}}'
