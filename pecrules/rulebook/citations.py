"""Where a row comes from, and what it rests on."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, cast

from pecrules.base.problems import Location
from pecrules.base.values import Value, WhenRead, fields, frozen
from pecrules.model.outcomes.common import Certainty
from pecrules.rulebook.layers import Entry
from pecrules.rulebook.rows import AnyRow, Label, Row
from pecrules.rulebook.rows.sources import Source

if TYPE_CHECKING:
    from typing import Generic

    from typing_extensions import TypeVar  # as for a refusal

    R_co = TypeVar("R_co", bound=AnyRow, covariant=True, default=AnyRow)

    class _Of(Value, Generic[R_co]):
        pass
else:
    R_co = AnyRow

    class _Of(Value):
        def __class_getitem__(cls, _: Any) -> Any:
            return cls


@frozen(slots=False)
class Citation(_Of[R_co]):
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
    row: R_co
    source: Source

    @staticmethod
    def of(entry: Entry, row: AnyRow, source: Source) -> "Citation":
        """A row and its source; whoever does not ask for the place does not wait for the text to be searched."""
        citation = object.__new__(Citation)
        vars(citation).update(ref=entry.row.ref, layer=entry.layer, row=row, source=source, _entry=entry)
        return citation

    def __getstate__(self) -> dict[str, Any]:
        """The fields alone."""
        return {field.name: getattr(self, field.name) for field in fields(Citation)}

    @property
    def label(self) -> Label | None:
        """What people call the thing that the row is about, in each language; ``None`` for a row without a name."""
        return getattr(self.row, "label", None)

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


def _location(citation: Any) -> Mapping[str, Location]:
    return {"location": cast("Entry", vars(citation)["_entry"]).location}


WhenRead(Citation, "location", _location)
