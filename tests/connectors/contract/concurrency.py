"""Several threads at once; over the asynchronous driver their operations run at once on one event loop."""

from __future__ import annotations

import threading

from hybrid_search import F
from tests.connectors.contract.base import ConnectorContract
from tests.connectors.contract.opened import Opened
from tests.fakes import row


class ConcurrencyContract(ConnectorContract):
    def test_threads_may_write_and_search_at_once(self, made: Opened) -> None:
        errors: list[BaseException] = []

        def work(thread: int) -> None:
            try:
                for n in range(5):
                    made.upsert([row(f"{thread}-{n}-{k}", metadata={"t": thread}) for k in range(4)])
                    assert len(made.ids(F.t == thread)) == 4 * (n + 1)
                    made.run(made.connector.put_record(f"record-{thread}", str(n).encode()))
            except BaseException as error:  # an assertion in a thread would be lost
                errors.append(error)

        threads = [threading.Thread(target=work, args=(thread,)) for thread in range(6)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert errors == []
        assert made.count() == 6 * 5 * 4
        assert len(made.run(made.connector.list_records("record-"))) == 6
