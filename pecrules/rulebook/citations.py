"""Where a row comes from, and what it rests on."""

from datetime import date
from typing import Any, Literal

import attrs

from pecrules.base.problems import Location
from pecrules.base.values import Value
from pecrules.model.outcomes.common import Certainty
from pecrules.rulebook.layers import Entry
from pecrules.rulebook.rows import AnyRow, Row, Source


@attrs.frozen(eq=False, repr=False, slots=False)
class Citation(Value):
    """Where a row comes from and what it rests on.

    Attributes:
        ref: The row, as ``pricing/standard-year-2023``.
        layer: The book whose row it is; ``retail`` for the base.
        location: File, line and column.
        row: The row itself.
        source: The row of the source it cites; a source's own row for a source.
    """

    ref: str
    layer: str
    location: Location
    row: AnyRow
    source: Source

    @staticmethod
    def of(entry: Entry, row: AnyRow, source: Source) -> "Citation":
        """A row and its source; whoever does not ask for the place does not wait for the text to be searched."""
        citation = object.__new__(Citation)
        vars(citation).update(ref=entry.row.ref, layer=entry.layer, row=row, source=source, _entry=entry)
        return citation

    def __getattr__(self, name: str) -> Any:
        """The place, when somebody asks for it."""
        entry = vars(self).get("_entry")
        if entry is None or name != "location":
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        vars(self)["location"] = entry.location
        return entry.location

    def __getstate__(self) -> dict[str, Any]:
        """The fields alone."""
        return {field.name: getattr(self, field.name) for field in attrs.fields(Citation)}

    @property
    def certainty(self) -> Certainty:
        """``documented``, ``inferred`` or ``assumed``."""
        return self.row.certainty

    @property
    def since(self) -> date | None:
        """The row's first day; a source or a question has none."""
        return self.row.since if isinstance(self.row, Row) else None

    @property
    def announced(self) -> date | None:
        """The day the row became known; a source or a question has none."""
        return self.row.known if isinstance(self.row, Row) else None

    @property
    def existing_since(self) -> date | Literal["never"] | None:
        """The first day for those who were customers before, or ``never``; ``None`` if that is its first day too."""
        return self.row.existing_since if isinstance(self.row, Row) else None

    @property
    def clause(self) -> str:
        """The place in the source."""
        return self.row.clause

    @property
    def note(self) -> str | None:
        """What the analyst noted."""
        return self.row.note
