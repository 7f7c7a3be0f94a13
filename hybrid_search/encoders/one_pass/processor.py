"""What this process can know of the processor that it runs on."""

from __future__ import annotations

import os
from pathlib import Path

_CPUINFO = Path("/proc/cpuinfo")
_PROCESSES = "HYBRID_SEARCH_PROCESSES"


def cpu_flags(cpuinfo: Path = _CPUINFO) -> frozenset[str]:
    """The feature flags of the first processor, as Linux lists them; empty where it does not (macOS, Windows)."""
    try:
        with cpuinfo.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                key, _, value = line.partition(":")
                if key.strip() in {"flags", "Features"}:  # x86, Arm
                    return frozenset(value.split())
    except OSError:
        pass
    return frozenset()


def usable_cpus() -> int:
    """Processors that this process may run on, at least 1; a container's CPU quota is not seen.

    In one of several worker processes (see :func:`share_processors`) its part of them.
    """
    cpus = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, cpus // int(os.environ.get(_PROCESSES, "1")))


def share_processors(processes: int) -> None:
    """Say that this process is one of so many that work side by side, before an encoder is made in it.

    Torch and others that go by OMP_NUM_THREADS are told, too, unless somebody set it.
    """
    os.environ[_PROCESSES] = str(processes)
    os.environ.setdefault("OMP_NUM_THREADS", str(usable_cpus()))
