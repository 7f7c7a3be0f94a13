"""The peak memory of this process and its children, as Linux tells it; zeros elsewhere."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.scale.figures import Peak

_EVERY_S = 0.2
_KB_PER_MB = 1000 / 1.024


@contextmanager
def watched(peak: Peak) -> Iterator[None]:
    """Meanwhile the memory is looked at five times a second, and *peak* raised to what was seen."""
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(_EVERY_S):
            peak.include(resident())

    thread = threading.Thread(target=watch, name="memory")
    peak.include(resident())
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def resident() -> Peak:
    """What is resident now."""
    own = mapped = 0
    for process in ("self", *_children()):
        try:
            status = Path(f"/proc/{process}/status").read_text("utf-8")
        except OSError:  # not Linux, or a child that has just ended
            continue
        sizes = dict(line.split(":", 1) for line in status.splitlines() if line.startswith("Rss"))
        own += _kb(sizes.get("RssAnon"))
        mapped += _kb(sizes.get("RssFile"))
    return Peak(own / _KB_PER_MB, mapped / _KB_PER_MB)


def _children() -> list[str]:
    return [child for path in Path("/proc/self/task").glob("*/children") for child in _read(path).split()]


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError:  # the thread has just ended
        return ""


def _kb(size: str | None) -> int:
    return int(size.split()[0]) if size else 0
