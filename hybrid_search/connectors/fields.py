"""The field mapping by which an index that somebody else wrote is attached."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import fields as dataclass_fields

from hybrid_search.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Fields:
    """Where a foreign index keeps what is searched and shown.

    Attributes:
        dense: The dense vector field; None if there is none to search.
        sparse: The sparse vector field, whose keys are the token ids of the encoder that it is opened with; None if
            there is none.
        text: The field with the text; None shows an empty one.
        id: The field with the id; None is the backend's own id.

    Raises:
        InvalidInput: without any vector field, or for a name that is empty or no text.
    """

    dense: str | None = None
    sparse: str | None = None
    text: str | None = None
    id: str | None = None

    def __post_init__(self) -> None:
        for one in dataclass_fields(self):
            name = getattr(self, one.name)
            if name is not None and (not isinstance(name, str) or not name.strip() or "\x00" in name):
                raise InvalidInput(f"Fields({one.name}={name!r}): a field name must be a text that is not empty")
        if self.dense is None and self.sparse is None:
            raise InvalidInput("Fields() names no vector field; pass dense=, sparse= or both")
