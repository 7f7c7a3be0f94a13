"""A configuration as plain data, for files that people read and edit."""

from __future__ import annotations

from collections.abc import Mapping

from hybrid_search.errors import InvalidFusion, InvalidInput, InvalidSource, Unsupported
from hybrid_search.eval.comparison.configuration import Configuration
from hybrid_search.fusion import Fusion, from_spec
from hybrid_search.types import FusionSpec

_KNOWN = ("name", "legs", "fusion", "candidates")


def fusion_data(fusion: Fusion | None) -> dict[str, object] | None:
    """``{"name": "rrf", "k": 60}``; None stays None."""
    return None if fusion is None else {"name": fusion.spec.name, **fusion.spec.parameters}


def as_data(configuration: Configuration) -> dict[str, object]:
    """Name, legs, fusion and candidates; ``from_data`` gives the same configuration back.

    Raises:
        Unsupported: with a reranker or a native fusion, which are no data.
    """
    fusion = configuration.fusion
    if configuration.reranker is not None or (fusion is not None and not isinstance(fusion, Fusion)):
        raise Unsupported(
            f"configuration {configuration.name!r}: a reranker or a native fusion cannot be written into a file; leave "
            "it out there, and pass the configuration whenever the file is used"
        )
    return {
        "name": configuration.name,
        "legs": configuration.legs,
        "fusion": fusion_data(fusion),
        "candidates": configuration.candidates,
    }


def from_data(data: object, place: str) -> Configuration:
    """The configuration that :func:`as_data` described; what is left out has its default.

    Args:
        data: From JSON.
        place: Where it stands, for messages.

    Raises:
        InvalidSource: naming the place and what is wrong there.
    """
    if not isinstance(data, Mapping):
        raise InvalidSource(f"{place}: expected an object with {', '.join(_KNOWN)}")
    for key in data:
        if key not in _KNOWN:
            raise InvalidSource(f"{place}: has no field {key!r}; known: {', '.join(_KNOWN)}")
    candidates = data.get("candidates", 100)
    if not isinstance(candidates, int) or isinstance(candidates, bool) or candidates < 1:
        raise InvalidSource(f"{place}.candidates: {candidates!r} must be a whole number of at least 1")
    fusion = _fusion(data.get("fusion"), f"{place}.fusion")
    try:
        return Configuration(
            data.get("name", "golden"), legs=data.get("legs", "both"), fusion=fusion, candidates=candidates
        )
    except InvalidInput as error:
        raise InvalidSource(f"{place}: {error}") from None


def _fusion(data: object, place: str) -> Fusion | None:
    if data is None:
        return None
    if not isinstance(data, Mapping) or not isinstance(data.get("name"), str):
        raise InvalidSource(f'{place}: expected null, or an object such as {{"name": "rrf", "k": 60}}')
    try:
        return from_spec(FusionSpec(data["name"], {key: data[key] for key in data if key != "name"}))
    except InvalidFusion as error:
        raise InvalidSource(f"{place}: {error}") from None
