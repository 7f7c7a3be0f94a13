"""A fusion by name and parameters, as plain data: what an encoder recommends and an index can store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class FusionSpec:
    """The name of a fusion and its parameters.

    Attributes:
        name: A name that :func:`hybrid_search.fusion.from_spec` knows ("rrf", "weighted", …).
        parameters: Keyword arguments of that fusion; a normaliser is given by its name.
    """

    name: str
    parameters: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))

    def __reduce__(self) -> tuple[type[FusionSpec], tuple[str, object]]:
        return type(self), (self.name, _plain(self.parameters))  # a mapping proxy cannot be sent to a worker process

    def __str__(self) -> str:
        return f"{self.name}({', '.join(f'{key}={value}' for key, value in self.parameters.items())})"


def _plain(value: object) -> object:
    return {key: _plain(one) for key, one in value.items()} if isinstance(value, Mapping) else value
