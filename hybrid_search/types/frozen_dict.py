"""A dict that cannot be changed."""

from __future__ import annotations

from typing import Any, NoReturn


class FrozenDict(dict[str, Any]):
    """Read-only, and else a dict: it can be copied, pickled and written as JSON like any other.

    ``copy()`` and ``|`` give a plain dict, which can be changed.
    """

    __slots__ = ()

    def _refuse(self: Any, *_: object, **__: object) -> NoReturn:
        raise TypeError("this dict is read-only; change a copy of it, made with dict(…)")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[type[FrozenDict], tuple[dict[str, Any]]]:
        return type(self), (dict(self),)  # dict's own way back goes through __setitem__
