"""Fields of a JSON file that people edit: each fault is named with its place."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hybrid_search.errors import InvalidSource
from hybrid_search.types import shorten


@dataclass(frozen=True, slots=True)
class Fields:
    """An object of the file.

    Attributes:
        file: Its name.
        path: Where the object stands in it: ``must_find[2]``, from 0 as in jq; empty for the whole.
        entries: What the object holds.
    """

    file: str
    path: str
    entries: Mapping[str, Any]

    @property
    def place(self) -> str:
        """For messages: ``FILE: must_find[2]``."""
        return f"{self.file}: {self.path}" if self.path else self.file

    def known(self, names: Sequence[str]) -> None:
        """Refuse fields of other names: a misspelt one would be ignored.

        Raises:
            InvalidSource: listing the known ones.
        """
        for name in self.entries:
            if name not in names:
                raise InvalidSource(f"{self.place}: there is no field {shorten(name)!r}; known: {', '.join(names)}")

    def text(self, name: str, default: str | None = None) -> str:
        """A string.

        Raises:
            InvalidSource: if it is something else, or missing without a default.
        """
        value = self.entries.get(name, default)
        if not isinstance(value, str):
            raise self._fault(name, "must be a text")
        return value

    def whole(self, name: str, default: int) -> int:
        """A whole number.

        Raises:
            InvalidSource: if it is something else.
        """
        value = self.entries.get(name, default)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self._fault(name, "must be a whole number")
        return value

    def number(self, name: str) -> float | None:
        """A number, or None where it is missing or null.

        Raises:
            InvalidSource: if it is something else.
        """
        value = self.entries.get(name)
        if value is not None and (not isinstance(value, int | float) or isinstance(value, bool)):
            raise self._fault(name, "must be a number or null")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of strings.

        Raises:
            InvalidSource: if it is something else, or missing.
        """
        value = self.entries.get(name)
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self._fault(name, "must be a list of texts")
        return tuple(value)

    def mapping(self, name: str) -> Fields:
        """An object; empty where it is missing.

        Raises:
            InvalidSource: if it is something else.
        """
        value = self.entries.get(name, {})
        if not isinstance(value, dict):
            raise self._fault(name, "must be an object")
        return Fields(self.file, self._inside(name), value)

    def objects(self, name: str) -> Iterator[Fields]:
        """A list of objects, each with its place; empty where it is missing.

        Raises:
            InvalidSource: if it is something else.
        """
        value = self.entries.get(name, [])
        if not isinstance(value, list):
            raise self._fault(name, "must be a list of objects")
        for number, entry in enumerate(value):
            path = f"{self._inside(name)}[{number}]"
            if not isinstance(entry, dict):
                raise InvalidSource(f"{self.file}: {path}: {shorten(repr(entry))} must be an object")
            yield Fields(self.file, path, entry)

    def _inside(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def _fault(self, name: str, rule: str) -> InvalidSource:
        if name not in self.entries:
            return InvalidSource(f"{self.place}: the field {name!r} is missing; it {rule}")
        return InvalidSource(f"{self.place}: {name} is {shorten(repr(self.entries[name]))}; it {rule}")


def read_fields(path: Path) -> Fields:
    """The object that the file holds.

    Raises:
        InvalidSource: naming the file, and the line where JSON ends being JSON.
    """
    name = path.as_posix()

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                raise InvalidSource(f"{name}: one object names {shorten(key)!r} twice; keep one")
            found[key] = value
        return found

    try:
        loaded = json.loads(path.read_text("utf-8-sig"), object_pairs_hook=once)
    except OSError as error:
        raise InvalidSource(f"{name}: cannot be read ({error.strerror or error})") from error
    except UnicodeDecodeError as error:
        raise InvalidSource(f"{name}: is not UTF-8 ({error.reason})") from None
    except json.JSONDecodeError as error:
        raise InvalidSource(f"{name}:{error.lineno}: is not JSON ({error.msg}, column {error.colno})") from None
    except RecursionError:
        raise InvalidSource(f"{name}: is nested too deep") from None
    if not isinstance(loaded, dict):
        raise InvalidSource(f"{name}: expected an object with must_find, queries, or both")
    return Fields(name, "", loaded)
