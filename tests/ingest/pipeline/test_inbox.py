from hybrid_search.ingest.pipeline.inbox import Inbox


def test_it_is_first_in_first_out_and_never_holds_more_than_its_size() -> None:
    inbox: Inbox[int] = Inbox(2)
    assert [inbox.offer(n) for n in (1, 2, 3)] == [True, True, False]
    assert inbox.take() == 1
    assert inbox.offer(3)
    assert [inbox.take(), inbox.take(), inbox.take()] == [2, 3, None]


def test_what_is_put_in_and_the_end_are_news() -> None:
    inbox: Inbox[int] = Inbox(1)
    news = inbox.news.next
    inbox.offer(1)
    assert news.done()
    news = inbox.news.next
    assert not inbox.offer(2)
    assert not news.done()
    inbox.close()
    assert news.done()


def test_it_has_ended_once_it_is_closed_and_empty() -> None:
    inbox: Inbox[int] = Inbox(1)
    inbox.offer(1)
    assert not inbox.ended
    inbox.close()
    assert not inbox.ended
    inbox.take()
    assert inbox.ended
