"""Which generation is live, and whether the first one is still there: two records in the first one's ``--records``.

Their names begin neither as a named record does nor as its pieces, so no operation on records meets them.
"""

from __future__ import annotations

from typing import NamedTuple

from hybrid_search.connectors.pinecone.layout import Layout
from hybrid_search.connectors.steps import Call, Gather, Operation

CURRENT = "current"
"""Its metadata say the number of the live generation; without it that is 1."""

DROPPED = "dropped"
"""That it is there says that generation 1 is not: its ``--records`` stays, being where the pointer is."""

NUMBER = "generation"


class Pointer(NamedTuple):
    """What the two records say.

    Attributes:
        live: The number of the live generation.
        first: Whether generation 1 is there.
    """

    live: int
    first: bool


def read(layout: Layout) -> Operation[Pointer]:
    """The pointer of an index, in one round trip.

    Raises:
        IndexNotFound: if there is no index.
    """
    place = layout.pointer
    _, answer = yield Gather(
        (
            Call(f"{place.role}.describe_namespace", {"name": place.namespace}),
            Call(f"{place.role}.fetch", {"namespace": place.namespace, "ids": [CURRENT, DROPPED]}),
        )
    )
    current = answer.vectors.get(CURRENT)
    return Pointer(1 if current is None else int(current.metadata[NUMBER]), DROPPED not in answer.vectors)
