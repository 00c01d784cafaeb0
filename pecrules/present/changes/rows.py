"""The rows that another rule set adds, ends, takes out or changes, column by column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from pecrules.model.changes import Move
from pecrules.model.codes import Language
from pecrules.present import words
from pecrules.present.catalogues import LANGUAGES, count, say
from pecrules.present.changes.moves import percent_of
from pecrules.present.changes.wording import ARROW, KINDS, TEXTS, ChangeWords
from pecrules.present.columns import key_of
from pecrules.present.names import SECTIONS
from pecrules.present.sheets import Part
from pecrules.rulebook.differences import PROVENANCE, ColumnChange, RowChange
from pecrules.rulebook.rows import Label
from pecrules.rulebook.rows.interpretations import Interpretation

_PROVENANCE: Final = PROVENANCE | {"id", "since", "announced", "existing_since", "drops", "retroactive", "certainty"}
"""Columns that say where a row comes from and when it holds, which is told apart."""


def is_of_provenance(row: RowChange) -> bool:
    """Whether what a row says is said in the same way, by another source or more or less surely."""
    return row.kind == "changed" and all(column.name in _PROVENANCE for column in row.columns)


def _has_amount(row: RowChange) -> bool:
    """Whether an amount is another one, is new, or is no more."""
    values = [value for column in row.columns for value in (column.before, column.after)]
    return any(isinstance(value, Decimal) for value in values) or (
        row.kind != "changed" and row.section == "pricing.prices"
    )


class RowTeller(ChangeWords):
    """What becomes of rows, in words."""

    def parts(self, rows: Sequence[RowChange], besides: Mapping[str, str], *, every: bool = False) -> Iterator[Part]:
        """What rows say, then those that only say it from elsewhere, then what no answer hangs on.

        Of many rows of a section that only say it from elsewhere a few are named, unless all are wanted.
        """
        said = [row for row in rows if not is_of_provenance(row)]
        apart = [row for row in rows if is_of_provenance(row)]
        yield Part(say(self.lang, "Rows"), tuple(line for row in said for line in self._row(row)))
        yield Part(
            say(self.lang, "Rows that say the same, from elsewhere or less surely"),
            tuple(self._apart(apart, every=every)),
        )
        others = tuple((ref, say(self.lang, KINDS[kind])) for ref, kind in besides.items())
        yield Part(say(self.lang, "Sources and open questions"), others)

    def weightiest(self, rows: Sequence[RowChange], most: int) -> Iterator[tuple[str, ...]]:
        """So many rows at most, one a line: those that still hold before those that have ended, amounts first."""
        for row in sorted(rows, key=lambda row: (row.until is not None, not _has_amount(row)))[:most]:
            lines = [*self._row(row)]
            name, _, days, ref = lines[0]
            yield name, "; ".join(line[1] for line in lines), days, ref

    def _apart(self, rows: Sequence[RowChange], *, every: bool) -> Iterator[tuple[str, ...]]:
        """Rows that say the same: each, or those of a section with the same columns together."""
        alike: dict[tuple[str, ...], list[RowChange]] = {}
        for row in rows:
            alike.setdefault((row.section, self._column_names(row), row.row.ref if every else ""), []).append(row)
        for (section, columns, _), group in alike.items():
            number = count(self.lang, "{number} row", "{number} rows", len(group))
            name = self._row_name(group[0]) if len(group) == 1 else f"{say(self.lang, SECTIONS[section])}, {number}"
            yield name, columns, self.several(row.row.ref for row in group)

    def _row(self, row: RowChange) -> Iterator[tuple[str, ...]]:
        """What becomes of a key: one line for each column."""
        days = self._row_days(row)
        if row.kind != "changed":
            yield self._row_name(row), say(self.lang, KINDS[row.kind]), days, row.row.ref
            return
        worded = [column for column in row.columns if column.name not in _PROVENANCE]
        columns = sorted(worded, key=lambda column: column.name == "label")
        for place, column in enumerate(columns):
            first = not place
            yield (
                self._row_name(row) if first else "", self._column(column), days if first else "",
                row.row.ref if first else "",
            )  # fmt: skip

    def _row_name(self, row: RowChange) -> str:
        label = getattr(row.row, "label", None) or getattr(row.before, "label", None)
        if isinstance(label, Label):
            return str(getattr(label, self.lang))
        names = self.names(row.since)
        if isinstance(row.row, Interpretation):
            return names.question(row.row, self.lang)
        return ", ".join((say(self.lang, SECTIONS[row.section]), *key_of(row.section, row.key, names, self.lang)))

    def _column(self, column: ColumnChange) -> str:
        name, values = column.name, (column.before, column.after)
        before, after = map(self.value, values)
        if any(isinstance(each, TEXTS) for each in values):
            in_all = {lang: [str(getattr(each, lang, words.NOTHING)) for each in values] for lang in self._languages()}
            lang, (before, after) = next(pair for pair in in_all.items() if pair[1][0] != pair[1][1])
            name = name if lang == self.lang else f"{name}.{lang}"
        share = ""
        if isinstance(column.before, Decimal) and isinstance(column.after, Decimal) and column.before:
            share = f" ({percent_of(Move(column.before, column.after), self.lang)})"
        return f"{name} {before}{ARROW}{after}{share}"

    def _languages(self) -> tuple[Language, ...]:
        """All languages, the reader's first."""
        return self.lang, *(lang for lang in LANGUAGES if lang != self.lang)

    def _column_names(self, row: RowChange) -> str:
        return ", ".join(column.name for column in row.columns)

    def _row_days(self, row: RowChange) -> str:
        """From when to when it holds, and from when for those who were customers before."""
        worded = [self.from_day(row.since)]
        if row.until is not None:
            worded.append(say(self.lang, "until {day}", day=words.day(row.until, self.lang)))
        if row.existing is None:
            worded.append(say(self.lang, "existing customers never"))
        elif row.existing != row.since:
            worded.append(say(self.lang, "existing customers {later}", later=self.from_day(row.existing)))
        return "; ".join(worded)
