"""A program in a process of its own, to be killed at any moment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


class Mortal:
    """A started interpreter that waits for its turn; the next one starts while the one before works.

    Args:
        program: Prints "ready", reads a line, prints "open", works, and prints "done".
        folder: Its only argument.
    """

    def __init__(self, program: str, folder: Path) -> None:
        path = os.pathsep.join(part or str(Path.cwd()) for part in sys.path)
        self._process = subprocess.Popen(
            [sys.executable, "-c", program, str(folder)],
            env=os.environ | {"PYTHONPATH": path},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def begin(self, line: str = "") -> None:
        """Give it the line that it waits for, and return when it has opened the index."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n"
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline() == "open\n"

    def kill(self) -> bool:
        """Whether it was still at work."""
        self._process.kill()
        out, _ = self._process.communicate()
        return "done" not in out

    def finish(self) -> None:
        """Wait until it is done, as it must be."""
        out, _ = self._process.communicate()
        assert (out, self._process.returncode) == ("done\n", 0)
