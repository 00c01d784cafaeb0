"""Doubts about any row: its days, what it cites, what it is called, whether it says anything new."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any, Final

from pecrules.base.reasons import ZEROS
from pecrules.rulebook.doubts.whole import Odd, Whole, odd
from pecrules.rulebook.layers import Entry
from pecrules.rulebook.rows import Label, Row, Withdrawn, fields
from pecrules.rulebook.rows.alerts import RedDate, SpaceWarning
from pecrules.rulebook.rows.base import COMMON
from pecrules.rulebook.rows.channels import Channel, Command, Contact, FormField, RecordField
from pecrules.rulebook.rows.holders import Identifier, SplitPayment, Subject
from pecrules.rulebook.rows.interpretations import Interpretation, Topic
from pecrules.rulebook.rows.lifecycle import Activation, Grace, State, Suspension
from pecrules.rulebook.rows.messages import Template, Text
from pecrules.rulebook.rows.payments import Credit, Method
from pecrules.rulebook.rows.plans import MailboxName, Plan
from pecrules.rulebook.rows.pricing import Price, Proration, Vat
from pecrules.rulebook.rows.renewal import Advice, Automatic, Terms
from pecrules.rulebook.rows.sources import Threshold
from pecrules.rulebook.rows.termination import ConsumerRight, Logs


def _dated(whole: Whole) -> Iterator[tuple[Entry, Row]]:
    """Every dated row of the topmost layer."""
    return ((entry, entry.row) for entry in whole.top.entries if isinstance(entry.row, Row))


def rows_say_something_new(whole: Whole) -> Iterator[Odd]:
    """A row does not repeat the one before it, nor one below it that the book holds to anyway."""
    for entry, row in _dated(whole):
        was = whole.before(row, entry.section)
        beside = was and (whole.entry(was).layer == entry.layer or whole.top.adopted(entry.section))
        if was and beside and _said(was) == _said(row):
            yield odd("PD003", entry, "since", other=was.id, first=whole.entry(was))


def _said(row: Row, *without: str) -> tuple[object, ...]:
    """What a row says, how surely, and to whom: who it is, since when and by whom it is known does not count."""
    kind: Any = type(row)
    own = [name for name in fields(kind) if name not in {*COMMON, *without}]
    return (kind, row.certainty, row.source, row.existing_since, *(getattr(row, name) for name in own))


def years_are_near(whole: Whole) -> Iterator[Odd]:
    """No day is far from every other one of its section; nor is the day of an announcement far from its row's."""
    for entry, row in _dated(whole):
        most = whole.threshold("years_apart", row.since)
        beside = sorted({day for line in _lines(whole, entry) for day in line} - {row.since})
        if most and beside and (near := _nearest(row.since, beside)) and _years(near, row.since) > most:
            yield odd("PD004", entry, "since", found=row.since, other=near, years=_years(near, row.since))
        for column in ("announced", "existing_since"):
            found = getattr(row, column)
            if most and isinstance(found, date) and _years(found, row.since) > most:
                yield odd("PD004", entry, column, found=found, other=row.since, years=_years(found, row.since))


def _lines(whole: Whole, entry: Entry) -> Iterator[Sequence[date]]:
    """The first days of a section's rows, key by key."""
    return (line.days for line in whole.of_section(entry.section).values())


def _nearest(day: date, days: Sequence[date]) -> date:
    at = bisect_left(days, day)
    return min(days[max(0, at - 1) : at + 1], key=lambda other: abs(other - day))


def _years(one: date, other: date) -> int:
    return abs(one.year - other.year)


def numbers_do_not_jump(whole: Whole) -> Iterator[Odd]:
    """A number is not many times what it was, nor a small part of it; prices have a threshold of their own."""
    for entry, row in _dated(whole):
        was, most = whole.before(row, entry.section), whole.threshold("number_factor", row.since)
        alike = most and type(was) is type(row) and getattr(was, "unit", "") == getattr(row, "unit", "")
        for column in _numbers(row) if alike else ():
            before, found = getattr(was, column), getattr(row, column)
            if most and before and found and max(before, found) > most * min(before, found):
                yield odd("PD010", entry, column, column=column, before=before, found=found, factor=most)


def _numbers(row: Row) -> Iterator[str]:
    """The columns of a row that hold a number of something."""
    kind: Any = type(row)
    for name in (name for name in fields(kind) if name not in {*COMMON, *row.KEY} and not isinstance(row, Price)):
        if isinstance(getattr(row, name), int | Decimal) and not isinstance(getattr(row, name), bool):
            yield name


def numbers_are_plausible(whole: Whole) -> Iterator[Odd]:
    """A number lies where those of its column usually lie; of a zero another doubt says what follows."""
    for column, kinds in PLAUSIBLE.items():
        for entry, row in (each for kind in kinds for each in whole.own(kind)):
            usual = whole.one(Threshold, row.since, column)
            for found in _values(row, column) if usual else ():
                if usual and found and not (usual.at_least or 0) <= found <= usual.at_most:
                    bounds = {"least": usual.at_least or 0, "most": usual.at_most}
                    yield odd("PD063", entry, column, column=column, found=found, reason=column, **bounds)


def _values(row: Row, column: str) -> Iterator[int | Decimal]:
    """The numbers of a column, which may hold several or none."""
    found: Any = getattr(row, column)
    several: Sequence[int | Decimal | None] = found if column in _SEVERAL else (found,)
    return (each for each in several if each is not None)


_SEVERAL: Final = frozenset({"years"})
"""Columns with several numbers."""


PLAUSIBLE: Final[Mapping[str, tuple[type[Row], ...]]] = {
    "acceptance_days": (SplitPayment,),
    "advised_days": (Advice,),
    "characters": (Identifier,),
    "charge_days_before": (Automatic,),
    "deposit": (Credit,),
    "expires_months": (Credit,),
    "free_tail_months": (Proration,),
    "grace_days": (Grace,),
    "max_characters": (MailboxName,),
    "max_days": (Method,),
    "per_gb_year": (Price,),
    "per_year": (Price,),
    "percent": (Vat,),
    "red_days_before": (RedDate,),
    "retention_months": (Logs,),
    "suspended_days": (Suspension,),
    "used_percent": (SpaceWarning,),
    "withdrawal_days": (ConsumerRight,),
    "years": (Terms,),
}
"""Columns of which a row of the thresholds may say where their numbers usually lie -> their sections."""


def others_document(whole: Whole) -> Iterator[Odd]:
    """What is documented is so by somebody else than us."""
    for entry, row in _dated(whole):
        source = whole.source(row.source)
        if row.certainty == "documented" and source and source.era == "analysis":
            yield odd("PD017", entry, "source", found=row.source)


_NUMBER: Final = re.compile(r"\b[RF][0-9]+\.[0-9]+")


def a_clause_says_one_thing(whole: Whole) -> Iterator[Odd]:
    """Two rows of one key that cite the same number of the same source say the same."""
    for entry, row in _dated(whole):
        was = whole.before(row, entry.section)
        number = _NUMBER.search(row.clause) if row.certainty == "documented" else None
        if was and number and _cites(was) == _cites(row) and _said(was, "label") != _said(row, "label"):
            yield odd("PD019", entry, "clause", found=number[0], other=was.id)


def _cites(row: Row) -> tuple[object, ...]:
    """What a row cites first, and how sure that makes it; of one that only ends a key nothing."""
    found = _NUMBER.search(row.clause)
    return isinstance(row, Withdrawn), row.certainty == "documented", row.source, found and found[0]


_OFF_AT_ZERO: Final[tuple[type[Row], ...]] = (RedDate, Logs, Advice, Vat, Grace)
"""Sections with a column in which a zero switches off what the row is for."""


def zeros_are_meant(whole: Whole) -> Iterator[Odd]:
    """A number that switches something off is probably missing."""
    for kind in _OFF_AT_ZERO:
        column = next(name for name in kind.__annotations__ if name in ZEROS)
        for entry, row in whole.own(kind):
            if not getattr(row, column):
                yield odd("PD018", entry, column, column=column, reason=column)


def names_are_translated(whole: Whole) -> Iterator[Odd]:
    """A name that is more than a product's is another one in each language, and so is what a text says."""
    for entry, row in _dated(whole):
        for column in ("subject", "body") if isinstance(row, Text) else ("label",):
            said: object = getattr(row, column, None)
            alike = isinstance(said, Label | Template) and said.it in {said.en, said.de}
            if isinstance(said, Label | Template) and alike and _IN_WORDS.search(said.it):
                yield odd("PD039", entry, column, "en" if said.it == said.en else "de", found=said.it)


_IN_WORDS: Final = re.compile(r"(?<![\w.])[a-zà-ù]{3,}")
"""A word in small letters: products are written with capitals."""


def least_is_not_over_most(whole: Whole) -> Iterator[Odd]:
    """The quickest case is no slower than the slowest."""
    days = ((entry, "min_days", row.min_days, "max_days", row.max_days) for entry, row in whole.own(Method))
    times = ((entry, "least", row.least, "most", row.most) for entry, row in whole.own(Activation))
    for entry, least, found, most, limit in chain(days, times):
        if found is not None and limit is not None and found > limit:
            yield odd("PD036", entry, least, column=least, found=found, other=most, most=limit)


def only_what_is_at_once_is_charged(whole: Whole) -> Iterator[Odd]:
    """What switches automatic renewal on can be charged by itself: it is registered at once."""
    for entry, row in whole.own(Method):
        if row.switches_on_automatic != "never" and row.registration != "immediate":
            yield odd("PD073", entry, "switches_on_automatic", method=row)


def consumers_are_people(whole: Whole) -> Iterator[Odd]:
    """The right of consumers is one of natural persons."""
    for entry, row in whole.own(ConsumerRight):
        if row.subject != "natural_person":
            yield odd("PD075", entry, "subject", found=row.subject)


def offices_open_before_they_close(whole: Whole) -> Iterator[Odd]:
    """Opening comes before closing."""
    for entry, row in whole.own(Contact):
        if row.opens and row.closes and row.opens >= row.closes:
            yield odd("PD037", entry, "closes", opens=row.opens, found=row.closes)


def advice_is_in_time(whole: Whole) -> Iterator[Odd]:
    """Who orders as early as advised is in time, however they pay."""
    for day in whole.days(Advice, Method):
        slow = [row for row in whole.at(Method, day) if row.max_days]
        for advice in whole.at(Advice, day):
            late = [row for row in slow if (row.max_days or 0) > advice.advised_days]
            if late:
                slowest = max(late, key=lambda row: row.max_days or 0)
                entry = whole.newest(advice, slowest)
                column = "advised_days" if entry.row is advice else "max_days"
                args = {"found": advice.advised_days, "method": slowest.method, "days": slowest.max_days}
                yield odd("PD038", entry, column, **args)


def numbers_are_the_topics(whole: Whole) -> Iterator[Odd]:
    """A row that chooses names the number of the question that it chooses an answer to."""
    numbers = {row.topic: row.number for row in whole.undated(Topic)}
    for entry, row in whole.own(Interpretation):
        number = numbers.get(row.topic, row.ambiguity)
        if row.ambiguity and row.ambiguity != number:
            yield odd("PD040", entry, "ambiguity", found=row.ambiguity, topic=row.topic, number=number)


def identifiers_are_written(whole: Whole) -> Iterator[Odd]:
    """What identifies somebody is written; where nothing is, nothing is delivered."""
    for entry, row in whole.own(Identifier):
        if row.form == "nothing" and (row.delivered or row.identifier != "no_identifier"):
            yield odd("PD041", entry, "form", identifier=row.identifier)


def what_is_due_can_be_given(whole: Whole) -> Iterator[Odd]:
    """Of whom an identifier is due there is one to give."""
    for day in whole.days(Subject, Identifier):
        for row in (row for row in whole.at(Subject, day) if row.einvoice_identifier == "due"):
            own = [each for each in whole.at(Identifier, day) if each.subject == row.subject]
            if all(each.form == "nothing" for each in own):
                ends = [end for _, end in whole.ended(Identifier) if end.key[0] == row.subject and end.since <= day]
                entry = whole.newest(row, *own, *ends)
                column = "einvoice_identifier" if entry.row is row else "identifier"
                yield odd("PD083", entry, column, subject=row)


def codes_tell_apart(whole: Whole) -> Iterator[Odd]:
    """Two identifiers of one kind of holder send two codes."""
    for day in whole.days(Identifier):
        coded = [row for row in whole.at(Identifier, day) if row.sent_code]
        for one, other in _alike(coded, lambda row: (row.subject, row.sent_code)):
            found, entry = one.sent_code, whole.newest(one, other)
            here, there = (one, other) if entry.row is one else (other, one)
            args = {"found": found, "first": whole.entry(there)}
            yield odd("PD084", entry, "sent_code", identifier=here, other=there, **args)


_CALLED: Final[tuple[type[Row], ...]] = (Plan, Method, Channel, State)
"""What people know by its name, beside others of its kind."""


def names_tell_apart(whole: Whole) -> Iterator[Odd]:
    """Two of one kind are not called the same on one day."""
    for kind in _CALLED:
        for day in whole.days(kind):
            for one, other in _alike(whole.at(kind, day), _name_of):
                entry, first = whole.newest(one, other), one if whole.newest(one, other).row is other else other
                yield odd("PD058", entry, "label", found=_name_of(one)[-1], other=first.id, first=whole.entry(first))


def _name_of(row: Any) -> tuple[object, ...]:
    return (*row.key[:-1], row.label.it)


def places_are_taken_once(whole: Whole) -> Iterator[Odd]:
    """Two fields of a form, or pieces of data of a page, do not stand at one place."""
    for kind in (FormField, RecordField):
        for day in whole.days(kind):
            for one, other in _alike(whole.at(kind, day), _place_of):
                entry, first = whole.newest(one, other), one if whole.newest(one, other).row is other else other
                args = {"found": one.position, "other": first.id, "first": whole.entry(first)}
                yield odd("PD059", entry, "position", **args)


def _place_of(row: Any) -> tuple[object, ...]:
    return (*row.key[:-1], row.position)


def _alike(rows: Sequence[Any], what: Callable[[Any], tuple[object, ...]]) -> Iterator[tuple[Any, Any]]:
    """Two rows each of which the same is so."""
    seen: dict[tuple[object, ...], Any] = {}
    for row in rows:
        first = seen.setdefault(what(row), row)
        if first is not row:
            yield first, row


_NEVER_TOGETHER: Final = ({"kind_mailbox", "kind_domain"}, {"logs_in_panel", "logs_by_request"})
"""Conditions of commands of which only one can hold."""


def commands_can_be_seen(whole: Whole) -> Iterator[Odd]:
    """The conditions of a command can hold together."""
    for entry, row in whole.own(Command):
        for pair in _NEVER_TOGETHER:
            if pair <= {*row.conditions}:
                one, other = sorted(pair)
                yield odd("PD060", entry, "conditions", found=one, other=other)


DOUBTS: Final[tuple[Callable[[Whole], Iterator[Odd]], ...]] = (
    rows_say_something_new, years_are_near, numbers_do_not_jump, numbers_are_plausible, others_document,
    a_clause_says_one_thing,
    zeros_are_meant, names_are_translated, least_is_not_over_most, offices_open_before_they_close, advice_is_in_time,
    numbers_are_the_topics, identifiers_are_written, names_tell_apart, places_are_taken_once, commands_can_be_seen,
    only_what_is_at_once_is_charged, consumers_are_people, what_is_due_can_be_given, codes_tell_apart,
)  # fmt: skip
