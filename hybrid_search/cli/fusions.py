"""From ``--fusion`` to a fusion: ``NAME`` or ``NAME:KEY=VALUE,…``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hybrid_search.cli.output import usage_error

if TYPE_CHECKING:
    from hybrid_search.fusion import Fusion

_LEGS = ("sparse", "dense")


def fusion_from(spec: str | None, option: str = "--fusion") -> Fusion | None:
    """The fusion that *option* names; None where it was not given.

    ``sparse=`` and ``dense=`` are the weights of the legs; other keys are the fusion's own parameters. ``weighted``
    without weights weighs both legs the same.

    Raises:
        BadParameter: for a malformed spec, an unknown name or parameter, or a value out of its range.
    """
    if spec is None:
        return None
    from hybrid_search.errors import InvalidFusion
    from hybrid_search.fusion import from_spec
    from hybrid_search.types import FusionSpec

    name, _, rest = spec.partition(":")
    given = dict(_pair(pair, option) for pair in rest.split(",") if pair)
    weights = {leg: given.pop(leg) for leg in _LEGS if leg in given}
    if not weights and name == "weighted":
        weights = dict.fromkeys(_LEGS, 1.0)
    try:
        return from_spec(FusionSpec(name, given | ({"weights": weights} if weights else {})))
    except InvalidFusion as error:
        raise usage_error(option, str(error)) from None


def _pair(text: str, option: str) -> tuple[str, str | float]:
    key, equals, value = text.partition("=")
    if not equals:
        raise usage_error(
            option, f"{text!r} is not KEY=VALUE; write for instance rrf:k=20 or weighted:sparse=0.3,dense=0.7"
        )
    try:
        return key, float(value)
    except ValueError:
        return key, value
