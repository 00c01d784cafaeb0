"""What a file is once it was read: plain data, the text it stood in, and the place of every key and value.

Nothing here reads YAML until somebody asks for a place.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeGuard

if TYPE_CHECKING:
    from pecrules.base.problems import Location, Path
    from pecrules.parsing.events import Spots


class Document:
    """One file as plain data with places.

    Attributes:
        name: The file's name, as people should see it.
    """

    def __init__(self, name: str, data: Any, text: str) -> None:
        self.name: Final = name
        self._data, self._text = data, text

    @property
    def data(self) -> Any:
        """The plain data."""
        return self._data

    @property
    def text(self) -> str:
        """The whole text, for excerpts."""
        return self._text

    @cached_property
    def _spots(self) -> dict[Path, Spots]:
        """The place of every key and value. Few programs ask for it: the text is then read a second time."""
        from pecrules.parsing.diagnosis import Builder

        builder = Builder(self.text, self.name)
        builder.build()
        return builder.spots

    @property
    def block(self) -> dict[str, Any]:
        """The data as a block of keys; an empty one if it is something else."""
        return self.data if is_block(self.data) else {}

    def where(self, path: Path, *, key: bool = False) -> Location:
        """The place of the value at ``path``, or of its key; of the nearest place around it if it has none."""
        from pecrules.parsing.events import place_of

        while path not in self._spots:
            path = path[:-1]
        spots = self._spots[path]
        return place_of(self.name, *(spots[:3] if key else spots[3:]))

    def path_at(self, place: Location) -> Path | None:
        """The way to the value or key that begins at a place; ``None`` if none begins there."""
        return self._paths.get((place.line - 1, place.column - 1))

    @cached_property
    def _paths(self) -> dict[tuple[int, int], Path]:
        """The way to what begins at a place; a block begins where its first key does: the key is meant."""
        found: dict[tuple[int, int], Path] = {}
        for path, spots in self._spots.items():
            for here in (spots[:2], spots[3:5]):
                if len(path) > len(found.get(here, ())) or here not in found:
                    found[here] = path
        return found


def is_block(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether plain data is a block of keys."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Whether plain data is a list."""
    return isinstance(value, list)
