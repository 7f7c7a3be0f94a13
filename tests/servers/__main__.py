"""Run the servers of the tests by hand: ``python -m tests.servers start elasticsearch9 opensearch=9200``."""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

from tests.servers.errors import ServerFailed, ServerUnavailable
from tests.servers.prepare import prepare
from tests.servers.products import PRODUCTS, Product
from tests.servers.server import Server


def main(arguments: Sequence[str] | None = None) -> int:
    names = ", ".join(PRODUCTS)
    parser = argparse.ArgumentParser(prog="python -m tests.servers", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    download = commands.add_parser("prepare", help="download and compile, and start nothing")
    download.add_argument("servers", nargs="*", type=_product, default=list(PRODUCTS.values()), metavar="NAME")
    start = commands.add_parser("start", help="start, print the URLs, and run until Ctrl-C")
    start.add_argument("servers", nargs="+", type=_product_and_port, metavar="NAME[=PORT]", help=names)
    start.add_argument("--data", type=Path, help="a folder for the data, kept; a temporary one by default")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        if options.command == "prepare":
            for product in options.servers:
                _say(f"{product.name} {prepare(product).classpath[0].parent}")
        else:
            _run(options.servers, options.data)
    except KeyboardInterrupt:
        return 0
    except (ServerUnavailable, ServerFailed) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _run(servers: Sequence[tuple[Product, int | None]], data: Path | None) -> None:
    with ExitStack() as stack:
        root = data or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for product, port in servers:
            server = stack.enter_context(Server(prepare(product), root / product.name, port=port))
            _say(f"{product.name} {server.url} (process {server.pid}, log {server.log})")
        signal.pause()


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _product(name: str) -> Product:
    if name not in PRODUCTS:
        raise argparse.ArgumentTypeError(f"{name!r} is none of {', '.join(PRODUCTS)}")
    return PRODUCTS[name]


def _product_and_port(text: str) -> tuple[Product, int | None]:
    name, _, port = text.partition("=")
    if port and not port.isdecimal():
        raise argparse.ArgumentTypeError(f"{port!r} is no port number")
    return _product(name), int(port) if port else None


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
