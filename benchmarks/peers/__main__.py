"""Side by side with LangChain's and Haystack's Qdrant stores in hybrid mode, and with the plain Qdrant client.

    pip install langchain-qdrant qdrant-haystack
    python -m benchmarks.peers [--documents N] [--queries N] [--rounds N] [--url http://HOST:6333]

Everybody stores the same documents with the same vectors and is asked the same queries, each in the default of its own
documentation; embedders look vectors up in the form that the library asks for, so encoding is on nobody's time, and
neither is making the collection. All take turns in each of several rounds, and ratios are those of one round.

Without a URL there are two settings, and neither is a Qdrant server: the client's local mode, which searches in NumPy
and Python, and the tests' HTTP server in front of the same, in a process of its own. The latter's times are mostly its
Python; what it shows is the requests that everybody makes, and the processor time of the application's own process.
With a URL everything is stored on that server, in collections named peers-…, which are deleted.
"""

from __future__ import annotations

import argparse
import sys

from benchmarks.peers.missing import absence, missing


def main() -> None:
    options = _parser().parse_args()
    if absent := missing():
        sys.exit(absence(absent))
    from benchmarks.peers.run import run  # noqa: PLC0415  # it needs what was just looked for

    run(options.documents, options.queries, options.rounds, options.url)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=1_000)
    parser.add_argument("--queries", type=int, default=50, help="in each round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--url", help="of a Qdrant server: http://HOST:6333")
    return parser


if __name__ == "__main__":
    main()
