"""The version of onnxruntime, without the seconds that its import may take."""

from __future__ import annotations

from importlib import metadata

_DISTRIBUTIONS = ("onnxruntime", "onnxruntime-gpu", "onnxruntime-openvino", "onnxruntime-directml")


def runtime_version() -> tuple[int, int]:
    """Major and minor; 0, 0 where it was installed in a way that leaves no metadata."""
    for name in _DISTRIBUTIONS:
        try:
            major, minor, *_ = metadata.version(name).split(".")
            return int(major), int(minor)
        except (metadata.PackageNotFoundError, ValueError):
            continue
    return 0, 0
