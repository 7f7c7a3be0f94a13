from types import SimpleNamespace
from typing import Any

import pytest

from hybrid_search.encoders.sentence_transformers.weights import pooling, vocabulary_hash, weights_hash


def linear(name: str, dtype: str = "float32", shape: tuple[int, ...] = (2, 3)) -> Any:
    torch = pytest.importorskip("torch", reason="needs the extra models")
    module = torch.nn.Module()
    module.register_parameter(name, torch.nn.Parameter(torch.ones(*shape, dtype=getattr(torch, dtype))))
    return module


def test_names_types_and_tied_copies_of_weights_do_not_matter() -> None:
    expected = weights_hash([linear("weight")])
    assert weights_hash([linear("renamed")]) == expected
    assert weights_hash([linear("weight", "float16")]) == expected
    assert weights_hash([linear("weight"), linear("tied")]) == expected


def test_the_shape_of_weights_matters() -> None:
    assert weights_hash([linear("weight", shape=(3, 2))]) != weights_hash([linear("weight")])


def test_the_vocabulary_is_hashed_in_any_order() -> None:
    def tokenizing(vocabulary: dict[str, int]) -> Any:
        return SimpleNamespace(tokenizer=SimpleNamespace(get_vocab=lambda: vocabulary))

    assert vocabulary_hash(tokenizing({"a": 0, "b": 1})) == vocabulary_hash(tokenizing({"b": 1, "a": 0}))
    assert vocabulary_hash(tokenizing({"a": 1, "b": 0})) != vocabulary_hash(tokenizing({"a": 0, "b": 1}))
    assert vocabulary_hash(SimpleNamespace()) is None


@pytest.mark.parametrize(
    ("module", "expected"),
    [
        (SimpleNamespace(pooling_strategy="max", activation_function="relu"), "max, relu"),
        (SimpleNamespace(pooling_mode="mean"), "mean"),
        (SimpleNamespace(pooling_mode=("cls", "mean")), "cls+mean"),
        (SimpleNamespace(get_pooling_mode_str=lambda: "mean"), "mean"),
        (SimpleNamespace(), ""),
    ],
)
def test_pooling_is_named_as_each_version_names_it(module: Any, expected: str) -> None:
    assert pooling([SimpleNamespace(), module]) == expected
