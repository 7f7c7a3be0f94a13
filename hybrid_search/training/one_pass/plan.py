"""What a training is to do, written down before it begins, so that a second run goes on with the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hybrid_search._atomic_file import write_atomically
from hybrid_search.encoders.one_pass.model_folder import BUNDLED, MANIFEST, ModelFolder
from hybrid_search.errors import InvalidInput
from hybrid_search.training.one_pass.settings import Settings
from hybrid_search.training.one_pass.texts import DEBIAN, files_of

PLAN, REPORT = "plan.json", "training.json"
DEFAULT_TEACHER = "default"


@dataclass(frozen=True, slots=True)
class Plan:
    """One training.

    Attributes:
        texts: Files, folders, or the word ``debian``.
        out: The folder for the model.
        work: The folder for everything in between.
        start: "shipped", "scratch", or a model folder.
        teacher: "default", "cross-encoder:MODEL" or "splade:MODEL".
        minutes: Time for the steps of a round; from the pace of the first ones follows how many there are. None leaves
            ``settings.steps`` as it is.
        evaluate: A BEIR folder to measure on, beside the held-out passages.
        settings: All numbers.

    Raises:
        InvalidInput: without texts, or with a number of minutes that is not above 0.
    """

    texts: tuple[str, ...]
    out: Path
    work: Path
    start: str = "shipped"
    teacher: str = DEFAULT_TEACHER
    minutes: float | None = None
    evaluate: Path | None = None
    settings: Settings = field(default_factory=Settings)

    def __post_init__(self) -> None:
        if not self.texts:
            raise InvalidInput("training: no texts are named; name files, folders, or the word debian")
        if self.minutes is not None and not self.minutes > 0:
            raise InvalidInput(f"training: minutes is {self.minutes}; it must be above 0")

    @property
    def start_folder(self) -> Path:
        """Where trunk and tokenizer come from, and the head unless it begins from scratch."""
        return BUNDLED if self.start in {"shipped", "scratch"} else Path(self.start)

    def facts(self) -> Mapping[str, Any]:
        """What decides on the result, as JSON values; what it is evaluated on does not.

        Raises:
            InvalidSource: for a path with nothing that can be read.
            CorruptWeights: if *start* is no model folder.
        """
        facts = {
            "texts": {name: _content(name) for name in self.texts},
            "start": [self.start if self.start == "scratch" else "trained", self._weights()],
            "teacher": self.teacher,
            "minutes": self.minutes,
            **self.settings.as_dict(),
        }
        return dict(json.loads(json.dumps(facts)))

    def settle(self) -> bool:
        """Write the plan down, or compare it with the one that is there.

        Returns:
            Whether the model is finished already.

        Raises:
            InvalidInput: if *out* holds something else, or *work* a training with other settings.
        """
        facts = self.facts()
        report = self.out / REPORT
        if report.exists() and (self.out / MANIFEST).exists():
            finished = json.loads(report.read_text("utf-8")).get("plan")
            if finished == facts:
                return True
            raise InvalidInput(f"{self.out} holds a model of another training ({_differing(finished, facts)} differ)")
        written = self.work / PLAN
        known = json.loads(written.read_text("utf-8")) if written.exists() else None
        if self.out.exists() and (not self.out.is_dir() or (any(self.out.iterdir()) and known is None)):
            raise InvalidInput(f"{self.out} holds something else; name a folder that does not exist yet")
        if known is None:
            if self.work.exists() and any(self.work.iterdir()):
                raise InvalidInput(f"{self.work} holds something else; name a work folder that does not exist yet")
            self.work.mkdir(parents=True, exist_ok=True)
            write_atomically(written, json.dumps(facts, indent=2).encode())
        elif known != facts:
            raise InvalidInput(
                f"{self.work} holds a training that was begun with other settings ({_differing(known, facts)}); repeat "
                "them to go on, or name another work folder"
            )
        return False

    def _weights(self) -> str:
        return ModelFolder.open(self.start_folder).weights_hash


def _differing(before: Mapping[str, Any] | None, now: Mapping[str, Any]) -> str:
    before = before or {}
    return ", ".join(name for name in sorted({*before, *now}) if before.get(name) != now.get(name))


def _content(name: str) -> str:
    """What ``debian`` reads depends on the release; a file is its bytes."""
    if name == DEBIAN:
        return DEBIAN
    content = hashlib.sha256()
    for file in files_of(Path(name)):
        content.update(hashlib.sha256(file.read_bytes()).digest())
    return content.hexdigest()
