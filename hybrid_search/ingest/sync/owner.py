"""Who holds a lease, and whether that process is known to be gone."""

from __future__ import annotations

import hashlib
import os
import socket
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_START_FIELD = 19  # of /proc/PID/stat behind the name in brackets: clock ticks from boot to the start


@dataclass(frozen=True, slots=True)
class Owner:
    """A process.

    Attributes:
        host: Name of its machine, for people.
        machine: Digest of the machine's boot and the process namespace; "" where the system does not tell.
        pid: Its number.
        start: When it started, in the machine's own unit; "" where the system does not tell.
    """

    host: str
    machine: str
    pid: int
    start: str

    @classmethod
    def me(cls) -> Owner:
        """This process."""
        return cls(socket.gethostname(), _machine(), os.getpid(), _start(os.getpid()))

    def gone(self, *, exclusive: bool) -> bool:
        """Whether the process certainly ended: it ran here, and no process of its number and start does.

        Args:
            exclusive: Whether the index takes one process at a time, so that every other one has ended.
        """
        me = Owner.me()
        if exclusive and (self.machine, self.pid, self.start) != (me.machine, me.pid, me.start):
            return True
        return bool(self.machine) and self.machine == me.machine and self.start != _start(self.pid)

    def __str__(self) -> str:
        return f"process {self.pid} on {self.host}"


def _machine() -> str:
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text()
        namespace = (_PROC / "self/ns/pid").readlink()
    except OSError:
        return ""
    return hashlib.sha256(f"{boot}{namespace}".encode()).hexdigest()[:32]


def _start(pid: int) -> str:
    try:
        stat = (_PROC / str(pid) / "stat").read_text(errors="replace")
    except OSError:
        return ""
    fields = stat.rpartition(")")[2].split()  # the name may hold spaces and brackets
    return fields[_START_FIELD] if len(fields) > _START_FIELD and fields[0] != "Z" else ""
