"""The normalisers by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from types import MappingProxyType

from hybrid_search.errors import InvalidFusion
from hybrid_search.fusion.build import build
from hybrid_search.fusion.normalize.base import Normalizer
from hybrid_search.fusion.normalize.min_max import MinMax
from hybrid_search.fusion.normalize.none import NoNormalization
from hybrid_search.fusion.normalize.theoretical_min_max import TheoreticalMinMax
from hybrid_search.fusion.normalize.three_sigma import ThreeSigma
from hybrid_search.fusion.normalize.z_score import ZScore

NORMALIZERS: Mapping[str, type[Normalizer]] = MappingProxyType(
    {
        "min_max": MinMax,
        "none": NoNormalization,
        "theoretical_min_max": TheoreticalMinMax,
        "three_sigma": ThreeSigma,
        "z_score": ZScore,
    }
)


def from_data(data: object) -> Normalizer:
    """The normaliser of a name, or of a mapping with ``name`` and parameters; a normaliser stays what it is.

    Raises:
        InvalidFusion: for an unknown name or parameter, listing the known ones.
    """
    if isinstance(data, str):
        return build(NORMALIZERS, "normaliser", data, {})
    if isinstance(data, Mapping):
        return build(NORMALIZERS, "normaliser", data.get("name"), {key: data[key] for key in data if key != "name"})
    check_normalizer(data)
    assert isinstance(data, Normalizer)  # as was just checked
    return data


def as_data(normalizer: Normalizer) -> str | dict[str, object]:
    """The normaliser's name; with parameters that are not the defaults, a mapping of ``name`` and these."""
    changed: dict[str, object] = {}
    if is_dataclass(normalizer):
        values = {field.name: (getattr(normalizer, field.name), field.default) for field in fields(normalizer)}
        changed = {name: value for name, (value, default) in values.items() if value != default}
    return {"name": normalizer.name, **changed} if changed else normalizer.name


def check_normalizer(normalizer: object) -> None:
    """Check that it is a normaliser: an object with ``name`` and ``normalize``.

    Raises:
        InvalidFusion: for anything else, a name or the class in place of the object for instance.
    """
    if isinstance(normalizer, type) or not isinstance(normalizer, Normalizer):
        raise InvalidFusion(f"{normalizer!r} is no normaliser; pass an object such as MinMax()")
