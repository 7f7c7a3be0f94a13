"""Optimising in a process of its own.

The engine holds the global lock of Python while it optimises, which can be minutes. So the process that owns the index
closes the shard, lets a worker process optimise it, and opens it again; the folder stays locked throughout.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from hybrid_search.errors import BackendError

WORKER = "hybrid_search.connectors.embedded.optimize_worker"


def optimize_apart(shard: Path) -> None:
    """Run the worker on a closed shard and wait for it, without holding the global lock.

    Raises:
        BackendError: with what the worker wrote, if it failed.
    """
    search_path = os.pathsep.join(part or str(Path.cwd()) for part in sys.path)
    finished = subprocess.run(  # noqa: S603  # this interpreter, and a path as one argument
        [sys.executable, "-m", WORKER, str(shard)],
        env=os.environ | {"PYTHONPATH": search_path},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        check=False,
    )
    if finished.returncode != 0:
        raise BackendError(
            f"{shard}: optimising failed with exit status {finished.returncode}; no row is lost, and searches are as "
            f"before, so try again. The worker wrote: {finished.stderr.strip()[-2000:] or 'nothing'}"
        )
