"""The three models: where they lie, and which revision of them."""

from __future__ import annotations

from pathlib import Path

from hybrid_search.errors import InvalidSource
from hybrid_search.eval.datasets.hub_download import download
from hybrid_search.eval.files.checksum import sha256
from hybrid_search.eval.reproduce.kept import Kept
from hybrid_search.eval.reproduce.offline import missing_of_model


def model_folder(name: str, kept: Kept, offline: Path | None) -> Path:
    """The folder of a model, whose revision is recorded in *kept*; the revision recorded before is asked for again.

    Args:
        name: On the Hugging Face hub.
        kept: Of this reproduction.
        offline: Read ``OFFLINE/NAME`` instead; the revision is then the SHA-256 of its files.

    Raises:
        BackendUnavailable: if the hub does not answer, after retries.
        InvalidInput: if *kept* was computed with another revision.
        InvalidSource: if there is no such model, or it lacks a file.
    """
    if offline is None:
        folder, revision = download(name, kept.sources.get(name), "model")
    else:
        folder = offline / name
        files = sorted(file for file in folder.rglob("*") if file.is_file() and ".cache" not in file.parts)
        revision = f"sha256:{sha256(files)}"
    if missing := missing_of_model(folder, name):
        raise InvalidSource(f"the model {name} lacks {', '.join(missing)}; fetch it again")
    kept.bind(name, revision)
    return folder
