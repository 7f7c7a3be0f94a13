"""The distribution's name, in one place: every message and page that says ``pip install`` is tested against it."""

DISTRIBUTION = "hybrid-search-native"


def pip_line(extra: str | None = None) -> str:
    """The exact command that installs the distribution, with *extra* if one is named."""
    return f'pip install "{DISTRIBUTION}[{extra}]"' if extra else f"pip install {DISTRIBUTION}"
