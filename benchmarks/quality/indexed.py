"""A collection in an embedded index, which is kept from run to run where a folder is given for it."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from hybrid_search import Document, HybridIndex
from hybrid_search.encoders import Encoder
from hybrid_search.types import AddReport


def index_folder(keep: Path, collection: str, encoder: Encoder) -> Path:
    """One folder for each collection and for each state of the encoder that documents depend on."""
    state = json.dumps(dict(encoder.fingerprint), sort_keys=True)
    return keep / f"{collection}-{hashlib.sha256(state.encode()).hexdigest()[:8]}"


def fill(index: HybridIndex, documents: Sequence[Document], console: Console) -> None:
    """Add what is not there yet; ends the program if the index then holds anything but the documents."""
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("Indexing", total=len(documents))

        def advance(report: AddReport) -> None:
            progress.update(task, completed=report.written + report.unchanged + len(report.failed))

        report = index.add(documents, progress=advance)
    console.print(f"{report.written} encoded, {report.unchanged} unchanged, {len(report.failed)} failed")
    if index.count() != len(documents):
        sys.exit(
            f"{index.url} holds {index.count()} documents, the collection {len(documents)}; it was made from another "
            "collection of this name: remove the folder, or give another one to --keep"
        )
    for finding in index.doctor():
        console.print(str(finding), style="yellow")
