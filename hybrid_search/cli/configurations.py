"""From ``--config`` and ``--configs`` to configurations: a name, and what differs from a plain search."""

from __future__ import annotations

import shlex
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hybrid_search.cli.fusions import fusion_from
from hybrid_search.cli.output import usage_error

if TYPE_CHECKING:
    from hybrid_search.eval.comparison.configuration import Configuration
    from hybrid_search.fusion import Fusion
    from hybrid_search.rerank import AnyReranker
    from hybrid_search.types import Native

_OPTION = "--config"
_FORM = "write for instance 'rrf10: fusion=rrf:k=10 candidates=50'"
_KEYS = ("legs", "fusion", "candidates", "rerank", "blend", "depth")


def configuration_from(text: str) -> Configuration:
    """The configuration that ``NAME: KEY=VALUE …`` spells; values with blanks are quoted.

    Raises:
        BadParameter: naming what is wrong, and the way it is spelled.
    """
    name, _, rest = text.partition(":")
    try:
        words = shlex.split(rest)
    except ValueError as error:
        raise usage_error(_OPTION, f"{text!r}: {error}; {_FORM}") from None
    given: dict[str, str] = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals or key in given:
            fault = "comes twice" if key in given else "is not KEY=VALUE"
            raise usage_error(_OPTION, f"{text!r}: {word!r} {fault}; {_FORM}")
        given[key] = value
    return _configuration(name.strip(), given, _OPTION)


def configurations_in(path: Path) -> list[Configuration]:
    """Those of a TOML file, which has a table for each: its name, and the same keys.

    Raises:
        BadParameter: naming what is wrong.
    """
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise usage_error("--configs", f"{str(path)!r} cannot be read as TOML ({error})") from None
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise usage_error("--configs", f"{str(path)!r}: {name!r} is no table; write [{name}] and its keys below")
    return [_configuration(name, table, "--configs") for name, table in tables.items()]


def _configuration(name: str, given: Mapping[str, Any], option: str) -> Configuration:
    from hybrid_search.errors import HybridSearchError
    from hybrid_search.eval.comparison.configuration import Configuration

    unknown = [key for key in given if key not in _KEYS]
    if unknown:
        raise usage_error(option, f"{name!r} has no {unknown[0]!r}; known: {', '.join(_KEYS)}")
    arguments: dict[str, Any] = {
        key: _whole(name, key, given[key], option) for key in _of(given, "candidates", "depth")
    }
    if "fusion" in given:
        arguments["fusion"] = _fusion(str(given["fusion"]), option)
    if "legs" in given:
        arguments["legs"] = given["legs"]
    try:
        if "rerank" in given:
            arguments["reranker"] = _reranker(str(given["rerank"]), given.get("blend"))
        elif "blend" in given:
            raise usage_error(
                option, f"{name!r}: blend= joins the score of rerank= with the first stage's; add rerank="
            )
        return Configuration(name, **arguments)
    except (HybridSearchError, ValueError) as error:
        raise usage_error(option, f"{name!r}: {error}") from None


def _of(given: Mapping[str, Any], *keys: str) -> Iterable[str]:
    return (key for key in keys if key in given)


def _whole(name: str, key: str, value: object, option: str) -> int:
    try:
        return int(str(value))
    except ValueError:
        raise usage_error(option, f"{name!r}: {key}={value!r} must be a whole number") from None


def _fusion(spec: str, option: str) -> Fusion | Native | None:
    from hybrid_search.types import Native

    if not spec.startswith("native:"):
        return fusion_from(spec, option)
    makers = {"rrf": Native.rrf, "dbsf": Native.dbsf, "linear": Native.linear}
    kind = spec.removeprefix("native:")
    if kind not in makers:
        raise usage_error(option, f"there is no native fusion {kind!r}; known: {', '.join(makers)}")
    return makers[kind]()


def _reranker(spec: str, blend: object) -> AnyReranker:
    from hybrid_search.rerank import Blended, CrossEncoderReranker, DenseReranker

    reranker = DenseReranker() if spec == "dense" else CrossEncoderReranker(spec)
    return reranker if blend is None else Blended(reranker, weight=float(str(blend)))
