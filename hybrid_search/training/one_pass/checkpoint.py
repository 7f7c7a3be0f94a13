"""The state of a training between two steps, in one npz file that is there whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.optim import AdamW

from hybrid_search._atomic_file import write_atomically
from hybrid_search.encoders.one_pass.weights import read_arrays

_MOMENTS = ("exp_avg", "exp_avg_sq")


def save(path: Path, step: int, parameters: Mapping[str, Tensor], optimizer: AdamW) -> None:
    """Write parameters and moments after *step* steps."""
    arrays = {"step": np.array(step)}
    for name, parameter in parameters.items():
        arrays[f"parameter/{name}"] = parameter.detach().numpy()
        for moment in _MOMENTS:
            if moment in optimizer.state[parameter]:
                arrays[f"{moment}/{name}"] = optimizer.state[parameter][moment].numpy()
    data = BytesIO()
    np.savez(data, allow_pickle=False, **arrays)
    write_atomically(path, data.getvalue())


def restore(path: Path, parameters: Mapping[str, Tensor], optimizer: AdamW) -> int:
    """Bring parameters and moments back; 0 steps if there is no such file.

    Returns:
        How many steps were done.
    """
    if not path.exists():
        return 0
    arrays = read_arrays(path.read_bytes())
    step = int(arrays["step"])
    with torch.no_grad():
        for name, parameter in parameters.items():
            parameter.copy_(torch.from_numpy(arrays[f"parameter/{name}"]))
            if f"{_MOMENTS[0]}/{name}" in arrays:
                optimizer.state[parameter] = {"step": torch.tensor(float(step))} | {
                    moment: torch.from_numpy(arrays[f"{moment}/{name}"]) for moment in _MOMENTS
                }
    return step
