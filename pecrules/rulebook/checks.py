"""What a schema cannot say: whether the rows of all tables fit together.

Most checks look at one layer alone, the others at layers that lie over one another, the base first; all yield problems.
``ALONE`` and ``TOGETHER`` are the lists of them. What a check has to know of a layer stands in its ``Facts``, which are
worked out once, however many books lie over it, and kept for when it is read again as it was: the time all checks take
grows with the rows, and with nothing else.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property, lru_cache
from itertools import chain, islice, product
from typing import Final

from pecrules.base.codes import ProblemCode
from pecrules.base.errors import nearest
from pecrules.base.memo import Memo
from pecrules.base.problems import Location, Path, Problem
from pecrules.base.values import evolve
from pecrules.parsing.events import MAX_PROBLEMS
from pecrules.rulebook.facts import REFERENCES, Cited, Facts, Reference
from pecrules.rulebook.layers import BASE, LAW, REMEMBERED, Entry, Layer
from pecrules.rulebook.rows import NAMES, SECTIONS, Row, due_tables
from pecrules.rulebook.rows.alerts import Notice, SpaceWarning
from pecrules.rulebook.rows.base import fields
from pecrules.rulebook.rows.interpretations import TOPICS, Topic
from pecrules.rulebook.rows.lifecycle import EVENTS, Step
from pecrules.rulebook.rows.messages import PLACES, Template, Text
from pecrules.rulebook.rows.renewal import Automatic
from pecrules.rulebook.rows.sources import Source
from pecrules.rulebook.timelines import Key, Timeline, overlay, timelines

Layers = Sequence[Layer]


class Judged(Facts):
    """One layer, with what is wrong with it alone."""

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the layer whatever lies below or over it."""
        if self.layer.is_checked:
            return ()
        found = (problem for check in ALONE for problem in check(self.layer))
        return tuple(islice(found, MAX_PROBLEMS + 1))

    @cached_property
    def overlaps(self) -> tuple[Problem, ...]:
        """The transitions of the layer alone that overlap."""
        return () if self.layer.is_checked else tuple(_overlaps([self.layer]))


Stack = Sequence[Judged]

_known = lru_cache(maxsize=REMEMBERED)(Judged)


def besides(layers: Layers, reported: Sequence[Problem]) -> Iterator[Problem]:
    """The problems of every check, without those that only follow from what is reported already.

    Args:
        layers: What lies over one another, the base first.
        reported: The problems there are.
    """
    whole = next((layer for layer in layers if layer.name == BASE), None)
    if whole and any(table not in whole.names for table in due_tables()):
        return
    stack = [_known(layer) for layer in layers]
    places = {(problem.location, problem.path) for problem in reported}
    tables = {_table_of(problem.location.file) for problem in reported if problem.location}
    together = (problem for check in TOGETHER for problem in check(stack))
    found = 0
    for problem in chain(*(each.problems for each in stack), together):
        repeats = problem.code == "PR208" and "interpretations" in tables
        if (problem.location, problem.path) not in places and not repeats:
            if found == MAX_PROBLEMS:
                yield Problem("PR047", problem.location, args={"limit": str(MAX_PROBLEMS)})
                return
            found += 1
            yield problem


def _table_of(file: str) -> str:
    """The table that a file is, or, in a folder with a table's name, is a part of."""
    *_, folder, name = ("", *file.split("/"))
    return folder if folder in NAMES else name.removesuffix(".yaml")


# -- of one layer -----------------------------------------------------------------------------------------------------


def one_row_a_day(layer: Layer) -> Iterator[Problem]:
    """Of one key only one row begins on a day, unless one was announced later: else nobody knows which holds."""
    first: dict[tuple[str, Key, date, date], Entry] = {}
    for entry, row in _dated(layer):
        known = first.setdefault((entry.section, row.key, row.since, row.known), entry)
        if known is not entry:
            key = " ".join(row.key) or entry.section
            yield _at(entry, "PR206", "since", key=key, day=str(row.since), first=str(known.location))


def announced_in_time(layer: Layer) -> Iterator[Problem]:
    """A row that was announced after it took effect says so; no other does."""
    for entry, row in _dated(layer):
        if row.known > row.since and not row.retroactive:
            yield _at(entry, "PR219", "announced", announced=str(row.known), since=str(row.since))
        elif row.retroactive and row.known <= row.since:
            yield _at(entry, "PR220", "retroactive", since=str(row.since))


def newcomers_come_first(layer: Layer) -> Iterator[Problem]:
    """A row does not reach existing customers before it holds for newcomers."""
    for entry, row in _dated(layer):
        if row.reaches_existing is not None and row.reaches_existing < row.since:
            yield _at(entry, "PR221", "existing_since", found=str(row.reaches_existing), since=str(row.since))


def no_change_is_dropped(layer: Layer) -> Iterator[Problem]:
    """What a row announces to existing customers reaches them, or the row that hides it says that it does not.

    A layer is looked at for itself: that a book's row replaces those of the base is what a book is for.
    """
    keys: dict[tuple[str, Key], list[tuple[Row, Entry]]] = {}
    for entry, row in _dated(layer):
        keys.setdefault((entry.section, row.key), []).append((row, entry))
    parted = [key for key, rows in keys.items() if any(row.existing_since or row.drops for row, _ in rows)]
    for key in sorted(parted):
        rows = dict(keys[key])
        yield from _dropped(Timeline[Row].of(rows).standing, rows)


def events_are_the_machines(layer: Layer) -> Iterator[Problem]:
    """A transition waits for an event of its own machine: one of the other would never come."""
    for entry in layer.section(Step.SECTION):
        row = entry.row
        if isinstance(row, Step) and row.event not in EVENTS[row.machine]:
            known = sorted(EVENTS[row.machine])
            args = {"found": row.event, "machine": row.machine, "allowed": ", ".join(known)}
            yield _at(entry, "PR228", "event", nearest(row.event, known), **args)


def places_are_filled(layer: Layer) -> Iterator[Problem]:
    """What stands between braces in a text is filled by somebody: which places are, what the text is about decides."""
    for entry, row in ((entry, entry.row) for entry in layer.section(Text.SECTION)):
        if isinstance(row, Text):
            for name, lang in product(("subject", "body"), fields(Template)):
                yield from _unfilled(entry, (*entry.path, name, lang), PLACES[row.about])


_BRACES: Final = re.compile(r"\{([^{}]*)\}|[{}]")


def _unfilled(entry: Entry, path: Path, places: Sequence[str]) -> Iterator[Problem]:
    text = entry.plain[path[-2]][path[-1]]
    for found in _BRACES.finditer(text):
        if found[1] not in places:
            allowed = ", ".join(f"{{{each}}}" for each in places)
            near = nearest(found[1] or "", places)
            args = {"found": found[0], "allowed": allowed}
            place = _within(entry.document.where(path), text, found.start(), found.end())
            yield Problem("PR239", place, path, args, nearest=near and f"{{{near}}}")


def _within(place: Location, text: str, start: int, end: int) -> Location:
    """A part of a text in its place, where the text stands in the file as it is, with quotes or without."""
    quotes, line = divmod(place.end - place.column - len(text), 2)
    if line or quotes not in {0, 1}:
        return place
    first = place.column + quotes
    return evolve(place, column=first + start, end=first + end)


def readings_can_be_carried_out(layer: Layer) -> Iterator[Problem]:
    """The readings of a question are just those that policies can carry out."""
    for entry, row in _questions(layer):
        names = [reading.name for reading in row.readings]
        if sorted(names) != sorted(TOPICS[row.topic]):
            yield _at(entry, "PR207", "readings", found=row.topic, allowed=", ".join(TOPICS[row.topic]))


def retries_come_in_time(layer: Layer) -> Iterator[Problem]:
    """A failed charge is tried again until the expiry: later days would never act."""
    for entry in layer.section(Automatic.SECTION):
        row = entry.row
        late = (
            [days for days in row.retry_days_after if days > row.charge_days_before]
            if isinstance(row, Automatic)
            else ()
        )
        if late and isinstance(row, Automatic):
            args = {"found": ", ".join(map(str, late)), "days": str(row.charge_days_before)}
            yield _at(entry, "PR235", "retry_days_after", **args)


# -- of layers that lie over one another ------------------------------------------------------------------------------


def ids_are_unique(stack: Stack) -> Iterator[Problem]:
    """A row is cited by its id, so no two rows of a table share one, not even in two layers."""
    for number, each in enumerate(stack):
        shares = any(below.refs & each.refs for below in stack[:number])
        for entry in each.layer.entries if shares else each.repeated:
            known = next(filter(None, (below.ids.get(entry.row.ref) for below in stack[: number + 1])))
            if known is not entry and not _has_same_key(entry, known):
                yield _at(entry, "PR205", "id", found=entry.row.id, first=str(known.location))


def _has_same_key(entry: Entry, known: Entry) -> bool:
    """Whether a name is another row's only because both speak of the same from the same day on, which is told."""
    row, other, place = entry.row, known.row, (*entry.path, "id")
    is_written = entry.document.where(place) != entry.location  # what is not has the place of its row
    if is_written or not isinstance(row, Row) or not isinstance(other, Row):
        return False
    return (row.key, row.since, row.known) == (other.key, other.since, other.known)


def sources_exist(stack: Stack) -> Iterator[Problem]:
    """Every row, and every book, cites a source that stands in ``sources``."""
    if any(each.said["sources.sources", "id"] for each in stack):  # else the table says nothing yet, and that is told
        cited = [each for facts in stack for each in facts.sources]
        yield from _nowhere(cited, [each.said["sources.sources", "id"] for each in stack], "PR203")


def plans_exist(stack: Stack) -> Iterator[Problem]:
    """A price names a plan that stands in ``plans``."""
    if any(each.said["plans.plans", "plan"] for each in stack):
        named = [each for facts in stack for each in facts.plans]
        yield from _nowhere(named, [each.said["plans.plans", "plan"] for each in stack], "PR204")


def _nowhere(cited: Iterable[Cited], known: Sequence[frozenset[str]], code: ProblemCode) -> Iterator[Problem]:
    """What is named and stands in no layer; the likeness of a word is looked for once."""
    missing = [each for each in cited if not any(each.word in words for words in known)]
    if missing:
        words = sorted(frozenset[str]().union(*known))
        near: Memo[str, str | None] = Memo(_nearest_word, words)
        more = {"allowed": ", ".join(words)} if code == "PR204" else {}
        for document, path, word in missing:
            yield Problem(code, document.where(path), path, {"found": word, **more}, nearest=near[word])


def _nearest_word(words: Sequence[str], word: str) -> str | None:
    return nearest(word, words)


def references_stand(stack: Stack) -> Iterator[Problem]:
    """What a row names in another section stands there, and from the row's first day on."""
    for reference in REFERENCES:
        begins = [each.begins[reference] for each in stack]
        found = [first for first in begins if first is not None]
        if len(found) == len(stack) and any(found):  # else a row has a problem: it may be the one that is meant
            wanted = [each for facts in stack for each in facts.open[reference]]
            yield from _unmet(wanted, reference, found)


def notices_speak_of_a_mailbox(stack: Stack) -> Iterator[Problem]:
    """A notice names a text about a mailbox, or one with nothing to be filled: of an order it knows nothing."""
    entries = [(entry, entry.row) for facts in stack for entry in facts.layer.section(Text.SECTION)]
    about = {row.text: row.about for _, row in entries if isinstance(row, Text)}
    for entry in (entry for facts in stack for name in _NOTICES for entry in facts.layer.section(name)):
        text = getattr(entry.row, "text", None)
        if about.get(text or "", "nothing") not in {"mailbox", "nothing"}:
            yield _at(entry, "PR240", "text", found=str(text), about=about[str(text)])


_NOTICES: Final = (Notice.SECTION, SpaceWarning.SECTION)


def transitions_do_not_overlap(stack: Stack) -> Iterator[Problem]:
    """Where an event leads somewhere whatever else holds, no other row of that event leads out of the same state."""
    having = [each for each in stack if each.said[Step.SECTION, "id"]]
    yield from having[0].overlaps if len(having) == 1 else _overlaps([each.layer for each in having])


def _overlaps(layers: Layers) -> Iterator[Problem]:
    entries = {
        id(entry.row): (number, entry) for number, layer in enumerate(layers) for entry in layer.section(Step.SECTION)
    }
    lines: Mapping[Key, Timeline[Row]] = {}
    for layer in layers:
        rows = (entry.row for entry in layer.section(Step.SECTION))
        lines = overlay(lines, timelines(row for row in rows if isinstance(row, Row)))
    together: dict[Key, list[Timeline[Row]]] = {}  # of one event out of one state: as many as there are guards
    for key, line in lines.items():
        together.setdefault(key[:-1], []).append(line)
    for beside in together.values():
        yield from _on_some_day(beside, entries)


def _on_some_day(lines: Sequence[Timeline[Row]], entries: Mapping[int, tuple[int, Entry]]) -> Iterator[Problem]:
    """Rows of one event out of one state that overlap; two do so on many days: the first is told.

    It is told of the one that lies over the other: it has brought them together.
    """
    found: dict[tuple[int, int], Problem] = {}
    for day in sorted({day for line in lines for day in line.days}) if len(lines) > 1 else ():
        steps = [row for row in (line.at(day) for line in lines) if isinstance(row, Step)]
        for one, other in _overlapping(steps):
            (under, there), (over, entry) = entries[id(other)], entries[id(one)]
            if under > over:
                there, entry = entry, there
            args = {"found": one.event, "other": there.row.id, "day": str(day), "first": str(there.location)}
            found.setdefault((id(one), id(other)), _at(entry, "PR229", "guard", **args))
    yield from found.values()


def _overlapping(steps: Sequence[Step]) -> Iterator[tuple[Step, Step]]:
    """Rows of one event out of one state, of which the second holds always."""
    always = {(row.machine, row.from_state, row.event): row for row in steps if row.guard == "always"}
    for row in steps:
        other = always.get((row.machine, row.from_state, row.event), row)
        if other is not row:
            yield row, other


def topics_are_answered(stack: Stack) -> Iterator[Problem]:
    """The public book asks every question of the policies, and has a reading for each."""
    base = [each.layer for each in stack if each.layer.name == BASE and each.layer.files("interpretations")]
    for layer, section in [(layer, section) for layer in base for section in ("topics", "interpretations")]:
        args = {"section": f"interpretations.{section}"}
        answered = frozenset[str]().union(*(each.said[args["section"], "topic"] for each in stack))
        files = layer.files("interpretations")
        document = next((each for each in files if section in each.block), files[0])
        for topic in (topic for topic in TOPICS if answered and topic not in answered):
            place = document.where((section,), key=True)
            yield Problem("PR208", place, (section,), {**args, "found": f"topic: {topic}"})


def questions_are_unique(stack: Stack) -> Iterator[Problem]:
    """No question is asked twice, not even in two layers: whoever reads it otherwise only adds a row that chooses."""
    first: dict[str, Entry] = {}
    asking = [each.layer for each in stack if each.said[Topic.SECTION, "topic"]]
    doubtful = asking if len(asking) > 1 else [layer for layer in asking if not layer.is_checked]
    for entry, row in (each for layer in doubtful for each in _questions(layer)):
        known = first.setdefault(row.topic, entry)
        if known is not entry:
            yield _at(entry, "PR238", "topic", found=row.topic, first=str(known.location))


def parts_make_a_whole(stack: Stack) -> Iterator[Problem]:
    """Of a table of the public book that is split, or lies over the law's, each section stands in some file."""
    below = [each.layer for each in stack if each.layer.name in {LAW, BASE}]
    for table in next((layer.names for layer in below if layer.name == BASE), ()):
        files = below[-1].files(table)
        if all(document.block.get("part") is True or document.block.get("book") == BASE for document in files):
            said = frozenset[str]().union(*(document.block for layer in below for document in layer.files(table)))
            for name in (name for name in _due(table) if name not in said):
                yield Problem("PR242", files[0].where(()), (name,), {"key": name, "table": table})


def _due(table: str) -> Iterator[str]:
    """The sections that a table has to have."""
    for section, kind in SECTIONS.items():
        name, _, inside = section.partition(".")
        if name == table and not kind.ABOUT.may_be_left_out:
            yield inside


def books_say_their_own_name(stack: Stack) -> Iterator[Problem]:
    """A file of a book names that book; one of the public book names none, unless its table lies over the law's."""
    law = frozenset[str]().union(*(each.layer.names for each in stack if each.layer.name == LAW))
    base = [each.layer for each in stack if each.layer.name == BASE]
    for name, document in [(table, each) for layer in base for table in layer.names for each in layer.files(table)]:
        if "book" in document.block and (name not in law or document.block["book"] != BASE):
            args = {"found": str(document.block["book"])}
            yield Problem("PR212", document.where(("book",), key=True), ("book",), args)
    for layer in (each.layer for each in stack if each.layer not in base):
        for name, document in [(table, document) for table in layer.names for document in layer.files(table)]:
            key = "id" if name == "book" else "book"
            said = document.block.get(key)
            if said is None:
                yield Problem("PR214", document.where(()), (key,), {"right": layer.name, "key": key})
            elif said != layer.name:
                args = {"found": str(said), "right": layer.name, "key": key}
                yield Problem("PR213", document.where((key,)), (key,), args)


# -- of one day, or one's mind ----------------------------------------------------------------------------------------


def sources_are_reviewed(layer: Layer, on: date) -> Iterator[Problem]:
    """No source is overdue for review on a day. Nothing is wrong with such a table: it wants to be looked at."""
    for entry in layer.entries_of("sources"):
        source = entry.row
        if isinstance(source, Source) and source.is_stale(on):
            due = source.reviewed + timedelta(source.review_days)
            yield _at(entry, "PR224", "reviewed", found=source.id, reviewed=str(source.reviewed), due=str(due))


def nothing_is_assumed(layer: Layer) -> Iterator[Problem]:
    """No row says what no source gives. Nothing is wrong with such a table either, but nobody should bill by it."""
    for entry, row in _dated(layer):
        if row.certainty == "assumed":
            yield _at(entry, "PR225", "certainty", found=row.id)


ALONE: Final[tuple[Callable[[Layer], Iterator[Problem]], ...]] = (
    one_row_a_day, announced_in_time, newcomers_come_first, no_change_is_dropped, events_are_the_machines,
    places_are_filled, readings_can_be_carried_out, retries_come_in_time,
)  # fmt: skip
TOGETHER: Final[tuple[Callable[[Stack], Iterator[Problem]], ...]] = (
    ids_are_unique, sources_exist, plans_exist, references_stand, notices_speak_of_a_mailbox,
    transitions_do_not_overlap, topics_are_answered,
    questions_are_unique, parts_make_a_whole, books_say_their_own_name,
)  # fmt: skip


# -- what several of them ask ------------------------------------------------------------------------------------------


def _unmet(
    wanted: Iterable[tuple[Entry, Path, Key]], reference: Reference, begins: Sequence[Mapping[Key, date]]
) -> Iterator[Problem]:
    """What is wrong with the words that rows name, where the layer they stand in does not have them."""
    alike: Memo[Key, list[str]] = Memo(_alike, begins)
    near: Memo[Key, str | None] = Memo(_nearest_key, alike)
    for entry, inner, key in wanted:
        path, since = (*entry.path, *inner), entry.row.since if isinstance(entry.row, Row) else date.max
        args = {"found": " ".join(key), "section": reference.named.SECTION}
        days = [first[key] for first in begins if key in first]
        if not days:
            args["allowed"] = ", ".join(alike[key[:-1]])
            yield Problem("PR217", entry.document.where(path), path, args, nearest=near[key])
        elif since < min(days):
            args |= {"day": str(min(days)), "since": str(since)}
            yield Problem("PR218", entry.document.where(path), path, args)


def _hides(row: Row, other: Row) -> bool:
    """Whether a row reaches existing customers by the day on which an earlier one would have, later than newcomers."""
    mine, others = row.reaches_existing, other.reaches_existing
    return (
        mine is not None and others is not None and date.min < other.since < row.since and other.since < others >= mine
    )


def _dropped(rows: Sequence[Row], places: Mapping[Row, Entry]) -> Iterator[Problem]:
    """What the rows of one key hide and do not say, or say and do not hide."""
    days = [row.since for row in rows]
    hidden: dict[Row, list[str]] = {row: [] for row in rows}
    for number, row in enumerate(rows):
        later = rows[number + 1 : bisect_right(days, row.reaches_existing or date.min)]  # begin before it would arrive
        hiding = [other for other in later if _hides(other, row)]
        for other in hiding:
            hidden[other].append(row.id)
        if hiding and not any(row.id in other.drops for other in hiding):
            last, day = hiding[-1], str(row.reaches_existing)
            column = "since" if last.existing_since is None else "existing_since"
            args = {"found": row.id, "at": str(places[row].location), "other": last.id, "day": day}
            args["cohort"] = str(row.since - timedelta(1))
            yield _at(places[last], "PR222", column, **args)
    for row in rows:
        for index, name in enumerate(row.drops):
            if name not in hidden[row]:
                path, document = (*places[row].path, "drops", index), places[row].document
                args = {"found": name, "allowed": ", ".join(hidden[row])}
                yield Problem("PR223", document.where(path), path, args, nearest=nearest(name, hidden[row]))


def _nearest_key(alike: Memo[Key, list[str]], key: Key) -> str | None:
    """The word most like the last one of a key, among those that might stand there."""
    return nearest(key[-1], alike[key[:-1]])


def _alike(begins: Sequence[Mapping[Key, date]], beside: Key) -> list[str]:
    """The words that might stand last in a key, after the others; of no kin, all."""
    known = [key for first in begins for key in first]
    return sorted({key[-1] for key in known if key[:-1] == beside} or {key[-1] for key in known})


def _questions(layer: Layer) -> Iterator[tuple[Entry, Topic]]:
    return ((entry, entry.row) for entry in layer.section(Topic.SECTION) if isinstance(entry.row, Topic))


def _dated(layer: Layer) -> Iterator[tuple[Entry, Row]]:
    return ((entry, entry.row) for entry in layer.entries if isinstance(entry.row, Row))


def _at(entry: Entry, code: ProblemCode, column: str, near: str | None = None, **args: str) -> Problem:
    """A problem of one column of a row."""
    path = (*entry.path, column)
    return Problem(code, entry.document.where(path), path, args, nearest=near)
