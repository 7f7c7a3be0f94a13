"""Measures that need a process of their own: cold start and peak memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.encode.contestants import Settings, make

if TYPE_CHECKING:
    from benchmarks.encode.turns import Clock

ROOT = Path(__file__).parents[2]
_BYTES_PER_KB = 1024


def cold_start(name: str, settings: Settings, query: str, clock: Clock) -> float:
    """Seconds from the start of a Python process until the vectors of its first query are there."""
    spent = _run(name, settings, "queries", [query])
    return spent.processor_seconds if clock is time.process_time else spent.seconds


def peak_bytes(name: str, settings: Settings, documents: list[str]) -> int:
    """The largest resident set of a process that encodes *documents* in one call."""
    return _run(name, settings, "documents", documents).peak_bytes


@dataclass(frozen=True, slots=True)
class _Spent:
    seconds: float
    processor_seconds: float
    peak_bytes: int


def _run(name: str, settings: Settings, kind: str, texts: list[str]) -> _Spent:
    started = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.encode.process"],
        cwd=ROOT,
        env={**os.environ, "TQDM_DISABLE": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        json.dump([name, asdict(settings), kind, texts], process.stdin)
        process.stdin.close()
        line = process.stdout.readline()
        seconds = time.perf_counter() - started
    if process.returncode != 0:
        raise SystemExit(f"{name}: its process failed, see above")
    processor_seconds, peak = line.split()
    return _Spent(seconds, float(processor_seconds), int(peak))


def peak_of_this_process() -> int:
    """Bytes. Not getrusage on Linux: its maximum includes the parent's memory at the moment of the fork."""
    try:
        status = Path("/proc/self/status").read_text("utf-8")
    except OSError:
        import resource  # noqa: PLC0415  # not on Windows

        unit = 1 if sys.platform == "darwin" else _BYTES_PER_KB
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * _BYTES_PER_KB


if __name__ == "__main__":
    asked, options, kind, given = json.load(sys.stdin)
    contestant = make(asked, Settings(**options))
    (contestant.queries if kind == "queries" else contestant.documents)(given)
    print(time.process_time(), peak_of_this_process(), flush=True)
    os._exit(0)
