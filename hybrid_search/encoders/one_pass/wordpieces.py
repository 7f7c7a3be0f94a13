"""Text to wordpiece ids and back, by the trunk's own tokenizer."""

from __future__ import annotations

from tokenizers import Tokenizer


class Wordpieces:
    """The trunk's wordpiece vocabulary.

    Args:
        json: The bytes of a ``tokenizer.json``, without truncation and padding.
    """

    def __init__(self, json: bytes) -> None:
        self._tokenizer = Tokenizer.from_buffer(json)
        # A text that says "[SEP]" means these five characters, not the end of itself.
        self._tokenizer.encode_special_tokens = True
        self.special = frozenset(
            index for index, token in self._tokenizer.get_added_tokens_decoder().items() if token.special
        )
        """Ids that stand for no text: padding, begin, end, mask, unknown."""

    def encode(self, text: str, limit: int) -> tuple[list[int], int]:
        """The ids of *text* between its begin and end tokens, at most *limit* of them with these two.

        Any string without lone surrogates is taken; NUL and other control characters are dropped.

        Returns:
            The ids, and how many tokens were cut off.
        """
        # One text a call: the tokenizer's own thread pool would neither obey ``threads`` nor survive a fork.
        ids: list[int] = self._tokenizer.encode(text).ids
        lost = len(ids) - limit
        return (ids, 0) if lost <= 0 else ([*ids[: limit - 1], ids[-1]], lost)

    def text(self, index: int) -> str | None:
        """The wordpiece of an id; None outside the vocabulary."""
        if not 0 <= index < self._tokenizer.get_vocab_size():
            return None
        return self._tokenizer.id_to_token(index)
