"""A part of a fleet's question in the words of an engine: the same grids, ends and sums as the kernel's.

Leaves that a row can come to are numbered anew, from one on. At zero stand all rows that only the policy itself can
answer, so every table has an entry for them: no value, and the code that tells them apart.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from datetime import date
from functools import reduce
from typing import Any, Final, Generic, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from pecrules.analysis.facts import UNKNOWN
from pecrules.analysis.questions import ON
from pecrules.analysis.regions import Bound
from pecrules.analysis.running import Among, Value
from pecrules.fleet.answering import Task
from pecrules.fleet.columns import ASK_POLICY, REFUSAL, Column, Kind
from pecrules.fleet.diagrams import BY_POLICY, OUTSIDE, Axis, Branching
from pecrules.fleet.engines.dialects import Dialect, Engine, Entry, Program, Sort
from pecrules.fleet.grids import Narrow, cells_by_value, cells_of_numbers, grids_of, narrowed
from pecrules.fleet.kernel import counts_of
from pecrules.fleet.making import EPOCH, Made
from pecrules.fleet.sums import Divided, Factors, Followed, Looked, Sums, TooLargeError, Variable

_STAGES: Final = 5  # facts, states, leaves, and amounts that others follow from
_DENSE: Final = 30_000  # values of one fact of which each has its entry
_ORDERS: Final = 5  # columns of which every order is tried
_STRETCHES: Final = 8  # more are no worse than so many
_AT_ONCE: Final = 1 << 12  # entries of a table
_CALENDAR: Final = 1 << 20  # days of a calendar that are written down
_DAYS: Final = 1, date.max.toordinal()
_SMALL: Final = 1 << 30  # of numbers of 32 bits: so much less than there is room for that sums fit, too
_FITS: Final = 1 << 62  # of what is added: somewhat less than there is room for

E = TypeVar("E")

Names = Mapping[str, tuple[str, Kind]]
"""Fact -> the column that tells it, and of what kind that is."""


def program_of(
    parts: Sequence[tuple[Task, Made | None]], names: Names, on: date, dialect: Dialect[Any], engine: Engine
) -> Program:
    """What an engine is to work out for some parts of a question.

    Args:
        parts: What is wanted of each, and in what it is looked up; ``None`` where there is nothing.
        names: The columns of the frame.
        on: The day.
        dialect: How the engine says it.
        engine: What it does without effort.
    """
    stages: list[dict[str, Any]] = [{} for _ in range(_STAGES)]
    outputs = dict[str, Any]()
    for task, made in parts:
        try:
            written = None if made is None else _Writer(task, made, names, on, dialect, engine).written()
        except TooLargeError:
            written = None
        if written is None:
            outputs |= _left_to_policy(task, dialect)
        else:
            outputs |= written.outputs
            for stage, more in zip(stages, written.stages, strict=True):
                stage.update(more)
    return Program([stage for stage in stages if stage], outputs)


def _left_to_policy(task: Task, dialect: Dialect[E]) -> dict[str, E]:
    """The columns of a part of which all rows are left to the policy."""
    nothing = dialect.constant(0)
    return {
        column.name: _typed(
            column, dialect.looked_up([_by_policy(task, column)], nothing, _SORTS[column.kind]), dialect
        )
        for column in task.columns
    }


class _Writer(Generic[E]):
    """What writes one part."""

    def __init__(  # noqa: PLR0913, PLR0917 - as ``program_of``
        self, task: Task, made: Made, names: Names, on: date, dialect: Dialect[E], engine: Engine
    ) -> None:
        self._task, self._made, self._names, self._dialect = task, made, names, dialect
        self._on = on.toordinal()
        self._diagram = made.kernel.diagram
        self._steps = engine.steps
        self._has_forks = any(isinstance(end, Branching) for end in self._diagram.ends)
        self._leaves: dict[int, int] = {BY_POLICY: 0}
        for end in _side_by_side(made, [end for end in self._diagram.ends if isinstance(end, int)]):
            self._number_of(end)
        self._grids = narrowed([*grids_of(self._diagram, engine.entries)], self._lasts())
        self._facts = dict[str, E]()
        self._direct = self._only_fact() if engine.is_by_value else None
        self._at_once = engine.is_by_value and self._may_be_at_once()
        self._behind: tuple[E, list[int]] | None = None  # a place, and the leaf of each

    def _only_fact(self) -> tuple[Axis, list[int]] | None:
        """The one fact on which all hangs, and the leaf of each of its cells; nothing where more is asked for."""
        if len(self._grids) != 1 or self._has_forks or [*self._left_out(), *self._beyond()]:
            return None
        (grid,) = self._grids
        (axis, *others) = grid.axes
        if others or not axis.cuts or axis.last - axis.cuts[0] >= _DENSE:
            return None
        return axis, grid.table[[*grid.counts[0]]].tolist()

    def _may_be_at_once(self) -> bool:
        """Whether the last table, which alone tells the leaf, is so short that numbers may stand there, too."""
        if not self._grids or self._has_forks or [*self._left_out(), *self._beyond()]:
            return False
        return self._grids[-1].table.size <= _AT_ONCE and len([axis for grid in self._grids for axis in grid.axes]) > 1

    def written(self) -> Program:
        """What the engine is to work out: facts as places, the last state of each row, its leaf, and what comes out."""
        say, name = self._dialect, self._task.part.name
        if self._direct is not None:
            amounts, outputs = self.outputs(say.constant(0))
            return Program([self._facts, {}, {}, *amounts], outputs)
        if self._at_once:
            return self._written_at_once(f"pecrules.place.{name}", f"pecrules.leaf.{name}")
        states = {f"pecrules.state.{name}": self.state()}
        leaf = self.leaf(say.bound(*states))
        leaves = {} if leaf is None else {f"pecrules.leaf.{name}": leaf}
        amounts, outputs = self.outputs(say.bound(*(leaves or states)))
        return Program([self._facts, states, leaves, *amounts], outputs)

    def _written_at_once(self, place: str, leaf: str) -> Program:
        """The same where all that is a number is looked up by the place that tells the leaf."""
        say, (*before, last) = self._dialect, self._grids
        table = last.table.tolist()
        places = {place: self._whole(self._through(before), last)}
        self._behind = say.bound(place), table
        leaves = {leaf: say.looked_up(table, say.bound(place), "small")}
        amounts, outputs = self.outputs(say.bound(leaf))
        return Program([self._facts, places, leaves, *amounts], outputs)

    # -- facts --------------------------------------------------------------------------------------------------------

    def _fact(self, name: str) -> E:
        """The place of a fact among its values: zero before the first, then one beyond the last, then one for none."""
        low, high = self._made.spans[name]
        bound = f"pecrules.fact.{name}.{low}.{high}"
        if bound not in self._facts:
            column, kind = self._names[name]
            place_of = self._dialect.day_place if kind == "day" else self._dialect.place
            self._facts[bound] = place_of(column, low, high)
        return self._dialect.bound(bound)

    def _value(self, fact: str) -> E:
        """The number of a fact in every row that a table is about, and some number elsewhere."""
        return self._dialect.plus(self._fact(fact), self._dialect.constant(self._made.spans[fact][0] - 1))

    # -- where a row comes to -----------------------------------------------------------------------------------------

    def state(self) -> E:
        """The last state of each row; where facts do not lie to one another there, already its leaf."""
        state = self._through(self._grids)
        return self._dialect.constant(int(self._lasts()[0])) if state is None else state

    def _through(self, grids: Sequence[Narrow]) -> E | None:
        """The state of each row behind some grids."""
        state: E | None = None
        for grid in grids:
            state = self._stepped(state, grid)
        return state

    def _stepped(self, state: E | None, grid: Narrow) -> E:
        """The next state of each row; of one fact alone it stands in the list of its cells."""
        say, axis = self._dialect, grid.axes[0]
        if state is None and len(grid.axes) == 1 and axis.cuts:
            return self._by_cell(axis, grid.table[[*grid.counts[0]]].tolist())
        return say.looked_up(grid.table.tolist(), self._whole(state, grid), "small")

    def _whole(self, state: E | None, grid: Narrow) -> E:
        """The place of each row in the table of a grid."""
        say, place = self._dialect, self._place(grid)
        return place if state is None else say.plus(say.times(state, say.constant(grid.size)), place)

    def _lasts(self) -> NDArray[np.int32]:
        """The leaves of the last states, so far as they have one; else the states."""
        if self._has_forks:
            return np.arange(len(self._diagram.ends), dtype=np.int32)
        return np.array([self._number_of(cast("int", end)) for end in self._diagram.ends], np.int32)

    def _place(self, grid: Narrow) -> E:
        first, *rest = itertools.starmap(self._cell, zip(grid.axes, grid.counts, strict=True))
        for each in rest:
            first = self._dialect.plus(first, each)
        return first

    def _cell(self, axis: Axis, counts: Sequence[int]) -> E:
        """What the cell of a fact adds to the place."""
        column, kind = self._names[axis.name]
        if not axis.words:
            return self._by_cell(axis, counts)
        cells, outside = {word: counts[axis.cell_of(word)] for word in axis.words}, counts[OUTSIDE]
        if kind == "flag":
            return self._dialect.flag(column, cells["True"], cells["False"], outside)
        other = cells.pop(UNKNOWN, outside)
        if kind == "text":  # every address has an ending, so there is none that nobody knows
            return self._dialect.tail(column, cells, other, outside)
        return self._dialect.word(column, cells, outside)

    def _by_cell(self, axis: Axis, entries: Sequence[int]) -> E:
        """What stands for the cell of a number: in a list for each of its values, or step by step."""
        say, fact = self._dialect, self._fact(axis.name)
        cuts, cells = cells_of_numbers(axis)
        found = [entries[cell] for cell in (*cells, axis.cell_of(None))]
        ends = [(cut - cuts[0], entry) for cut, entry in zip([*cuts, cuts[-1] + 1], found[:-1], strict=True)]
        steps = [
            step for step, (_, following) in zip(ends, [*ends[1:], (0, found[-1])], strict=True) if step[1] != following
        ]
        if len(steps) > self._steps and axis.last - axis.cuts[0] < _DENSE:
            return say.looked_up(cells_by_value(axis, found).tolist(), fact, "small")
        return say.stepped(fact, steps, found[-1])

    def leaf(self, state: E) -> E | None:
        """The number of the leaf of each row; nothing if that is the state already."""
        say, beyond = self._dialect, [*self._left_out(), *self._beyond()]
        found = self._forked(state) if self._has_forks else state
        if beyond:
            return say.chosen(say.either(beyond), say.constant(0), found)
        return found if self._has_forks else None

    def _forked(self, state: E) -> E:
        """The leaf of each row, where facts lie to one another at some ends; zero where the policy is to be asked."""
        say, ends = self._dialect, self._diagram.ends
        plain = [0 if isinstance(end, Branching) else self._number_of(end) for end in ends]
        found = say.looked_up(plain, state, "small")
        for place, end in enumerate(ends):
            if isinstance(end, Branching):
                found = say.chosen(say.is_number(state, place), self._walked(end), found)
        return found

    def _number_of(self, end: int) -> int:
        return self._leaves.setdefault(end, len(self._leaves))

    def _walked(self, node: int | Branching) -> E:
        """Where what is left of a tree leads."""
        say = self._dialect
        if not isinstance(node, Branching):
            return say.constant(self._number_of(node))
        condition = node.condition
        assert not isinstance(condition, str | Among | Value)  # those hang on one fact
        branches = {said: self._diagram.end(branch) for said, branch in node.branches}
        yes, no = (self._walked(branches.get(said, BY_POLICY)) for said in (True, False))
        return say.chosen(say.at_most(self._total(counts_of(condition)), condition.most), yes, no)

    def _total(self, counts: Mapping[str, int]) -> E:
        say, fixed = self._dialect, self._diagram.fixed
        total = say.constant(sum(fixed[name] * times for name, times in counts.items() if name in fixed))
        for name, times in counts.items():
            if name not in fixed:
                total = say.plus(total, say.times(self._value(name), say.constant(times)))
        return total

    def _left_out(self) -> Iterator[E]:
        """Whether a fact is known that the table does not follow."""
        for fact in sorted(self._task.part.left_out & self._names.keys()):
            yield self._dialect.is_there(self._names[fact][0])

    def _beyond(self) -> Iterator[E]:
        """Whether facts lie to one another as nothing does that the table is about."""
        say = self._dialect
        for bound in self._task.part.within:
            if bound.x in self._names:
                yield say.at_most(self._less(bound), -bound.most - 1)

    def _less(self, bound: Bound) -> E:
        """By how much the second fact of a bound is more than the first; missing where one is."""
        say, (low, high) = self._dialect, _DAYS
        other = say.constant(self._on) if bound.y == ON else say.day(self._names[bound.y][0], low, high)
        return say.plus(other, say.times(say.day(self._names[bound.x][0], low, high), say.constant(-1)))

    # -- what stands there --------------------------------------------------------------------------------------------

    def outputs(self, leaf: E) -> tuple[list[dict[str, E]], dict[str, E]]:
        """Every column that is wanted, by the leaf of each row; before them stages of those that others follow from."""
        say, rules = self._dialect, self._made.followed
        stages: list[dict[str, E]] = [{} for _ in range(_STAGES - 3)]
        found = dict[str, E]()
        for place, column in enumerate(self._task.columns):
            value = self._following(rules[place], found) if place in rules else self._output(place, column, leaf)
            depth = self._depth(place)
            if any(place in rule.places for rule in rules.values()) and depth < len(stages):
                name = f"pecrules.amount.{column.name}"
                stages[depth][name] = value
                value = say.bound(name)
            found[column.name] = value
        return stages, found

    def _depth(self, place: int) -> int:
        """How many columns stand one behind the other before it."""
        rule = self._made.followed.get(place)
        return 0 if rule is None else 1 + max(map(self._depth, rule.places))

    def _following(self, rule: Followed, found: Mapping[str, E]) -> E:
        """A column that follows from others."""
        say, sums = self._dialect, self._made.sums
        columns = self._task.columns
        total = self._times(rule.times, [reduce(say.plus, [found[columns[place].name] for place in rule.places])])
        total = say.plus(total, say.constant(rule.plus)) if rule.plus else total
        is_positive = all((each := sums[place]) is not None and each.least >= 0 for place in rule.places)
        return total if rule.by == 1 else say.over(total, say.constant(rule.by), is_positive=is_positive)

    def _output(self, place: int, column: Column, leaf: E) -> E:
        sums, missing = self._made.sums[place], self._made.missing[place]
        if sums is not None:
            return self._sum(sums, leaf, missing) if column.kind != "day" else self._day(sums, leaf, missing)
        said = [self._made.cells[end][place] for end in self._ends()]
        found = self._entry([_by_policy(self._task, column), *said], leaf, _SORTS[column.kind])
        return _typed(column, found, self._dialect)

    def _entry(self, entries: Sequence[Entry], leaf: E, sort: Sort) -> E:
        """The entry of the leaf of each row; where one fact says it all, in a list by that fact."""
        if self._behind is not None and sort in {"small", "large"}:
            place, at = self._behind
            return self._dialect.looked_up([entries[each] for each in at], place, sort)
        if self._direct is None:
            return self._dialect.looked_up(entries, leaf, sort)
        axis, leaves = self._direct
        _, cells = cells_of_numbers(axis)
        found = [entries[leaves[cell]] for cell in (*cells, axis.cell_of(None))]
        numbers: list[int] = cells_by_value(axis, range(len(found))).tolist()
        by_value = [found[number] for number in numbers]
        return self._dialect.looked_up(by_value, self._fact(axis.name), sort)

    def _ends(self) -> list[int]:
        """The leaves, by their numbers from one on."""
        return [*self._leaves][1:]

    def _sum(self, sums: Sums, leaf: E, missing: Any = None) -> E:
        """What formulas come to; nothing where leaves say nothing.

        Raises:
            TooLargeError: it might come to more than an engine can add.
        """
        if max(-sums.least, sums.most) > _FITS:
            raise TooLargeError(f"between {sums.least} and {sums.most}")
        say, by_leaf = self._dialect, self._by_leaf(sums, leaf)
        shifts = self._shifts(sums)
        total = self._constants(sums, leaf, shifts, missing)
        for key, (counts, factors) in sums.products.items():
            if key in shifts:
                total = say.plus(total, self._times(by_leaf(counts), [self._fact(shifts[key])]))
            elif not _is_on(factors):
                total = say.plus(total, self._times(by_leaf(counts), [self._factor(each, leaf) for each in factors]))
        for times, inner, by in sums.rounded:
            whole = say.over(self._sum(inner, leaf), self._times(by_leaf(by), ()), is_positive=inner.least >= 0)
            total = say.plus(total, self._times(by_leaf(times), [whole]))
        return total

    def _day(self, sums: Sums, leaf: E, missing: Any) -> E:
        """A day; where each leaf has it so many days after the same fact, counted from that."""
        say, shifts = self._dialect, self._shifts(sums)
        after = {shifts.get(key) for key in sums.products}
        fact = after.pop() if len(after) == 1 and not sums.rounded else None
        if fact is None or self._names[fact][1] != "day" or not self._is_once(sums):
            return say.as_day(self._sum(sums, leaf, missing))
        return say.days_after(self._names[fact][0], self._constants(sums, leaf, {}, missing, EPOCH))

    def _is_once(self, sums: Sums) -> bool:
        ((counts, _),) = sums.products.values()
        return bool((counts[sums.is_known] == 1).all())

    def _times(self, count: E | int, factors: Sequence[E]) -> E:
        """A product, with how often it counts."""
        if isinstance(count, int):
            factors = factors if count == 1 and factors else [self._dialect.constant(count), *factors]
        else:
            factors = [count, *factors]
        return reduce(self._dialect.times, factors)

    def _shifts(self, sums: Sums) -> dict[Hashable, str]:
        """Products of one fact alone, of which its place may stand for the fact: what lies between is a constant."""
        return {
            key: factor.name
            for key, (_, factors) in sums.products.items()
            if len(factors) == 1 and isinstance(factor := factors[0], Variable) and factor.name != ON
        }

    def _constants(self, sums: Sums, leaf: E, shifts: Mapping[Hashable, str], missing: Any, more: int = 0) -> E:
        """What each leaf adds whatever the facts are, the day among it, and where the places of facts begin."""
        on = (counts * self._on for counts, factors in sums.products.values() if _is_on(factors))
        begin = (sums.products[key][0] * (self._made.spans[name][0] - 1) for key, name in shifts.items())
        whole = sum(itertools.chain(on, begin), start=sums.constants + more)
        if missing is None:
            return self._times(self._by_leaf(sums, leaf)(whole), ())
        found = [None if missing[end] else int(whole[end]) for end in self._ends()]
        return self._entry([None, *found], leaf, _sort(sums))

    def _by_leaf(self, sums: Sums, leaf: E) -> Callable[[Any], E | int]:
        """What looks up what stands for the leaf of each row; a number, if it is the same of all that have one."""

        def of(values: Any) -> E | int:
            known = values[sums.is_known]
            if not known.size or (known == known[0]).all():
                return int(known[0]) if known.size else 0
            return self._entry([0, *values[self._ends()].tolist()], leaf, _sort(sums))

        return of

    def _factor(self, factor: Factors, leaf: E) -> E:
        say = self._dialect
        if isinstance(factor, Looked):
            return self._of_calendar(factor)
        if isinstance(factor, Divided):
            inner = factor.inner
            return say.over(self._sum(inner, leaf), say.constant(factor.by), is_positive=inner.least >= 0)
        return say.constant(self._on) if factor.name == ON else self._value(factor.name)

    def _of_calendar(self, looked: Looked) -> E:
        """What a calendar makes of facts: of one beyond its ends, or of none, the same as of its ends."""
        free = [(name, span) for name, span in zip(looked.names, looked.spans, strict=True) if span[0] < span[1]]
        table = looked.table(_CALENDAR)
        place, *more = (self._fact(name) for name, _ in free)
        for fact, (_, (low, high)) in zip(more, free[1:], strict=True):
            place = self._dialect.plus(self._dialect.times(place, self._dialect.constant(high - low + 4)), fact)
        whole = np.array(table, np.int64).reshape([high - low + 1 for _, (low, high) in free])
        sort: Sort = "small" if abs(whole).max() < _SMALL else "large"
        return self._dialect.looked_up(np.pad(whole, (1, 2), "edge").ravel().tolist(), place, sort)


def _side_by_side(made: Made, ends: Sequence[int]) -> list[int]:
    """Leaves in an order in which those that say the same stand together: engines look up few stretches quickly."""
    leaves = np.unique([end for end in ends if end != BY_POLICY]).astype(np.int64)
    said = [*_differences(made, leaves)]
    orders = itertools.permutations(said) if len(said) <= _ORDERS else [said]
    sorted_ = [np.lexsort([leaves, *order]) for order in orders]

    def stretches(places: Any) -> int:
        """How many there are, where many are as many as some more."""
        found = (1 + int(np.count_nonzero(np.diff(each[places]))) for each in said)
        return sum(min(count, _STRETCHES) for count in found)

    return [int(leaf) for leaf in leaves[min(sorted_, key=stretches)]]


def _differences(made: Made, leaves: NDArray[np.int64]) -> Iterator[Any]:
    """What columns, and what their formulas are made of, say of some leaves, by numbers; not what they say of all."""
    known = set[bytes]()
    for place, sums in enumerate(made.sums):
        if place in made.followed:
            continue
        if sums is None:
            parts = [np.array([str(made.cells[leaf][place]) for leaf in map(int, leaves)])]
        else:
            parts = [each[leaves] for each in (made.missing[place], *sums.parts())]
        for part in parts:
            different, numbers = np.unique(part, return_inverse=True)
            if len(different) > 1 and numbers.tobytes() not in known:
                known.add(numbers.tobytes())
                yield numbers


_SORTS: Final[Mapping[Kind, Sort]] = {
    "word": "word", "flag": "flag", "day": "small", "days": "small", "number": "large", "cents": "large",
}  # fmt: skip


def _sort(sums: Sums) -> Sort:
    return "small" if sums.dtype is np.int32 else "large"


def _is_on(factors: Sequence[Factors]) -> bool:
    """Whether a product is only the day of the question."""
    return [getattr(each, "name", None) for each in factors] == [ON]


def _typed(column: Column, found: E, dialect: Dialect[E]) -> E:
    return dialect.as_day(found) if column.kind == "day" else found


def _by_policy(task: Task, column: Column) -> Entry:
    """What a column says where the policy is to be asked."""
    return ASK_POLICY if column.name == f"{task.part.name}_{REFUSAL}" else None
