"""A JDK of one major version among those that are installed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from tests.servers.errors import ServerUnavailable

FOLDERS = (
    ("/usr/lib/jvm", "*"),
    ("/Library/Java/JavaVirtualMachines", "*/Contents/Home"),
    ("~/.sdkman/candidates/java", "*"),
    ("~/.jdks", "*"),
)
"""Where installers put JDKs: Linux packages, macOS, SDKMAN!, IntelliJ IDEA."""


def find_jdk(major: int, environ: Mapping[str, str] = os.environ) -> Path:
    """The home of a JDK *major*: named by HYBRID_SEARCH_JDK<major>, else the first one found.

    Raises:
        ServerUnavailable: none is installed, or the variable names something else.
    """
    name = f"HYBRID_SEARCH_JDK{major}"
    if chosen := environ.get(name):
        if (is_major := major_version(Path(chosen))) != major:
            found = "no JDK" if is_major is None else f"a JDK {is_major}"
            raise ServerUnavailable(f"{name}={chosen} is {found}; set it to the home folder of a JDK {major}")
        return Path(chosen)
    for home in candidates(major, environ):
        if major_version(home) == major:
            return home
    raise ServerUnavailable(f"no JDK {major} was found; install one, or set {name} to its home folder")


def candidates(major: int, environ: Mapping[str, str]) -> Iterator[Path]:
    """Folders that may be the home of a JDK, the likely ones first."""
    for name in (f"JAVA{major}_HOME", f"JAVA_HOME_{major}_X64", f"JAVA_HOME_{major}_ARM64", "JAVA_HOME"):
        if home := environ.get(name):
            yield Path(home)
    if java := shutil.which("java", path=environ.get("PATH")):
        yield Path(java).resolve().parent.parent
    for folder, pattern in FOLDERS:
        yield from sorted(Path(folder).expanduser().glob(pattern))


@cache
def major_version(home: Path) -> int | None:
    """What ``java -version`` says of *home*, for example 17; None where java or javac is missing."""
    java = home / "bin" / "java"
    if not (java.is_file() and (home / "bin" / "javac").is_file()):
        return None
    try:
        done = subprocess.run([java, "-version"], capture_output=True, text=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r'version "(\d+)', done.stderr + done.stdout)
    return int(found[1]) if found else None
