"""What one generation of an index holds."""

from __future__ import annotations

from dataclasses import dataclass, field

from hybrid_search.connectors.base import IndexSpec, Row
from hybrid_search.connectors.memory.schema import Columns, lay_out


@dataclass(slots=True)
class Store:
    """Rows by id, records by key, and the columns that searches read; None of them after a write.

    Attributes:
        spec: What it was created for.
    """

    spec: IndexSpec
    rows: dict[str, Row] = field(default_factory=dict)
    records: dict[str, bytes] = field(default_factory=dict)
    columns: Columns | None = None

    def laid_out(self) -> Columns:
        """The columns, laid out now if a write came since."""
        if self.columns is None:
            self.columns = lay_out(tuple(self.rows.values()), self.spec)
        return self.columns
