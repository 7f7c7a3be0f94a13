from hybrid_search.ingest.pipeline.signal import Signal


def test_next_is_done_once_it_is_set_and_then_another_one_is_waited_for() -> None:
    signal = Signal()
    first = signal.next
    assert first is signal.next
    assert not first.done()
    signal.set()
    assert first.done()
    assert not signal.next.done()
