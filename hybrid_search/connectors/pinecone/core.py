"""What the operations of one connector share."""

from __future__ import annotations

from dataclasses import dataclass, field

from hybrid_search.connectors.base import IndexSpec
from hybrid_search.connectors.pinecone.freshness import Unsettled, settle
from hybrid_search.connectors.pinecone.layout import Layout, Place, from_tags
from hybrid_search.connectors.pinecone.options import Options
from hybrid_search.connectors.retry import Budget
from hybrid_search.connectors.steps import Call, Operation
from hybrid_search.errors import IndexNotFound


@dataclass(slots=True)
class Core:
    """Places, options, and what is known of the index.

    Attributes:
        url: For messages.
        layout: Where everything is.
        options: Of the URL.
        deadline_s: Seconds that settling may take; None for no limit.
        unsettled: What was written and may not be seen yet.
    """

    url: str
    layout: Layout
    options: Options
    deadline_s: float | None
    unsettled: Unsettled = field(default_factory=Unsettled)
    _spec: IndexSpec | None = None

    def spec(self) -> Operation[IndexSpec]:
        """What the index was created for; asked once.

        Raises:
            IndexNotFound: if there is none.
            NotAnIndex: if it is not one of this library.
        """
        if self._spec is None:
            self._spec = yield from self.look()
        return self._spec

    def look(self) -> Operation[IndexSpec]:
        """What the index was created for, asked again; it raises as :meth:`spec`."""
        try:
            return (yield from self._described())
        except IndexNotFound:
            self.forget()
            raise

    def _described(self) -> Operation[IndexSpec]:
        home = yield Call("indexes.describe", {"name": self.layout.indexes()[self.layout.home]})
        if home.status.state == "Terminating":
            raise IndexNotFound(f"{self.url}: the index is being deleted")
        spec = from_tags(home.tags, self.url)
        yield Call(f"{self.layout.home}.describe_namespace", {"name": self.layout.records.namespace})
        return spec

    def doubt(self) -> None:
        """Ask again at the next occasion: another writer may have made the index anew, for other vectors."""
        self._spec = None

    def forget(self) -> None:
        """The index is gone, or may be another one."""
        self._spec = None
        self.unsettled.clear()

    def settle(self, only: Place | None = None) -> Operation[None]:
        """Wait until every write is seen, or those of one place.

        Raises:
            DeadlineExceeded: if they are not in time.
        """
        places = self.unsettled.places(only)
        if places:
            spec = yield from self.spec()
            budget = Budget(self.deadline_s)
            yield from settle(self.unsettled, places, self.layout, spec, budget, self.url)
