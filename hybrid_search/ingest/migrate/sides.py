"""The index that is migrated, seen as its generations."""

from __future__ import annotations

from dataclasses import dataclass

from hybrid_search.connectors.base import Connector
from hybrid_search.connectors.steps import Operation
from hybrid_search.encoders import Encoder
from hybrid_search.errors import IndexNotFound, IndexSwitched, InvalidInput, Unsupported
from hybrid_search.index.core import Core
from hybrid_search.index.lifecycle import writable
from hybrid_search.ingest.migrate.target import Target, target


@dataclass(frozen=True, slots=True)
class Sides:
    """A connector to the name, the new encoder, and the one of the live generation.

    Attributes:
        connector: Its generations are read and written by their numbers, whatever the name points to.
        encoder: The new one.
        from_encoder: The one that the live generation was built with; only searching that needs it.
    """

    connector: Connector
    encoder: Encoder
    from_encoder: Encoder | None

    @classmethod
    def of(cls, core: Core, encoder: Encoder) -> Sides:
        """Of an index that is open.

        Raises:
            Unsupported: for a view, which must not change what it does not see.
        """
        if core.where is not None:
            raise Unsupported("a view cannot be migrated, since its index has documents outside it; migrate the index")
        return cls(core.connector, encoder, core.encoder)

    def find(self) -> Operation[Target]:
        """Where to read and where to build, looked up anew."""
        self.check()
        return (yield from target(self.connector, self.encoder))

    def check(self) -> None:
        """Refuse a foreign index."""
        writable(self.carrier(self.connector))

    def check_live(self, number: int) -> Operation[None]:
        """Look whether a generation is still the live one.

        Raises:
            IndexSwitched: if it is not.
        """
        live = yield from self.connector.generation()
        if live != number:
            raise IndexSwitched(
                f"{self.connector.url}: the index was switched from generation {number} to {live} meanwhile; look at "
                "it, and run this again if it is still wanted"
            )

    def carrier(self, connector: Connector) -> Core:
        """What a lease and the like are given, which do not look at the encoder."""
        return Core(connector, self.encoder, follows=False)

    def next(self, place: Target) -> Core:
        """The generation that is built."""
        return Core(self.connector.at(place.next), self.encoder, follows=False)

    def live(self) -> Operation[Core]:
        """The live generation, to be searched.

        Raises:
            InvalidInput: if its encoder was not given, or is another one.
        """
        place = yield from self.find()
        if self.from_encoder is None or (place.stamp is not None and not place.stamp.made_by(self.from_encoder)):
            given = "none was given" if self.from_encoder is None else f"{self.from_encoder.name!r} is another one"
            name = "an unknown encoder" if place.stamp is None else f"the encoder {place.stamp.encoder!r}"
            raise InvalidInput(
                f"{self.connector.url}: the live generation {place.live} was built with {name}, which is needed to "
                f"search it, and {given}; pass it as from_encoder (--from-encoder on the command line)"
            )
        return Core(self.connector.at(place.live), self.from_encoder, create=False, follows=False)

    def built(self) -> Operation[Core]:
        """The generation that was built, to be searched.

        Raises:
            IndexNotFound: if it was not.
        """
        place = yield from self.find()
        if not place.begun:
            raise IndexNotFound(
                f"{self.connector.url}: no generation was built with the encoder {self.encoder.name!r} yet; build it "
                "first"
            )
        return self.next(place)
