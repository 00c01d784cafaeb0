"""What a change of rules does: which rows hold instead of others, and in which cases another answer is given.

Policies are asked about everything under both rule sets, on the days on which a changed row begins to count, and only
those that read a section in which one does. An amount decides nothing but amounts: where nothing else changes, only
policies that tell some are asked, and again only where the row of a former amount stands behind an answer. Cases in
which the same kind of thing changes are put together, each with a witness, which is asked about by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import date
from functools import partial
from itertools import islice, product
from typing import Any, Final, Literal, NamedTuple

from pecrules.analysis.asking import Outcome, Witness, answer_of, ask
from pecrules.analysis.facts import Cents, Dated, Facts, Within
from pecrules.analysis.lines import Leaf, Line, lines_of
from pecrules.analysis.questions import APART, QUESTIONS, Question, no_such
from pecrules.analysis.reads import sections_of, tells_amounts
from pecrules.analysis.regions import NOTHING, Bound, Infeasible, Region, Spans
from pecrules.analysis.tables import Change, Comparison, compare, differs
from pecrules.base import dates
from pecrules.base.errors import NoRuleInForce
from pecrules.base.garbage import no_collecting
from pecrules.base.values import Value, field, frozen
from pecrules.model.changes import Answered, Customers, Difference, Move, OtherReasons
from pecrules.policies import MAILBOX, MANIFEST
from pecrules.rulebook.differences import OLDEST, RowChange, besides, differences, stretches
from pecrules.rulebook.ruleset import Ruleset
from pecrules.rulebook.snapshots import NEWCOMERS

_PAID: Final = ("to_pay", "quote.to_pay")
"""The columns that say what somebody pays, of questions that have one."""

CAME: Final = "requested_on"
"""The fact by which customers are told apart."""

_CORNERS: Final = 12  # of a case, at which is looked how much more or less is paid
_TRIED: Final = 1_000  # points of a case of which nobody knows whether it differs


@frozen
class Inquiry(Value):
    """One question that was asked about everything.

    Attributes:
        policy: Who was asked.
        part: About which part of what it says.
        on: The day.
        customers: Whose mailboxes they are.
    """

    policy: str
    part: str
    on: date
    customers: Customers


@frozen
class Changes(Value):
    """What other rules change.

    Attributes:
        rows: The rows that do not hold in both.
        besides: Sources and open questions that differ, by what became of them.
        differences: In which cases another answer is given.
        other_reasons: In which cases the same is answered for other reasons.
        inquiries: What was asked to find out.
        unasked: Rows that a policy that was asked may look at, and that are behind none of its answers, before or
            after: nothing is known of them, for nobody asked in such a case.
        unsettled: How many cases there are of which nobody can tell whether another answer is given, and in which it is
            the same in everything that was tried.
    """

    rows: tuple[RowChange, ...]
    besides: Mapping[str, str] = field(hash=False)
    differences: tuple[Difference, ...]
    other_reasons: tuple[OtherReasons, ...]
    inquiries: tuple[Inquiry, ...]
    unasked: tuple[str, ...] = ()
    unsettled: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether the two say the same, whatever their layout."""
        return not self.rows and not self.besides


def changes(  # noqa: PLR0913 - what is compared, and where
    before: Ruleset,
    after: Ruleset,
    *,
    today: date,
    on: date | None = None,
    policies: Collection[str] | None = None,
    workers: int = 1,
) -> Changes:
    """What other rules change: rows, and answers of every policy in every case.

    Args:
        before: The rules as they were.
        after: The rules as they are to be.
        today: The day from which on somebody wants to know: what has ended before is only told as a row.
        on: The one day to ask about; without it every day from ``today`` on at which a changed row begins to count.
        policies: Which policies to ask; every one without it.
        workers: How many processes may share the work.

    Raises:
        KeyError: there is no such policy; the nearest is named.
        TypeError: a day is none.

    >>> from pecrules import load_rules
    >>> rules = load_rules()
    >>> later = rules.edited({"termination/logs-2025": {"retention_months": 40}})
    >>> found = changes(rules, later, today=date(2027, 1, 10), policies={"log_availability"})
    >>> for each in found.differences:
    ...     print(dict(each.when), each.moved)
    {'request.day': ((None, -1219), (-914, 0))} ('until',)
    {'request.day': ((-1218, -915),)} ('available', 'until')
    """
    dates.check_day("today", today)
    for policy in policies or ():
        if policy not in MANIFEST:
            raise KeyError(no_such("policy", policy, MANIFEST))
    rows = differences(before, after)
    questions = [
        each
        for each in _questions(rows, before, after, today, on)
        if policies is None or each.question.policy in policies
    ]
    longest = sorted(questions, key=_free, reverse=True)
    refs = frozenset(ref for row in rows for ref in _refs(row))
    with _workers(min(workers, len(questions)), before, after, refs) as each:
        found = dict(zip(longest, each(longest), strict=True))
    answers = [found[inquiry] for inquiry in questions]
    return Changes(
        rows,
        besides(before, after),
        tuple(found for differing, *_ in answers for found in differing),
        tuple(found for _, alike, *_ in answers for found in alike),
        tuple(Inquiry(each.question.policy, each.question.part, each.on, each.customers) for each in questions),
        tuple(_unasked(rows, questions, frozenset(ref for _, _, cited, _ in answers for ref in cited))),
        sum(unsettled for *_, unsettled in answers),
    )


def _refs(row: RowChange) -> Iterator[str]:
    return (each.ref for each in (row.before, row.after) if each is not None)


def _unasked(rows: Sequence[RowChange], questions: Sequence[_Inquiry], cited: frozenset[str]) -> Iterator[str]:
    """Rows that policies may look at, of which none was cited."""
    read = frozenset(section for each in questions for section in sections_of(each.question.policy))
    for row in rows:
        if row.section in read and not row.is_of_provenance and cited.isdisjoint(_refs(row)):
            yield row.row.ref


def days_of(before: Ruleset, after: Ruleset, today: date) -> tuple[date, ...]:
    """The days from one on at which a changed row begins to count for anybody, in order."""
    relevant = [row for row in differences(before, after) if not row.is_of_provenance]
    return tuple(sorted({day for day, _ in _begun(relevant, before, after, today, None)}))


# -- what is asked ----------------------------------------------------------------------------------------------------


class _Inquiry(NamedTuple):
    """One part of one policy, on a day, about the mailboxes of some customers."""

    number: int
    on: date
    customers: Customers
    amounts_of: tuple[str, ...]

    @property
    def question(self) -> Question:
        """The part."""
        return QUESTIONS[self.number]


def _questions(
    rows: Sequence[RowChange], before: Ruleset, after: Ruleset, today: date, on: date | None
) -> Iterator[_Inquiry]:
    """Every part of every policy that reads what changes, on each day on which it does, for whom it does."""
    relevant = [row for row in rows if not row.is_of_provenance]
    amounts = all(row.is_of_amounts for row in relevant)
    behind = tuple(row.before.ref for row in relevant if row.before) if amounts else ()
    begun = _begun(relevant, before, after, today, on)
    for day, customers in sorted(begun, key=_order):
        for number, question in enumerate(QUESTIONS):
            rests = begun[day, customers] & sections_of(question.policy)
            may_move = tells_amounts(question.policy) or not amounts
            is_its = is_by_customer(question) == (customers != "new") and (question.policy, question.part) not in APART
            if rests and may_move and is_its:
                whose: Customers = customers if isinstance(customers, date) or customers == "existing" else None
                yield _Inquiry(number, day, whose, behind)


_Whom = date | Literal["all", "new", "existing"]
"""Customers, as far as rows tell them apart; ``new`` for whoever asks about no mailbox."""


def _order(begun: tuple[date, _Whom]) -> tuple[date, str]:
    return begun[0], str(begun[1])


def is_by_customer(question: Question) -> bool:
    """Whether a question is answered to its customer, and not to anybody."""
    return question.about == MAILBOX and question.policy not in _TO_NEWCOMERS


_TO_NEWCOMERS: Final = frozenset({"quote_repurchase"})
"""Policies about a mailbox by whose rules everybody buys as a new customer."""


def _begun(
    rows: Sequence[RowChange], before: Ruleset, after: Ruleset, today: date, on: date | None
) -> Mapping[tuple[date, _Whom], set[str]]:
    """The days on which something else begins to hold, and for whom -> the sections in which it does."""
    found: dict[tuple[date, _Whom], set[str]] = defaultdict(set)
    keys = dict.fromkeys((row.section, row.key) for row in rows)
    lines = [rules.timelines(section).get(key) for section, key in keys for rules in (before, after)]
    parting = sorted({day for line in lines if line for day in line.cohort_days})
    whom: list[tuple[_Whom, date]] = [("new", NEWCOMERS), ("existing" if parting else "all", OLDEST)]
    for (section, key), (customers, cohort) in product(keys, [*whom, *((day, day) for day in parting)]):
        each = stretches(*(rules.timelines(section, cohort).get(key) for rules in (before, after)))
        for first, last, _, _ in each:
            day = max(first, today) if on is None else on
            lasts = (last is None or day <= last) and first <= day
            if lasts and (not isinstance(customers, date) or customers <= day):
                found[day, customers].add(section)
    return found


def _free(inquiry: _Inquiry) -> int:
    """How many facts a question names: the more, the longer it takes, so it is begun the earlier."""
    return len((*inquiry.question.subject, *inquiry.question.request))


@contextmanager
def _workers(
    number: int, before: Ruleset, after: Ruleset, refs: frozenset[str]
) -> Generator[Callable[[Sequence[_Inquiry]], Iterator[_Found]]]:
    """What answers questions, one after the other or several at once."""
    answers = partial(_answers, before, after, refs)
    if number in {0, 1}:
        yield partial(map, answers)
        return
    with ProcessPoolExecutor(number) as executor:
        yield partial(executor.map, answers)


_Found = tuple[tuple[Difference, ...], tuple[OtherReasons, ...], frozenset[str], int]


def _answers(before: Ruleset, after: Ruleset, refs: frozenset[str], inquiry: _Inquiry) -> _Found:
    """What differs in the answers to one question, and which of some rows are behind any."""
    question, on, customers = inquiry.question, inquiry.on, inquiry.customers
    given = {} if customers is None else {CAME: None if customers == "existing" else customers}
    with no_collecting():
        found = compare(
            question.policy, before, after, on=on, part=question.part, given=given, amounts_of=inquiry.amounts_of
        )
        cases = [_case(found, leaf) for leaf in found.differing]
        differing = tuple(_differences(found, customers, [case for case in cases if case is not None]))
        unsettled = [
            leaf for case, leaf in zip(cases, found.differing, strict=True) if not case and differs(leaf) is None
        ]
        return differing, tuple(_other_reasons(found, customers)), _behind(found, refs), len(unsettled)


def _behind(found: Comparison, refs: frozenset[str]) -> frozenset[str]:
    """Which of some rows are behind an answer; any may be where only the policy can tell."""
    return refs if found.unmodelled else refs & {row for leaf in found.leaves for row in leaf.because}


# -- cases put together -----------------------------------------------------------------------------------------------


class _Kind(NamedTuple):
    """What happens in a case, so far as cases are put together by it."""

    before: str
    after: str
    moved: tuple[str, ...]
    direction: str
    partly: bool


class _Case(NamedTuple):
    """A case in which another answer is given."""

    leaf: Leaf
    kind: _Kind
    moves: tuple[Move, ...]
    example: Mapping[str, int]


def _differences(found: Comparison, customers: Customers, differing: Sequence[_Case]) -> Iterator[Difference]:
    groups: dict[_Kind, list[_Case]] = defaultdict(list)
    for case in differing:
        groups[case.kind].append(case)
    for kind, cases in groups.items():
        lines = lines_of([case.leaf._replace(outcome=kind) for case in cases], found.facts, found.on)
        for line in lines:
            yield _difference(found, customers, line, [case for case in cases if _belongs(case.leaf, line, found)])


def _case(found: Comparison, leaf: Leaf) -> _Case | None:
    """What happens in a case, as its corners have it; ``None`` where nothing does after all, or nobody is there.

    Where nobody can tell, more is tried than corners.
    """
    moved: dict[str, None] = {}
    moves: list[Move] = []
    kinds, example = ("", ""), dict[str, int]()
    partly = differs(leaf) is None
    for corner in (*_corners(leaf), *(_inside(leaf) if partly else ())):
        old, new = _said(found, leaf, corner)
        if old != new:
            kinds, example = _kinds(old, new), {**corner}
            moved |= dict.fromkeys(_moved(found.question, old, new))
            moves += _moves(found.question, old, new)
    if kinds == ("", ""):
        return None
    signs = "".join(sorted({"+" if move.change > 0 else "-" for move in moves if move.change}))
    columns = tuple(name for name in found.question.columns if name in moved)
    return _Case(leaf, _Kind(*kinds, columns, signs, partly), tuple(moves), example)


def _corners(leaf: Leaf) -> Iterator[Mapping[str, int]]:
    """The edges of a case."""
    free = [name for name in leaf.region.names[1:] if len(set(leaf.region.span(name))) > 1]
    seen = set[tuple[tuple[str, int], ...]]()
    for high in [frozenset[str](), frozenset(free), *(frozenset({name}) for name in free)][:_CORNERS]:
        point = leaf.region.point(high.__contains__)
        if point is not None and tuple(point.items()) not in seen:
            seen.add(tuple(point.items()))
            yield point


def _inside(leaf: Leaf) -> Iterator[Mapping[str, int]]:
    """Some more of a case: near both ends of each number, and between."""
    names = leaf.region.names[1:]
    some = (sorted({near for low, high in leaf.region.left(name)[:1] for near in _near(low, high)}) for name in names)
    points = (dict(zip(names, values, strict=True)) for values in islice(product(*some), _TRIED))
    return (point for point in points if leaf.region.holds(point))


def _near(low: int, high: int) -> Iterator[int]:
    """Some numbers from one to another."""
    return (number for number in (low, low + 1, low + 2, (low + high) // 2, high - 1, high) if low <= number <= high)


def _said(found: Comparison, leaf: Leaf, corner: Mapping[str, int]) -> tuple[Outcome, Outcome]:
    """What is said at a corner before and after: as the table has it, or as the policy says where that cannot."""
    known = isinstance(leaf.outcome, Change)
    said = leaf.outcome if known else found.answers_to(found.concrete(leaf.words, corner))
    old, new = (each.at(found.facts, leaf.words, corner) for each in (said.before, said.after))
    return old, new


def _kinds(old: Outcome, new: Outcome) -> tuple[str, str]:
    """What is said, so far as cases are told apart by it: why there is a no now, not why there was one."""
    return old.kind, f"refused {new.values[0]}" if new.kind == "refused" else new.kind


def _moved(question: Question, old: Outcome, new: Outcome) -> Iterator[str]:
    if old.kind == new.kind == "answer":
        pairs = zip(question.columns, old.values, new.values, strict=True)
        yield from (name for name, before, after in pairs if before != after)


def _moves(question: Question, old: Outcome, new: Outcome) -> Iterator[Move]:
    """The move of what somebody pays."""
    for name in _PAID:
        if name in question.columns and old.kind == new.kind == "answer":
            place = question.columns.index(name)
            yield Move(old.values[place], new.values[place])


def _difference(found: Comparison, customers: Customers, line: Line, cases: Sequence[_Case]) -> Difference:
    question, kind = found.question, line.outcome
    one = cases[0]
    witness = (
        found.concrete(one.leaf.words, one.example) if kind.partly else _witness(found, [case.leaf for case in cases])
    )
    moves = sorted((move for case in cases for move in case.moves), key=lambda move: move.change)
    before, after = (_answered_to(question, rules, witness) for rules in (found.before, found.after))
    return Difference(
        policy=question.policy,
        part=question.part,
        on=found.on,
        customers=customers,
        when={name: _open(found.facts, name, side) for name, side in line.when.items()},
        between=line.between,
        moved=kind.moved,
        subject=witness.subject,
        request=witness.request,
        before=before,
        after=after,
        least=moves[0] if moves else None,
        most=moves[-1] if moves else None,
        cases=line.leaves,
        partly=kind.partly,
    )


def _open(facts: Facts, name: str, side: tuple[str, ...] | Spans) -> Any:
    """The numbers that a fact can be, open where they end only because nobody looks further."""
    fact = facts.get(name)
    if isinstance(fact, Dated):
        ends: tuple[int | None, int] = (-fact.days, fact.days)
    elif isinstance(fact, Within | Cents):
        ends = (fact.low if fact.low < 0 else None, fact.high)  # of none there is less than nothing
    else:
        return side
    spans: Any = side
    return tuple((None if low == ends[0] else low, None if high == ends[1] else high) for low, high in spans)


def _belongs(leaf: Leaf, line: Line, found: Comparison) -> bool:
    """Whether a case is one of those of a line."""
    return all(_lies_in(leaf, name, side, found) for name, side in line.when.items())


def _lies_in(leaf: Leaf, name: str, side: Any, found: Comparison) -> bool:
    if name not in leaf.region.names:
        return name in leaf.words and leaf.words[name] in side
    shift = found.on.toordinal() if isinstance(found.facts[name], Dated) else 0
    left = leaf.region.left(name)
    return all(any(low <= first - shift and last - shift <= high for low, high in side) for first, last in left)


def _witness(found: Comparison, leaves: Sequence[Leaf]) -> Witness:
    """A question that everybody understands: about a mailbox that is paid for, if there is one among the cases."""
    points = ((leaf, _point(leaf.region, usual, found.on)) for usual in (_later, _as_it_is) for leaf in leaves)
    return next(found.concrete(leaf.words, point) for leaf, point in points if point is not None)


def _later(region: Region, on: date) -> None:
    """The part of a region in which a mailbox has not expired."""
    if "expiry" in region.names:
        region.add(Bound(NOTHING, "expiry", -on.toordinal()))


def _as_it_is(_: Region, __: date) -> None:
    """The whole."""


def _point(region: Region, narrowed: Any, on: date) -> Mapping[str, int] | None:
    part = region.copy()
    try:
        narrowed(part, on)
    except Infeasible:
        return None
    return part.point()


def _answered_to(question: Question, rules: Ruleset, witness: Witness) -> Answered:
    said = ask(question, rules, *witness)[0]
    try:
        outcome = answer_of(question, rules, *witness)
    except NoRuleInForce:
        outcome = None
    relevant = dict(zip(question.columns, said.values, strict=True)) if said.kind == "answer" else {}
    return Answered(said.kind, outcome, relevant)


# -- other reasons ----------------------------------------------------------------------------------------------------


def _other_reasons(found: Comparison, customers: Customers) -> Iterator[OtherReasons]:
    """Cases in which the same is said by other rows, those with the same rows put together."""
    counts: dict[tuple[tuple[str, ...], tuple[str, ...]], int] = defaultdict(int)
    for line in found.other_reasons:
        before, after = (_cited(reasons) for reasons in line.outcome)
        counts[_rows(before - after), _rows(after - before)] += line.leaves
    for (gone, new), cases in counts.items():
        yield OtherReasons(found.question.policy, found.question.part, found.on, customers, gone, new, cases)


def _cited(reasons: Any) -> set[tuple[str, str]]:
    return {*((row, "") for row in reasons.because), *reasons.caveats}


def _rows(cited: set[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(sorted({row for row, _ in cited}))
