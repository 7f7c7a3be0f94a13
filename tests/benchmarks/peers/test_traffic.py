from __future__ import annotations

import httpx

from benchmarks.peers.traffic import Traffic, counted


def test_requests_and_the_bytes_of_both_bodies_are_counted() -> None:
    transport = httpx.MockTransport(lambda request: httpx.Response(200, content=b"four"))
    with counted() as traffic, httpx.Client(transport=transport) as client:
        client.post("http://localhost/", content=b"sixsix")
        client.get("http://localhost/")
    assert traffic == Traffic(requests=2, sent=6, received=8)


def test_a_share_is_one_of_equal_parts() -> None:
    traffic = Traffic(1, 10, 100)
    traffic.add(Traffic(3, 10, 100))
    assert traffic.share(4) == Traffic(1, 5, 50)
