"""A SPLADE model of the trunk's size by the library's own classes; its head is random, which costs the same."""

from __future__ import annotations

from pathlib import Path


def write_splade(trunk: str, folder: Path) -> str:
    """Save a SparseEncoder (masked-language head, then SPLADE's max pooling) with *trunk*'s layers into *folder*."""
    import torch  # noqa: PLC0415  # heavy, and only some runs need it
    from sentence_transformers import SentenceTransformer, SparseEncoder  # noqa: PLC0415  # as above
    from sentence_transformers.sparse_encoder.modules import MLMTransformer, SpladePooling  # noqa: PLC0415  # as above
    from transformers import BertForMaskedLM  # noqa: PLC0415  # as above

    torch.manual_seed(7)
    dense = SentenceTransformer(trunk, device="cpu")
    model = BertForMaskedLM(dense[0].auto_model.config)
    model.bert.load_state_dict(dense[0].auto_model.state_dict(), strict=False)
    model.save_pretrained(folder / "mlm")
    dense.tokenizer.save_pretrained(folder / "mlm")
    transformer = MLMTransformer(str(folder / "mlm"), max_seq_length=dense.max_seq_length)
    SparseEncoder(modules=[transformer, SpladePooling("max")], device="cpu").save_pretrained(str(folder / "splade"))
    return str(folder / "splade")
