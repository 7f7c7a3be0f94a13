"""Download and compile a server, once for this machine."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from tests.servers.errors import ServerFailed, ServerUnavailable
from tests.servers.jdks import find_jdk
from tests.servers.products import Product

COMPLETE = "COMPLETE"
"""The file that is written last: a folder without it was left by a process that died."""


@dataclass(frozen=True, slots=True)
class Build:
    """A product that is ready to start."""

    product: Product
    jdk: Path
    classpath: tuple[Path, ...]
    """Folders and jars, in order."""


def cache_folder() -> Path:
    """HYBRID_SEARCH_SERVERS, or a folder of the user's cache."""
    chosen = os.environ.get("HYBRID_SEARCH_SERVERS")
    return Path(chosen) if chosen else Path("~/.cache/hybrid-search-servers").expanduser()


def prepare(product: Product, root: Path | None = None) -> Build:
    """The jars and classes of *product* under *root* (the cache folder by default); made if they are not there.

    Folder names carry a digest of what they are made from, so that a changed source is compiled anew beside the old.

    Raises:
        ServerUnavailable: this machine has no such JDK or no Maven, or cannot download.
        ServerFailed: the sources do not compile.
    """
    jdk = find_jdk(product.jdk)
    home = (root or cache_folder()) / f"{product.name}-{product.version}"
    of_jars = _digest([product.pom], product.version)
    jars = complete(home / f"jars-{of_jars}", lambda folder: _download(product, jdk, folder))
    paths = tuple(sorted(jars.rglob("*.jar")))
    sources = sorted(file for folder in product.sources for file in folder.rglob("*.java"))
    of_classes = _digest(sources, of_jars)
    classes = complete(home / f"classes-{of_classes}", lambda folder: _compile(sources, jdk, paths, folder))
    return Build(product, jdk, (classes, *paths))


def complete(folder: Path, fill: Callable[[Path], None]) -> Path:
    """*folder* after *fill* ran on it exactly once, whoever asks at the same time."""
    marker = folder / COMPLETE
    if marker.is_file():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    # One lock for all products: Maven's own repository is not made for two writers.
    with FileLock(folder.parent.parent / "prepare.lock"):
        if not marker.is_file():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            fill(folder)
            marker.touch()
    return folder


def _download(product: Product, jdk: Path, folder: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise ServerUnavailable(
            f"{product.name} is downloaded by Maven, and there is no mvn on the PATH; install Maven"
        )
    command = [
        *(maven, "--quiet", "--batch-mode", "--strict-checksums"),
        *("-f", str(product.pom), f"-Dserver.version={product.version}"),
        *("dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={folder}"),
    ]
    # Run in the folder to be filled: Maven reads a .mvn/ of the place where it is started.
    environment = os.environ | {"JAVA_HOME": str(jdk)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ServerUnavailable(f"Maven could not download {product.name} {product.version}: {_tail(done)}")
    for plugin in folder.glob("*.zip"):
        with zipfile.ZipFile(plugin) as archive:
            archive.extractall(folder / plugin.stem)
        plugin.unlink()


def _compile(sources: Sequence[Path], jdk: Path, jars: Iterable[Path], folder: Path) -> None:
    flags = ["-nowarn", "-Xlint:-removal", "-encoding", "UTF-8"]
    classpath = os.pathsep.join(map(str, jars))
    command = [str(jdk / "bin" / "javac"), *flags, "-cp", classpath, "-d", str(folder), *map(str, sources)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ServerFailed(f"javac could not compile the node: {_tail(done)}")


def _tail(done: subprocess.CompletedProcess[str]) -> str:
    return (done.stdout + done.stderr).strip()[-2000:] or f"it ended with {done.returncode} and said nothing"


def _digest(files: Iterable[Path], start: str) -> str:
    digest = hashlib.sha256(start.encode())
    for file in files:
        digest.update(b"\0" + file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]
