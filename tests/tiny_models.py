"""What tiny models are built of, so that nothing is downloaded, and the models that several tests use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

WORDS = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "[MASK]",
    "plants",
    "eat",
    "light",
    "sugar",
    "tax",
    "law",
    "query",
    ":",
    "##s",
]
POSITIONS = 16


@pytest.fixture(scope="session")
def library() -> Iterator[Any]:
    """sentence_transformers, off the network."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_HUB_OFFLINE", "1")
        yield pytest.importorskip("sentence_transformers", reason="needs the extra models")


@pytest.fixture(scope="session")
def vocabulary() -> dict[str, int]:
    return {word: index for index, word in enumerate(WORDS)}


@pytest.fixture(scope="session")
def tokenizer(library: Any, vocabulary: dict[str, int]) -> Any:
    """BERT's, with its templates for one text and for a pair."""
    raw = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    raw.normalizer = normalizers.BertNormalizer()
    raw.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    raw.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[(name, vocabulary[name]) for name in ("[CLS]", "[SEP]")],
    )
    special = {f"{name}_token": f"[{name.upper()}]" for name in ("unk", "pad", "cls", "sep", "mask")}
    transformers = pytest.importorskip("transformers")
    return transformers.PreTrainedTokenizerFast(tokenizer_object=raw, model_max_length=POSITIONS, **special)


@pytest.fixture(scope="session")
def bert(tokenizer: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of one layer with its head for masked words, as transformers itself saves it."""
    transformers, torch = pytest.importorskip("transformers"), pytest.importorskip("torch")
    torch.manual_seed(7)
    folder = tmp_path_factory.mktemp("models") / "bert"
    transformers.BertForMaskedLM(_config(tokenizer)).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def splade(library: Any, bert: Path) -> Path:
    """SPLADE: one transformer for queries and documents."""
    parts = library.sparse_encoder.modules
    modules = [parts.Transformer(str(bert), transformer_task="fill-mask"), parts.SpladePooling("max")]
    return saved(library.SparseEncoder(modules=modules, device="cpu"), bert.parent / "splade")


@pytest.fixture(scope="session")
def inference_free(library: Any, bert: Path) -> Path:
    """Inference-free SPLADE: the weight of a query's token is its id."""
    parts = library.sparse_encoder.modules
    transformer = parts.Transformer(str(bert), transformer_task="fill-mask")
    weights = pytest.importorskip("torch").arange(len(WORDS)).float()
    table = parts.SparseStaticEmbedding(transformer.tokenizer, weight=weights)
    router = parts.Router.for_query_document([table], [transformer, parts.SpladePooling("max")])
    return saved(library.SparseEncoder(modules=[router], device="cpu"), bert.parent / "inference-free")


@pytest.fixture(scope="session")
def dense(library: Any, bert: Path) -> Path:
    """A sentence embedding that wants "query: " before queries."""
    parts = library.sentence_transformer.modules
    modules = [parts.Transformer(str(bert)), parts.Pooling(16, "mean")]
    model = library.SentenceTransformer(modules=modules, device="cpu", prompts={"query": "query: "})
    return saved(model, bert.parent / "dense")


@pytest.fixture(scope="session")
def cross_encoder(tokenizer: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of one layer that gives one score for a pair, as transformers itself saves it."""
    return classifier(tokenizer, tmp_path_factory.mktemp("models") / "cross-encoder", outputs=1)


def classifier(tokenizer: Any, folder: Path, *, outputs: int) -> Path:
    """A BERT of one layer with so many outputs, saved to *folder*."""
    transformers, torch = pytest.importorskip("transformers"), pytest.importorskip("torch")
    torch.manual_seed(11)
    transformers.BertForSequenceClassification(_config(tokenizer, num_labels=outputs)).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def _config(tokenizer: Any, **options: int) -> Any:
    """Of a BERT of one layer."""
    return pytest.importorskip("transformers").BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=POSITIONS,
        initializer_range=0.5,
        **options,
    )


def saved(model: Any, folder: Path) -> Path:
    model.save(str(folder), create_model_card=False)
    return folder
