"""A decision table as a table of a database: a row for each box of facts, and the query that joins it to mailboxes.

A fact that is a word has a column; one that is a day or a number has two, from where to where it is so. What is said
stands there as in the table that people read; the query works out what of it hangs on the mailbox.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any, Final, NamedTuple, cast

import attrs

from pecrules.analysis.asking import Outcome
from pecrules.analysis.cells import about, answers_of, as_said, fields_of_answers, grid_of
from pecrules.analysis.facts import GIVEN, UNKNOWN, Choice, Dated, between
from pecrules.analysis.formulas import Amount, Number
from pecrules.analysis.questions import ON, REQUEST
from pecrules.analysis.regions import Bound, Limit
from pecrules.analysis.sums import Factor, Rounded, Sum
from pecrules.analysis.symbols import Day
from pecrules.analysis.tables import DecisionTable
from pecrules.analysis.terms import Mapped, Symbol
from pecrules.base import dates, money
from pecrules.base.grids import Field, Grid, cell
from pecrules.policies import MAILBOX, resolve

_NOTHING: Final = "None"
_FLAGS: Final = {"False", "True"}
_COUNTED: Final = {bool, int, date, Decimal, Number, Day, Amount}
"""What is no text."""

_ADDRESS: Final = "address"
"""The fact of which an extension is told, and not the whole."""

_FLEET, _TABLE, _DIVISION = "$fleet", "$table", "$divided"
_EPOCH: Final = date(1970, 1, 1).toordinal()
_MISSING: Final = "?"
"""What the name of a fact ends with where it is told whether there is one."""

_UNITS: Final[Mapping[Any, tuple[str, str]]] = {
    dates.add_years: ("year", "february_28"),
    dates.add_months: ("month", "last_day"),
}
"""What databases count as we do: a function of the calendar -> its unit, and what a day becomes that a month lacks."""


class Relation(NamedTuple):
    """A decision table as a table of a database.

    Attributes:
        grid: The table.
        facts: The columns of mailboxes that it is joined to; none where it is about something else.
        defaults: What stands in some of them where nobody says it, as a cell.
        query: What joins it, with marks for the names of both and for a division.
    """

    grid: Grid
    facts: tuple[Field, ...]
    defaults: Mapping[str, str]
    query: str

    def joined(self, fleet: str, table: str, division: str) -> str:
        """The query: of each mailbox what is said, by which rows.

        Args:
            fleet: The name of the table of mailboxes.
            table: The name of this one.
            division: What stands between whole numbers of which the whole part of the quotient is wanted.
        """
        places = {_FLEET: fleet, _TABLE: table, _DIVISION: division}
        return re.sub("|".join(map(re.escape, places)), lambda found: places[found[0]], self.query)


def relation_of(table: DecisionTable) -> Relation:
    """A decision table as a table of a database.

    Args:
        table: The decision table.
    """
    return _Writer(table).relation()


def in_database(grid: Grid) -> Grid:
    """A table whose names are such that databases need no quotes."""
    fields = tuple(field._replace(name=name_in_sql(field.name)) for field in grid.fields)
    return grid._replace(name=name_in_sql(grid.name), fields=fields)


def name_in_sql(name: str) -> str:
    """A name as a column of a database has it.

    >>> name_in_sql("request.years")
    'request_years'
    """
    return name.replace(".", "_")


class _Writer:
    """What writes one."""

    def __init__(self, table: DecisionTable) -> None:
        self._table = table
        self._facts = {
            name: table.facts.get(name.removesuffix(_MISSING))
            for name in dict.fromkeys(name for line in table.lines for name in line.when)
        }

    def relation(self) -> Relation:
        """The table, and what it is joined by."""
        fields = [field for name in self._facts for field in self._fields(name)]
        fields += [Field("between", "string", "how facts lie to one another beside that, in days")]
        fields += fields_of_answers(self._table)
        whole = grid_of(self._table, fields, self._rows())
        facts = dict(self._columns()) if self._table.question.about in {MAILBOX, None} else {}
        return Relation(in_database(whole), tuple(facts.values()), dict(self._defaults(facts)), self._query())

    # -- the table ----------------------------------------------------------------------------------------------------

    def _fields(self, name: str) -> Iterator[Field]:
        column = name_in_sql(name)
        if name.endswith(_MISSING):
            yield Field(f"{column.removesuffix(_MISSING)}_given", "boolean", "whether it is given; empty if either")
        elif self._is_flag(name):
            yield Field(column, "boolean", "empty if either")
        elif isinstance(self._facts[name], Choice):
            yield Field(column, "string", f"empty if any; {UNKNOWN} is one that is not listed")
        else:
            for end, what in (("from", "the least"), ("to", "the greatest")):
                yield Field(f"{column}_{end}", "integer", f"{what}; {about(self._table, name)}".rstrip("; "))

    def _is_flag(self, name: str) -> bool:
        fact = self._facts[name]
        return isinstance(fact, Choice) and {*fact.values} == _FLAGS

    def _rows(self) -> Iterator[tuple[str, ...]]:
        for line in self._table.lines:
            between_, said = _joined(line.between), tuple(answers_of(self._table, line))
            for box in product(*(line.when.get(name) or (None,) for name in self._facts)):
                cells = (cell for name, side in zip(self._facts, box, strict=True) for cell in self._cells(name, side))
                yield (*cells, between_, *said)

    def _cells(self, name: str, side: Any) -> tuple[str, ...]:
        is_number = not name.endswith(_MISSING) and not isinstance(self._facts[name], Choice)
        if side is None:
            return ("",) * (1 + is_number)
        if is_number:
            return str(side[0]), str(side[1])
        if name.endswith(_MISSING):
            return (str(side == GIVEN).lower(),)
        return (str(side).lower() if self._is_flag(name) else side,)

    # -- the query ----------------------------------------------------------------------------------------------------

    def _columns(self) -> Iterator[tuple[str, Field]]:
        """The facts of mailboxes that count, each as a column."""
        formulas = (each for found in self._said() for each in found.values() if isinstance(each, Symbol))
        more = (name for each in formulas for name in sorted(each.names) if name != ON)
        for name in dict.fromkeys((*(name.removesuffix(_MISSING) for name in self._facts), *more)):
            yield name, Field(name_in_sql(name), self._type(name), "")

    def _defaults(self, names: Iterable[str]) -> Iterator[tuple[str, str]]:
        """What a mailbox has of which nobody says."""
        classes = {"": self._table.question.about, REQUEST: self._table.question.declared.request_class}
        for name in names:
            prefix = REQUEST if name.startswith(REQUEST) else ""
            path = classes[prefix]
            default = attrs.fields_dict(resolve(path))[name.removeprefix(prefix)].default if path else None
            if isinstance(default, str | int):
                yield name_in_sql(name), cell(default)

    def _type(self, name: str) -> str:
        fact = self._table.facts[name]
        if isinstance(fact, Choice):
            return "boolean" if {*fact.values} == _FLAGS else "string"
        return "date" if isinstance(fact, Dated) else "integer"

    def _query(self) -> str:
        conditions = [condition for name in self._facts for condition in self._conditions(name)]
        conditions += self._between()
        outputs = ["fleet.*", "decision.says"]
        outputs += [f"{sql} AS {name}" for name, sql in self._outputs()]
        outputs += ["decision.refusal_code", "decision.because"]
        joined = f"{_FLEET} AS fleet LEFT JOIN {_TABLE} AS decision"
        wanted, when = ",\n       ".join(outputs), "\n  AND ".join(conditions or ["true"])
        return f"SELECT {wanted}\nFROM {joined}\n  ON {when}"

    def _conditions(self, name: str) -> Iterator[str]:
        """When a row is about a mailbox, by one fact; none is about one whose fact lies beyond what the table knows."""
        column, fact = name_in_sql(name.removesuffix(_MISSING)), self._facts[name]
        if name.endswith(_MISSING):
            yield f"(decision.{column}_given IS NULL OR decision.{column}_given = (fleet.{column} IS NOT NULL))"
        elif isinstance(fact, Choice):
            word = self._word(column, fact)
            if self._is_flag(name):
                yield f"{word} IS NOT NULL"
            elif name != _ADDRESS:  # an address that nobody says matters only where its extension does
                yield f"{word} IN ({', '.join(map(_text, fact.values))})"
            yield f"(decision.{column} IS NULL OR decision.{column} = {word})"
        else:
            value, (low, high) = self._offset(name), between(cast("Any", fact), 0) or (0, 0)
            is_none = f" OR fleet.{column} IS NULL" if getattr(fact, "optional", False) else ""
            yield f"({value} BETWEEN {low} AND {high}{is_none})"
            yield f"(decision.{column}_from IS NULL OR {value} BETWEEN decision.{column}_from AND decision.{column}_to)"

    def _word(self, column: str, fact: Choice) -> str:
        """A word of a mailbox, as a table has it."""
        own = f"fleet.{column}"
        found = f"lower(regexp_replace({own}, '^.*[.]', ''))" if column == _ADDRESS else own
        listed = [word for word in fact.values if word not in {UNKNOWN, _NOTHING}]
        if UNKNOWN in fact.values:
            words = ", ".join(map(_text, listed)) or "NULL"
            found = f"CASE WHEN {found} IS NULL OR {found} IN ({words}) THEN {found} ELSE '{UNKNOWN}' END"
        return f"coalesce({found}, '{_NOTHING}')" if _NOTHING in fact.values else found

    def _offset(self, name: str) -> str:
        """A number of a mailbox, as a table has it: of a day how many days after that of the question."""
        column = f"fleet.{name_in_sql(name)}"
        return f"({column} - DATE '{self._table.on}')" if isinstance(self._table.facts[name], Dated) else column

    def _between(self) -> Iterator[str]:
        """When a row is about a mailbox, by how its facts lie to one another."""
        found = dict.fromkeys(line.between for line in self._table.lines if line.between)
        if found:
            cases = (f"WHEN {_text(_joined(each))} THEN {' AND '.join(map(self._relation, each))}" for each in found)
            yield f"CASE decision.between {' '.join(cases)} ELSE true END"

    def _relation(self, between: Bound | Limit) -> str:
        counts = ((between.x, 1), (between.y, -1)) if isinstance(between, Bound) else between.counts
        total = " + ".join(
            self._value(name) if times == 1 else f"{times} * {self._value(name)}" for name, times in counts
        )
        return f"({total} <= {between.most})"

    # -- what is said -------------------------------------------------------------------------------------------------

    def _said(self) -> Iterator[dict[str, Any]]:
        """What each column of the answer says, by how that is written."""
        outcomes = [line.outcome for line in self._table.lines if isinstance(line.outcome, Outcome)]
        for place, _ in enumerate(self._table.question.columns):
            values = [each.values[place] for each in outcomes if each.kind == "answer"]
            yield {as_said(value): value for value in values if value is not None}

    def _outputs(self) -> Iterator[tuple[str, str]]:
        """What comes out, by its name; a column of which a database cannot say all stays as it is written."""
        for column, found in zip(self._table.question.columns, self._said(), strict=True):
            name = name_in_sql(f"answer.{column}")
            kinds = {*map(_kind, found.values())}
            try:
                cases = [f"WHEN {_text(text)} THEN {self._formula(value)}" for text, value in found.items()]
            except _Unsayable:
                cases = []
            is_whole = cases and kinds <= _COUNTED
            yield name, f"CASE decision.{name} {' '.join(cases)} END" if is_whole else f"decision.{name}"

    def _formula(self, value: Any) -> str:
        """What a formula comes to: a day, or a whole number; of an amount its cents."""
        kind = _kind(value)
        if kind is bool:
            return str(value).lower()
        if kind in {date, Day}:
            return self._day(value.number) if kind is Day else f"DATE '{value}'"
        return self._number(value.number if kind is Amount else money.cents(value) if kind is Decimal else value)

    def _day(self, number: Number) -> str:
        """The day of an ordinal: mostly so many days after another."""
        (factor, *more), times = next(
            ((product, times) for product, times in number.terms.values() if product), (("",), 0)
        )
        rest = number.terms.get((), ((), 0))[1]
        is_one = times == 1 and not more and len(number.terms) == 1 + bool(rest)
        if is_one and factor != ON and not isinstance(factor, Rounded):
            day = f"fleet.{name_in_sql(factor)}" if isinstance(factor, str) else self._calendar(factor)
            return f"({day} + {rest})" if rest else day
        return f"(DATE '1970-01-01' + CAST({self._sum(number)} - {_EPOCH} AS INTEGER))"

    def _number(self, number: Any) -> str:
        return self._sum(number) if type(number) is Number else str(number)

    def _sum(self, number: Sum) -> str:
        terms = [
            " * ".join([*([str(times)] if times != 1 or not factors else []), *map(self._factor, factors)])
            for factors, times in number.terms.values()
        ]
        return f"({' + '.join(terms) or '0'})"

    def _factor(self, factor: Factor) -> str:
        if isinstance(factor, str):
            return self._value(factor)
        if isinstance(factor, Rounded):
            inner = self._sum(factor.number)
            return f"(({inner} - mod(mod({inner}, {factor.by}) + {factor.by}, {factor.by})) {_DIVISION} {factor.by})"
        return _ordinal(self._calendar(factor))

    def _value(self, name: str) -> str:
        """The number of a fact; of a day its ordinal."""
        if name == ON:
            return str(self._table.on.toordinal())
        column = f"fleet.{name_in_sql(name)}"
        return _ordinal(column) if isinstance(self._table.facts[name], Dated) else f"CAST({column} AS BIGINT)"

    def _calendar(self, mapped: Mapped) -> str:
        """The day that a calendar makes of another.

        Raises:
            _Unsayable: databases count otherwise.
        """
        day, times, *reading = mapped.given
        unit, usual = _UNITS.get(mapped.function, ("", ""))
        if not unit or reading not in ([], [usual]):
            raise _Unsayable
        return f"CAST({self._formula(day)} + {self._number(times)} * INTERVAL '1 {unit}' AS DATE)"


class _Unsayable(Exception):  # noqa: N818 - it is no error: the column stays as it is written
    """Something of a formula that no database says."""


def _kind(value: object) -> type[object]:
    """The class that a value has; what stands for many says that it has another."""
    return type(value)


def _ordinal(day: str) -> str:
    return f"(CAST({day} - DATE '1970-01-01' AS BIGINT) + {_EPOCH})"


def _joined(between: Sequence[Bound | Limit]) -> str:
    return "; ".join(map(str, between))


def _text(word: str) -> str:
    return "'" + word.replace("'", "''") + "'"
