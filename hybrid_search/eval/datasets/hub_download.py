"""Repositories on the Hugging Face hub, downloaded once and then read from the cache."""

from __future__ import annotations

import errno
import time
from pathlib import Path
from typing import Literal

from hybrid_search._sentence_transformers.folder import READ_FILES as MODEL_FILES
from hybrid_search.errors import BackendUnavailable, InvalidSource, MissingExtra

_WAITS = (1.0, 4.0)  # seconds between the attempts; within each, the client tries some requests again
_DATASET_FILES = ["README.md", "*.parquet", "*.jsonl", "*.jsonl.gz", "*.json", "*.csv", "*.tsv"]  # not *.py: it is code
_OURS = {errno.EACCES, errno.EDQUOT, errno.ENOSPC, errno.EPERM, errno.EROFS}  # of this machine, not of the hub


def download(repository: str, revision: str | None, kind: Literal["dataset", "model"] = "dataset") -> tuple[Path, str]:
    """The folder of a repository, and its commit. What was downloaded before is not downloaded again.

    With ``HF_HUB_OFFLINE=1``, and where the hub does not answer, a complete earlier download is used.

    Raises:
        BackendUnavailable: if the hub does not answer, after three attempts.
        InvalidSource: if there is no such repository or revision, or it may not be read.
        MissingExtra: without the extra ``hub``, or ``models`` for a model.
    """
    try:
        from huggingface_hub import constants, errors, snapshot_download  # noqa: PLC0415  # an optional package
    except ImportError as error:
        raise MissingExtra(repository, "huggingface_hub", "hub" if kind == "dataset" else "models") from error
    files = _DATASET_FILES if kind == "dataset" else MODEL_FILES
    waits = () if constants.HF_HUB_OFFLINE else _WAITS
    for wait in (*waits, None):
        try:
            folder = Path(snapshot_download(repository, repo_type=kind, revision=revision, allow_patterns=files))
        except (errors.RepositoryNotFoundError, errors.RevisionNotFoundError, errors.HFValidationError) as error:
            raise InvalidSource(
                f"{repository}: there is no such {kind} at {constants.ENDPOINT} (revision {revision or 'main'}), or "
                f"it needs a token (HF_TOKEN): {_line(error)}"
            ) from error
        except (OSError, errors.HTTPError) as error:  # type: ignore[attr-defined]  # the client's own, named there since 0.3
            if isinstance(error, OSError) and error.errno in _OURS:
                raise
            if wait is None:
                raise BackendUnavailable(
                    _unavailable(kind, repository, constants.ENDPOINT, len(waits) + 1, error)
                ) from error
            time.sleep(wait)
        else:
            return folder, folder.name
    raise AssertionError("unreachable")


def _unavailable(kind: str, repository: str, endpoint: str, attempts: int, error: Exception) -> str:
    passed = ", and pass folder='FOLDER'" if kind == "dataset" else ""
    return (
        f"{repository}: could not be downloaded from {endpoint} in {attempts} attempts "
        f"({_line(error.__cause__ or error)}). What has arrived is kept, so try again later; or set HF_ENDPOINT to a "
        "mirror; or copy the repository from elsewhere, with "
        f"'hf download --repo-type {kind} {repository} --local-dir FOLDER/{repository}'{passed}"
    )


def _line(error: BaseException) -> str:
    return f"{type(error).__name__}: {str(error).strip().partition(chr(10))[0]}"
