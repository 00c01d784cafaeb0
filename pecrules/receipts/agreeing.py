"""Whether what a receipt says agrees with itself: the rows it names, what it repeats, and its figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, cast

import attrs

from pecrules.base import money
from pecrules.base.problems import Path, Problem
from pecrules.model.outcomes.orders import AutomaticRenewal, Settlement
from pecrules.model.outcomes.quotes import Charges, Line, Quote
from pecrules.parsing.plain import is_list
from pecrules.receipts.questions import Policy
from pecrules.receipts.writing import canonical, named, source_of

SOURCES: Final = "sources.sources"
"""The section of the sources."""


@attrs.frozen
class Row:
    """One row of a receipt."""

    section: str
    book: str
    file: str
    line: int
    columns: dict[str, Any]

    def get(self, column: str) -> Any:
        """What stands in a column; ``None`` for nothing."""
        return self.columns.get(column)


@attrs.frozen
class Document:
    """A receipt of format 1; what was asked and answered is still plain."""

    receipt: int
    policy: str
    asked: dict[str, Any]
    outcome: dict[str, Any]
    rows: dict[str, Row]
    sha256: str


def contradictions(document: Document, policy: Policy, question: Any, outcome: Any) -> Iterator[Problem]:
    """Every part of a receipt that contradicts another part of it."""
    if type(outcome).__name__ not in policy.gives:
        args = {"found": type(outcome).__name__, "key": "outcome", "allowed": ", ".join(policy.gives)}
        yield Problem("PR306", path=("outcome",), args=args)
    yield from _row_problems(document, outcome.stamp.as_known)
    yield from _repeat_problems(document.outcome, document)
    if isinstance(question.subject, Quote):
        yield from _figure_problems(question.subject.charges, ("asked", "subject", "charges"), tuple(_VAT))
    if isinstance(outcome, Quote):
        yield from _charge_problems(outcome.charges, ("outcome", "charges"), document.rows)
    elif isinstance(outcome, AutomaticRenewal):
        yield from _charge_problems(outcome.quote.charges, ("outcome", "quote", "charges"), document.rows)
    elif isinstance(outcome, Settlement):
        left = money.cents(question.request.amount) - money.cents(outcome.spent)
        yield from _amount(("outcome", "credit", "amount"), outcome.credit.amount, left)


# -- rows -------------------------------------------------------------------------------------------------------------


def _row_problems(document: Document, known: date | None) -> Iterator[Problem]:
    """Problems with rows: missing, superfluous, under a wrong name, or announced after the day of the stamp."""
    rows = document.rows
    wanted = {ref: ("outcome", *path) for path, ref in named(document.outcome)}
    sources = {source_of(rows[ref].columns): ("rows", ref, "columns", "source") for ref in wanted if ref in rows}
    for ref, path in {**sources, **wanted}.items():
        if ref not in rows:
            yield Problem("PR404", path=path, args={"row": ref})
    for ref, row in rows.items():
        path = ("rows", ref)
        if ref not in wanted and ref not in sources:
            yield Problem("PR405", path=path, args={"row": ref})
        called = f"{row.section.partition('.')[0]}/{row.get('id')}"
        if called != ref:
            yield _other((*path, "columns", "id"), called, ref)
        day = str(row.get("announced") or row.get("since"))
        if known is not None and row.section != SOURCES and day > known.isoformat():
            yield Problem("PR408", path=path, args={"row": ref, "day": day, "known": known.isoformat()})


def _repeat_problems(outcome: Any, document: Document, path: Path = ("outcome",)) -> Iterator[Problem]:
    """Problems where an answer repeats itself differently: a stamp in one of its parts, the certainty of a row."""
    if is_list(outcome):
        for index, value in enumerate(outcome):
            yield from _repeat_problems(value, document, (*path, index))
    elif isinstance(outcome, dict):
        for key, value in cast("dict[str, Any]", outcome).items():
            yield from _repeat_problems(value, document, (*path, key))
            if key == "stamp" and value != document.outcome[key]:
                yield _other((*path, key), canonical(value), canonical(document.outcome[key]))
            if key == "caveats":
                yield from _caveat_problems(value, document.rows, (*path, key))


def _caveat_problems(caveats: Sequence[Any], rows: Mapping[str, Row], path: Path) -> Iterator[Problem]:
    for index, caveat in enumerate(caveats):
        row = rows.get(caveat["row"])
        if row is not None and caveat["certainty"] not in _doubts(row):
            yield _other((*path, index, "certainty"), caveat["certainty"], str(row.get("certainty")))


def _doubts(row: Row) -> tuple[str, ...]:
    """The doubts that a caveat may name for a row; those of the asker and the book cannot be read off the row."""
    certainty, late = str(row.get("certainty")), ("retroactive",) if row.get("retroactive") else ()
    less_sure = {"documented": ("inferred", "assumed"), "inferred": ("assumed",)}.get(certainty, ())
    return (
        certainty,
        *less_sure,
        *late,
        "borrowed",
        "customer_since_unknown",
        "presumed_for_expired",
        "shorter_to_come",
        "not_reviewed",
    )


# -- figures ----------------------------------------------------------------------------------------------------------


def _per_unit(lines: Sequence[Line], rate: int) -> int:
    """VAT rounded per unit and multiplied; for a part of a year, VAT on the line's net."""
    whole = [line for line in lines if line.parts is None]
    units = sum(money.percent(money.cents(line.unit_price), rate) * _units(line) for line in whole)
    return units + _per_line([line for line in lines if line.parts is not None], rate)


def _per_line(lines: Sequence[Line], rate: int) -> int:
    return sum(money.percent(money.cents(line.net), rate) for line in lines)


def _on_total(lines: Sequence[Line], rate: int) -> int:
    return money.percent(sum(money.cents(line.net) for line in lines), rate)


_VAT: Final[dict[str, Callable[[Sequence[Line], int], int]]] = {
    "order_total": _on_total,
    "per_line": _per_line,
    "per_unit": _per_unit,
}
"""VAT by each reading of where it is rounded; said here once more, for receipts of format 1 are read so for ever."""


def _units(line: Line) -> int:
    return line.quantity * (1 if line.years is None else line.years)


def _net(line: Line) -> int:
    """The net of a line, worked out of its price, quantity and time, in cents."""
    full = money.cents(line.unit_price) * _units(line)
    return full if line.parts is None or line.whole is None else money.divide(full * line.parts, line.whole)


def _charge_problems(charges: Charges, path: Path, rows: Mapping[str, Row]) -> Iterator[Problem]:
    """Figures that do not follow from the rows, or from one another."""
    behind = [rows[ref] for ref in charges.because if ref in rows]
    rates = [str(row.get("percent")) for row in behind if row.section == "pricing.vat"]
    if str(charges.vat_percent) not in rates:
        yield _other((*path, "vat_percent"), str(charges.vat_percent), ", ".join(rates))
    splits = ["treasury"] if any(row.section == "holders.split_payment" for row in behind) else ["provider"]
    if charges.vat_to not in {"provider", *splits}:
        yield _other((*path, "vat_to"), charges.vat_to, ", ".join(splits))
    readings = [str(row.get("choice")) for row in behind if row.get("topic") == "vat_rounding"]
    yield from _figure_problems(charges, path, readings)
    for index, line in enumerate(charges.lines):
        if line.row in rows:
            yield from _price_problems(line, (*path, "lines", index), rows[line.row])


def _price_problems(line: Line, path: Path, row: Row) -> Iterator[Problem]:
    prices = [str(row.get(column)) for column in ("per_year", "per_gb_year", "one_off") if row.get(column) is not None]
    if prices != [str(line.unit_price)]:
        yield _other((*path, "unit_price"), str(line.unit_price), ", ".join(prices))
    if row.get("item") != line.item:
        yield _other((*path, "item"), line.item, str(row.get("item")))


def _figure_problems(charges: Charges, path: Path, readings: Iterable[str]) -> Iterator[Problem]:
    """Figures that do not follow from one another."""
    for index, line in enumerate(charges.lines):
        where = (*path, "lines", index)
        if line.whole is not None and line.whole < 1:
            yield _other((*where, "whole"), str(line.whole), ">= 1")
            return
        yield from _amount((*where, "net"), line.net, _net(line))
    net, vat = sum(money.cents(line.net) for line in charges.lines), money.cents(charges.vat)
    yield from _amount((*path, "net"), charges.net, net)
    rate = money.rate(charges.vat_percent)
    right = [str(money.decimal(_VAT[each](charges.lines, rate))) for each in readings if each in _VAT]
    if str(charges.vat) not in right:
        yield _other((*path, "vat"), str(charges.vat), ", ".join(right))
    yield from _amount((*path, "gross"), charges.gross, net + vat)
    yield from _amount((*path, "to_pay"), charges.to_pay, net if charges.vat_to == "treasury" else net + vat)


def _amount(path: Path, found: Any, cents: int) -> Iterator[Problem]:
    """A problem unless an amount is the expected number of cents."""
    if str(found) != str(money.decimal(cents)):
        yield _other(path, str(found), str(money.decimal(cents)))


def _other(path: Path, found: str, expected: str) -> Problem:
    args = {"key": ".".join(map(str, path)), "found": found, "expected": expected or "-"}
    return Problem("PR406", path=path, args=args)
