"""Several threads at once; over the asynchronous driver their operations run at once on one event loop."""

from __future__ import annotations

from hybrid_search import F
from tests.connectors.contract.base import ConnectorContract
from tests.connectors.contract.opened import Opened
from tests.fakes import row
from tests.threads import at_once


class ConcurrencyContract(ConnectorContract):
    def test_threads_may_write_and_search_at_once(self, made: Opened) -> None:
        def work(thread: int) -> None:
            for n in range(5):
                made.upsert([row(f"{thread}-{n}-{k}", metadata={"t": thread}) for k in range(4)])
                assert len(made.ids(F.t == thread)) == 4 * (n + 1)
                made.run(made.connector.put_record(f"record-{thread}", str(n).encode()))

        assert at_once(6, work) == []
        assert made.count() == 6 * 5 * 4
        assert len(made.run(made.connector.list_records("record-"))) == 6
