"""What is dead, by the analysis: changes that change no answer, and rows on which no answer rests.

Policies are asked in every case they are asked about, on the first day of a row, a year later, when it has been there
for long, and on its last day, or on the first on which every other row has begun.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from itertools import islice
from typing import Any, Final, NamedTuple

from pecrules.analysis import compare, decision_table
from pecrules.analysis.changes import CAME, is_by_customer
from pecrules.analysis.questions import QUESTIONS
from pecrules.analysis.reads import sections_of
from pecrules.base import dates
from pecrules.rulebook.differences import OLDEST
from pecrules.rulebook.layers import Entry
from pecrules.rulebook.rows import Row, Withdrawn
from pecrules.rulebook.ruleset import Ruleset
from pecrules.rulebook.snapshots import NEWCOMERS, Cohort
from pecrules.rulebook.timelines import Timeline
from pecrules.testing.scenarios.asking import Books, Load
from pecrules.testing.scenarios.covering import ALL_AT_ONCE, cited
from pecrules.testing.scenarios.mutating import Change, Fate, book_of, changed
from pecrules.testing.scenarios.reading import Scenario
from pecrules.testing.scenarios.running import run

_LATER: Final = 1
"""After how many years it is asked a second time."""


def _questions_on(section: str) -> Iterator[int]:
    """The parts of policies on whose answers a section may have a say, by their numbers."""
    for number, each in enumerate(QUESTIONS):
        if each.part not in ALL_AT_ONCE and section in sections_of(each.policy):
            yield number


class _Occasion(NamedTuple):
    """A part of a policy, under the rules of a book, on a day, about the mailboxes of some customers."""

    book: str
    number: int
    day: date
    came: date | None

    @property
    def given(self) -> Mapping[str, Any]:
        """What is the same in all cases."""
        return {} if self.came is None else {CAME: self.came}


def _occasions(entry: Entry, rules: Ruleset) -> Iterator[_Occasion]:
    """When and what to ask about a row."""
    row: Any = entry.row
    parting = rules.timelines(entry.section)[row.key].cohort_days
    for cohort in (NEWCOMERS, OLDEST, *sorted(parting)):
        for day in _days_for(row, entry.section, rules, cohort):
            for number in _questions_on(entry.section):
                if is_by_customer(QUESTIONS[number]) == (cohort != NEWCOMERS):
                    yield _Occasion(rules.book, number, day, None if cohort in {NEWCOMERS, OLDEST} else cohort)


def _days_for(row: Row, section: str, rules: Ruleset, cohort: Cohort) -> Iterator[date]:
    """The days on which it is asked about a row, of those on which it holds for some customers."""
    line = rules.timelines(section, cohort).get(row.key, Timeline[Row].of(()))
    newest = _newest(rules)
    for number, first in enumerate(line.days):
        if line.rows[number].id == row.id:
            ends = [day - timedelta(1) for day in line.days[number + 1 : number + 2]]
            last = min([newest, *ends])
            yield from sorted({first, min(dates.add(first, years=_LATER), last), last})


def _newest(rules: Ruleset) -> date:
    """The first day on which every row has begun."""
    return max(entry.row.since for entry in rules.entries if isinstance(entry.row, Row))


# -- changes ----------------------------------------------------------------------------------------------------------


def dead(fates: Iterable[Fate], load: Load, jobs: int = 1) -> list[Fate]:
    """The changes that no scenario notices and that change no answer at all.

    Args:
        fates: What became of changes.
        load: What gives the rules of a book; with several processes it goes to each of them.
        jobs: How many processes share the work.
    """
    left = [fate for fate in fates if fate.kind == "unnoticed"]
    with _workers(jobs) as each:
        found = [*each(partial(is_dead, load), [fate.change for fate in left])]
    return [fate for fate, is_so in zip(left, found, strict=True) if is_so]


def is_dead(load: Load, change: Change) -> bool:
    """Whether no policy says anything else after a change, nor for another reason.

    Where only a policy itself can tell, it counts as something else.
    """
    before, after = book_of(change.entry, load), changed(change, load)
    return after is not None and all(
        not found.differing and not found.other_reasons
        for occasion in _occasions(change.entry, before)
        for question in [QUESTIONS[occasion.number]]
        for found in [
            compare(question.policy, before, after, on=occasion.day, part=question.part, given=occasion.given)
        ]
    )


@contextmanager
def _workers(number: int) -> Generator[Callable[[Callable[[Any], Any], Sequence[Any]], Iterator[Any]]]:
    """What does something with each of several things, one after the other or several at once."""
    if number == 1:
        yield map
        return
    with ProcessPoolExecutor(number) as executor:
        yield executor.map


# -- rows -------------------------------------------------------------------------------------------------------------


def unused(
    scenarios: Sequence[Scenario], load: Load, jobs: int, entries: Sequence[Entry]
) -> Iterator[tuple[Entry, str]]:
    """The rows that no scenario reaches and on which no answer rests, each with the book that was asked.

    Scenarios come first, for they are quick, and may ask what no table of a policy has, as orders that are under way.

    Args:
        scenarios: What is put to the rules, whatever it expects.
        load: As for ``dead_rows``.
        jobs: As for ``dead_rows``.
        entries: The rows.
    """
    reached = cited(run(scenarios, Books(load)))
    for entry in dead_rows([entry for entry in entries if entry.row.ref not in reached], load, jobs):
        yield entry, book_of(entry, load).book


def dead_rows(entries: Iterable[Entry], load: Load, jobs: int = 1) -> list[Entry]:
    """The rows on which no answer rests, in any case that policies are asked about.

    An end of a key is none: it has answers rest on nothing. Nor is a text that no policy looks at; people do.

    Args:
        entries: Rows, each asked about in the book in which it stands.
        load: What gives the rules of a book; with several processes it goes to each of them.
        jobs: How many processes share the work.
    """
    left = {
        (entry.layer, entry.row.ref): entry
        for entry in entries
        if isinstance(entry.row, Row)
        and not isinstance(entry.row, Withdrawn)
        and any(_questions_on(entry.section))
        and not _was_corrected(entry, load)
    }
    affected: dict[_Occasion, set[tuple[str, str]]] = defaultdict(set)
    for name, entry in left.items():
        for occasion in _occasions(entry, book_of(entry, load)):
            affected[occasion].add(name)
    with _workers(jobs) as each:
        due = (occasion for occasion, names in affected.items() if not names.isdisjoint(left))
        while some := [*islice(due, jobs)]:
            for occasion, (cited, is_open) in zip(some, each(partial(_cited, load), some), strict=True):
                for name in [name for name in affected[occasion] if is_open or name[1] in cited]:
                    left.pop(name, None)
    return [*left.values()]


def _was_corrected(entry: Entry, load: Load) -> bool:
    """Whether a row held as rules were known once, and was corrected since."""
    row: Any = entry.row
    rules = book_of(entry, load)
    return row not in rules.timelines(entry.section)[row.key].standing and row in (
        rules.as_known(row.known).timelines(entry.section)[row.key].standing
    )


def _cited(load: Load, occasion: _Occasion) -> tuple[frozenset[str], bool]:
    """The rows behind everything that is said on an occasion; and whether of something only the policy can tell."""
    question, rules = QUESTIONS[occasion.number], load(occasion.book)
    table = decision_table(question.policy, rules, on=occasion.day, part=question.part, given=occasion.given)
    return frozenset(row for leaf in table.leaves for row in leaf.because), bool(table.unmodelled)
