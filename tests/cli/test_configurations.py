from pathlib import Path
from typing import Any

import pytest
import typer

from hybrid_search.cli.configurations import configuration_from, configurations_in
from hybrid_search.eval.comparison.configuration import Configuration
from hybrid_search.fusion import RRF, Weighted
from hybrid_search.rerank import Blended, DenseReranker
from hybrid_search.types import Native


@pytest.mark.parametrize(
    ("text", "configuration"),
    [
        ("plain", Configuration("plain")),
        ("two words:", Configuration("two words")),
        ("dense: legs=dense candidates=50", Configuration("dense", legs="dense", candidates=50)),
        ("rrf10: fusion=rrf:k=10", Configuration("rrf10", fusion=RRF(10))),
        (
            "w: fusion=weighted:sparse=0.3,dense=0.7",
            Configuration("w", fusion=Weighted({"sparse": 0.3, "dense": 0.7})),
        ),
        ("own: fusion=native:rrf", Configuration("own", fusion=Native.rrf())),
    ],
)
def test_a_name_and_pairs(text: str, configuration: Configuration) -> None:
    assert configuration_from(text) == configuration


def test_a_reranker_with_its_depth_and_blend() -> None:
    found = configuration_from("two: legs=sparse rerank=dense depth=20 blend=0.25")
    assert (found.legs, found.depth) == ("sparse", 20)
    assert isinstance(found.reranker, Blended)
    assert isinstance(found.reranker.reranker, DenseReranker)
    assert found.reranker.weight == 0.25


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (": legs=dense", "must be a printable text"),
        ("a: legs", "'legs' is not KEY=VALUE"),
        ("a: legs=dense legs=sparse", "comes twice"),
        ("a: legs='dense", "No closing quotation"),
        ("a: leg=dense", "has no 'leg'; known: legs, fusion,"),
        ("a: legs=all", "use 'both', 'sparse' or 'dense'"),
        ("a: legs=dense fusion=rrf", "nothing to be fused with"),
        ("a: fusion=rff", "there is no fusion 'rff'"),
        ("a: fusion=native:rff", "there is no native fusion 'rff'"),
        ("a: candidates=many", "must be a whole number"),
        ("a: blend=0.5", "add rerank="),
        ("a: rerank=dense blend=2", "must be a number from 0 to 1"),
    ],
)
def test_what_is_wrong_is_named(text: str, message: str) -> None:
    with pytest.raises(typer.BadParameter, match=message):
        configuration_from(text)


def test_a_file_has_a_table_for_each(tmp_path: Path) -> None:
    path = tmp_path / "configs.toml"
    path.write_text('[dense]\nlegs = "dense"\n["rrf 10"]\nfusion = "rrf:k=10"\ncandidates = 50\n')
    assert configurations_in(path) == [
        Configuration("dense", legs="dense"),
        Configuration("rrf 10", fusion=RRF(10), candidates=50),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [("[a", "cannot be read as TOML"), ("a = 1", "'a' is no table"), ("[a]\nb = 1", "has no 'b'")],
)
def test_a_file_that_is_wrong(tmp_path: Path, content: str, message: Any) -> None:
    (tmp_path / "configs.toml").write_text(content)
    with pytest.raises(typer.BadParameter, match=message):
        configurations_in(tmp_path / "configs.toml")
