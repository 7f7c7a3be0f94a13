"""The same lines on each backend: only the URL differs, and the order of the hits does not.

    python examples/backends.py
    python examples/backends.py memory://trial ./trial qdrant://localhost:6333/trial opensearch://localhost:9200/trial

Without arguments it uses the memory of this process. Three small documents are added to each index and stay there, so
name indexes that hold nothing else. The README lists the URLs, and where credentials are taken from. The exit code is 1
if an order differs.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from hybrid_search import Document, F, HybridIndex, SearchResults

DOCUMENTS = [
    Document("photosynthesis", "Plants turn light, water and carbon dioxide into sugar.", {"year": 2021}),
    Document("glacier", "Glaciers grind rock into flour and carry it to the valley.", {"year": 2019}),
    Document("fax", "The fax machine is older than the telephone.", {"year": 1843}),
]


def hits(url: str, query: str) -> SearchResults:
    """What a search finds in the index at *url*, once the documents are there."""
    with HybridIndex.open(url) as index:
        index.add(DOCUMENTS)
        found = index.search(query, k=3, where=F.year >= 2000)
        print(f"{index.url}\n{found}\n")
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Search each backend and compare the orders."""
    parser = argparse.ArgumentParser(description="The same search on each backend.")
    parser.add_argument("urls", nargs="*", default=["memory://trial"], metavar="URL")
    parser.add_argument("--query", default="how do plants eat")
    chosen = parser.parse_args(arguments)
    orders = {hits(url, chosen.query).ids for url in chosen.urls}
    print("all orders are the same" if len(orders) == 1 else f"the orders differ: {orders}")
    return int(len(orders) > 1)


if __name__ == "__main__":
    raise SystemExit(main())
