"""What this process can know of the processor that it runs on."""

from __future__ import annotations

import os
from pathlib import Path

_CPUINFO = Path("/proc/cpuinfo")


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
    """Processors that this process may run on; a container's CPU quota is not seen."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
