"""Objects from names and plain parameters, with messages that list what is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any, TypeVar

from hybrid_search.errors import InvalidFusion

Built = TypeVar("Built")


def build(table: Mapping[str, type[Built]], what: str, name: object, parameters: Mapping[str, object]) -> Built:
    """The object that the table has under *name*, made with *parameters*.

    Args:
        table: Name to dataclass.
        what: What the table holds, for messages ("fusion").
        name: A name of the table.
        parameters: Fields of the dataclass.

    Raises:
        InvalidFusion: for an unknown name or parameter, listing the known ones, and for a missing or invalid parameter.
    """
    kind: Any = table.get(name) if isinstance(name, str) else None
    if kind is None:
        raise InvalidFusion(f"there is no {what} {name!r}; known: {', '.join(table)}")
    known = {field.name: field for field in fields(kind)}
    for parameter in parameters:
        if parameter not in known:
            raise InvalidFusion(f"{what} {name!r} has no parameter {parameter!r}; known: {', '.join(known) or 'none'}")
    for parameter, field in known.items():
        if parameter not in parameters and field.default is MISSING and field.default_factory is MISSING:
            raise InvalidFusion(f"{what} {name!r} needs the parameter {parameter!r}")
    built: Built = kind(**parameters)
    return built
