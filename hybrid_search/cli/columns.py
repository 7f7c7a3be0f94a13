"""The options that name columns, as what sources take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hybrid_search.cli.output import usage_error

if TYPE_CHECKING:
    from hybrid_search.ingest import Columns


def columns_from(id: str | None, text: str | None, title: str | None, metadata: Sequence[str] | None) -> Columns:
    """What ``--id-column``, ``--text-column``, ``--title-column`` and ``--metadata-column`` say together."""
    from hybrid_search.errors import InvalidSource
    from hybrid_search.ingest import Columns

    given = {"--id-column": id, "--text-column": text, "--title-column": title}
    for option, name in [*given.items(), *(("--metadata-column", name) for name in metadata or ())]:
        if name is not None and not name.strip():
            raise usage_error(option, f"{name!r} is no name; leave the option out, or name a column")
    try:
        return Columns(id, "text" if text is None else text, title, metadata or None)
    except InvalidSource as error:
        raise usage_error(
            " / ".join(option for option, name in given.items() if name is not None), str(error)
        ) from error
