"""The version of onnxruntime, without importing it."""

from __future__ import annotations

_DISTRIBUTIONS = ("onnxruntime", "onnxruntime-gpu", "onnxruntime-openvino", "onnxruntime-directml")


def runtime_version() -> tuple[int, int]:
    """Major and minor; 0, 0 where it was installed in a way that leaves no metadata."""
    from importlib import metadata  # noqa: PLC0415  # 15 ms, not before an encoder is made

    for name in _DISTRIBUTIONS:
        try:
            major, minor, *_ = metadata.version(name).split(".")
            return int(major), int(minor)
        except (metadata.PackageNotFoundError, ValueError):
            continue
    return 0, 0
