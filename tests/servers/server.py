"""One node as a child process: start, stop, kill, and start again on the same data and port."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from random import SystemRandom
from types import TracebackType
from typing import Self

from tests.servers.errors import ServerFailed
from tests.servers.prepare import Build
from tests.servers.products import JVM, SETTINGS, Product

START_S = 180.0
"""Seconds until a start counts as failed. On two busy cores it takes ten."""
STOP_S = 30.0
PORTS = range(20_000, 30_000, 100)
"""First ports of ranges of a hundred. Below those that systems give to clients: on one of these, a client that calls a
dead server again and again can be connected with itself, and then holds the server's port."""


class Server:
    """A node of *build* that listens on 127.0.0.1 only and keeps data and log under *folder*.

    It ends with this process, however this process ends. *settings* are added to those that all nodes have. Without
    *port* the node takes a free one at its first start and keeps it.
    """

    def __init__(
        self, build: Build, folder: Path, *, port: int | None = None, settings: Mapping[str, str] | None = None
    ) -> None:
        self._build = build
        self._folder = folder.resolve()
        self._port = port
        self._settings = dict(settings or {})
        self._process: subprocess.Popen[bytes] | None = None
        self.log = self._folder / "log"
        """The file with all that the node printed, over all its starts."""

    @property
    def product(self) -> Product:
        return self._build.product

    @property
    def port(self) -> int:
        if self._port is None:
            raise RuntimeError("the port is known after the first start()")
        return self._port

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        if self._process is None or not self.running:
            raise RuntimeError(f"{self.product.name} is not running")
        return self._process.pid

    def start(self) -> None:
        """Returns when the node answers and every index that it has can be read and written.

        Raises:
            ServerFailed: it ended, or did not answer within START_S.
        """
        if self.running:
            raise RuntimeError(f"{self.product.name} is running already")
        self._close()
        self._folder.joinpath("tmp").mkdir(parents=True, exist_ok=True)
        deadline = time.monotonic() + START_S
        with self.log.open("ab") as log:
            said_before = log.tell()
            # Standard input is the leash: the node ends when nobody holds the other end. Its own session keeps it
            # alive through a Ctrl-C until whoever started it has cleaned up.
            self._process = subprocess.Popen(
                self._command(),
                cwd=self._folder,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            self._port = self._announced_port(said_before, deadline)
            self._wait_for_indexes(deadline)
        except BaseException:
            self.kill()
            raise

    def stop(self) -> None:
        """Ends the node cleanly, or by force after STOP_S. Nothing to do where it does not run."""
        if self._process is not None and self.running:
            self._process.terminate()
            try:
                self._process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self._close()

    def kill(self) -> None:
        """Ends the node in the middle of whatever it does (SIGKILL); returns when it is gone."""
        if self._process is not None:
            self._process.kill()
        self._close()

    def restart(self) -> None:
        """Starts it again on the same data and port; stops it first where it runs."""
        self.stop()
        self.start()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _close(self) -> None:
        if self._process is not None:
            if self._process.stdin is not None:
                self._process.stdin.close()
            self._process.wait()
            self._process = None

    def _command(self) -> list[str]:
        first = SystemRandom().choice(PORTS)  # not the generator that tests seed: two runs would meet
        ports = {
            "http.port": f"{first}-{first + 49}" if self._port is None else str(self._port),
            "transport.port": f"{first + 50}-{first + 99}",
        }
        settings = SETTINGS | {"path.home": str(self._folder)} | ports | self._settings
        return [
            *(str(self._build.jdk / "bin" / "java"), *JVM, *self.product.jvm),
            *(f"-Djava.io.tmpdir={self._folder / 'tmp'}", "-cp", os.pathsep.join(map(str, self._build.classpath))),
            *(self.product.main, *(f"{key}={value}" for key, value in settings.items())),
        ]

    def _announced_port(self, said_before: int, deadline: float) -> int:
        while time.monotonic() < deadline:
            ended = not self.running
            said = self.log.read_bytes()[said_before:]
            if found := re.search(rb"^STARTED (\d+)$", said, flags=re.MULTILINE):
                return int(found[1])
            if ended:
                raise self._failure("ended while it started")
            time.sleep(0.05)
        raise self._failure(f"did not start within {START_S:.0f} seconds")

    def _wait_for_indexes(self, deadline: float) -> None:
        seconds = max(1, int(deadline - time.monotonic()))
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds + 10)
        try:
            connection.request("GET", f"/_cluster/health?wait_for_status=yellow&timeout={seconds}s")
            answer = connection.getresponse()
            body = answer.read()
        except OSError as error:
            raise self._failure(f"started and then did not answer ({error})") from error
        finally:
            connection.close()
        if answer.status != http.client.OK:
            raise self._failure(f"started and could not open its indexes ({answer.status}: {body.decode()})")

    def _failure(self, what: str) -> ServerFailed:
        lines = self.log.read_text(errors="replace").splitlines()[-40:]
        name = f"{self.product.name} {self.product.version}"
        return ServerFailed("\n".join([f"{name} {what}; the end of {self.log}:", *lines]))
