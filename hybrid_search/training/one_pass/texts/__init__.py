"""Texts to train on: readers, one kind of source a file."""

from hybrid_search.training.one_pass.texts.passage import Passage
from hybrid_search.training.one_pass.texts.read import DEBIAN, Texts, files_of, read_texts

__all__ = ["DEBIAN", "Passage", "Texts", "files_of", "read_texts"]
