"""From ``--where`` to a filter."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hybrid_search.cli.output import usage_error

if TYPE_CHECKING:
    from hybrid_search.filters import Filter


def where_from(text: str | None) -> Filter | None:
    """The filter that ``--where`` spells in JSON; None where it was not given.

    Raises:
        BadParameter: if it is not JSON, or not a filter.
    """
    if text is None:
        return None
    from hybrid_search.errors import InvalidFilter
    from hybrid_search.filters import parse

    try:
        loaded = json.loads(text)
        if loaded is None:  # to the library it means no filter at all, to a delete therefore everything
            raise usage_error("--where", "null is not a filter; leave the option out to search without one")
        return parse(loaded)
    except json.JSONDecodeError as error:
        raise usage_error("--where", f"it is not valid JSON ({error.msg} at column {error.colno})") from None
    except (InvalidFilter, RecursionError) as error:
        raise usage_error("--where", str(error)) from None
