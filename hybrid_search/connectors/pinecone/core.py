"""What the operations of one connector share."""

from __future__ import annotations

from dataclasses import dataclass, field

from hybrid_search.connectors.base import IndexSpec
from hybrid_search.connectors.generations import not_there
from hybrid_search.connectors.pinecone import pointer
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
        return self._spec or (yield from self.look())

    def look(self) -> Operation[IndexSpec]:
        """What the index was created for, asked again; it raises as :meth:`spec`."""
        try:
            spec = yield from self.described()
            yield from self.check()
        except IndexNotFound:
            self.forget()
            raise
        self._spec = spec
        return spec

    def described(self) -> Operation[IndexSpec]:
        """What the physical indexes were created for; it raises as :meth:`spec`."""
        home = yield Call("indexes.describe", {"name": self.layout.indexes()[self.layout.home]})
        if home.status.state == "Terminating":
            raise IndexNotFound(f"{self.url}: the index is being deleted")
        return from_tags(home.tags, self.url)

    def check(self) -> Operation[None]:
        """Ask whether the generation is there; queries of a namespace that is not find nothing, and say nothing.

        Raises:
            IndexNotFound: if it is not.
        """
        number = self.layout.number
        if number == 1:
            if not (yield from pointer.read(self.layout)).first:
                raise not_there(1, self.url)
            return
        try:
            yield Call(f"{self.layout.home}.describe_namespace", {"name": self.layout.records.namespace})
        except IndexNotFound:
            raise not_there(number, self.url) from None

    def found(self, spec: IndexSpec) -> None:
        """Note what the index was created for, as it was just read."""
        self._spec = spec

    def doubt(self) -> None:
        """Ask again at the next occasion: another writer may have made the index anew, for other vectors."""
        self._spec = None

    def forget(self) -> None:
        """The index is gone, or may be another one."""
        self._spec = None
        self.unsettled.clear()

    def settle(self, only: Place | None = None, spec: IndexSpec | None = None) -> Operation[None]:
        """Wait until every write is seen, or those of one place.

        Args:
            only: The place.
            spec: What the index was created for, where that is known better than by asking for the generation.

        Raises:
            DeadlineExceeded: if they are not in time.
        """
        places = self.unsettled.places(only)
        if places:
            spec = spec or (yield from self.spec())
            budget = Budget(self.deadline_s)
            yield from settle(self.unsettled, places, self.layout, spec, budget, self.url)
