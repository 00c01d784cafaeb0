"""What a schema cannot say: whether the rows of all tables fit together.

Every check takes the layers of rows, the base first, and yields problems. ``CHECKS`` is the list of them all.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from pecrules.base.codes import ProblemCode
from pecrules.base.errors import Path, Problem, nearest
from pecrules.parsing.plain import Document, is_block, is_list
from pecrules.rulebook.layers import Entry, Layer
from pecrules.rulebook.rows import (
    EVENTS,
    NAMES,
    SECTIONS,
    TOPICS,
    Activation,
    Addressee,
    Channel,
    Command,
    Credit,
    FormField,
    Interpretation,
    Login,
    Message,
    Method,
    Mode,
    Plan,
    PlanChange,
    RecordField,
    Row,
    Source,
    State,
    Step,
    Term,
)
from pecrules.rulebook.timelines import Key, Timeline, overlay, timelines

Layers = Sequence[Layer]
Check = Callable[[Layers], Iterator[Problem]]


class Reference(NamedTuple):
    """A column that names what stands in another section: in the last of its columns, with the others as in the row."""

    row: type[Row]
    column: str
    named: type[Row]
    columns: tuple[str, ...]


REFERENCES: Final[tuple[Reference, ...]] = (
    Reference(Step, "from_state", State, ("machine", "state")),
    Reference(Step, "to_state", State, ("machine", "state")),
    Reference(Step, "messages", Message, ("message",)),
    Reference(PlanChange, "from_plan", Plan, ("kind", "plan")),
    Reference(PlanChange, "to_plan", Plan, ("kind", "plan")),
    Reference(Command, "event", Step, ("event",)),
    Reference(Credit, "top_up_methods", Method, ("method",)),
    *(
        Reference(row, "channel", Channel, ("channel",))
        for row in (Activation, Mode, Addressee, Login, Command, Term, RecordField, FormField)
    ),
)
"""What rows name in other sections."""


def run(layers: Layers) -> tuple[Problem, ...]:
    """Every problem of every check."""
    return tuple(problem for check in CHECKS for problem in check(layers))


def besides(layers: Layers, told: Sequence[Problem]) -> Iterator[Problem]:
    """The problems of every check, without those that only follow from what is told already."""
    if any(table not in layers[0].names for table in NAMES):
        return
    places = {(problem.location, problem.path) for problem in told}
    files = {problem.location.file for problem in told if problem.location}
    for problem in run(layers):
        follows = problem.code == "PR208" and problem.location is not None and problem.location.file in files
        if (problem.location, problem.path) not in places and not follows:
            yield problem


def ids_are_unique(layers: Layers) -> Iterator[Problem]:
    """A row is cited by its id, so no two rows of a table share one, not even in two layers."""
    first: dict[str, Entry] = {}
    for entry in _all(layers):
        known = first.setdefault(entry.row.ref, entry)
        if known is not entry:
            yield _at(entry, "PR205", "id", found=entry.row.id, first=str(known.location))


def one_row_a_day(layers: Layers) -> Iterator[Problem]:
    """Of one key only one row begins on a day, unless one was announced later: else nobody knows which holds."""
    for layer in layers:
        first: dict[tuple[str, Key, date, date], Entry] = {}
        for entry, row in _dated(layer):
            known = first.setdefault((entry.section, row.key, row.since, row.known), entry)
            if known is not entry:
                key = " ".join(row.key) or entry.section
                yield _at(entry, "PR206", "since", key=key, day=str(row.since), first=str(known.location))


def announced_in_time(layers: Layers) -> Iterator[Problem]:
    """A row that was announced after it took effect says so; no other does."""
    for layer in layers:
        for entry, row in _dated(layer):
            if row.known > row.since and not row.retroactive:
                yield _at(entry, "PR219", "announced", announced=str(row.known), since=str(row.since))
            elif row.retroactive and row.known <= row.since:
                yield _at(entry, "PR220", "retroactive", since=str(row.since))


def newcomers_come_first(layers: Layers) -> Iterator[Problem]:
    """A row does not reach existing customers before it holds for newcomers."""
    for layer in layers:
        for entry, row in _dated(layer):
            if row.reaches_existing is not None and row.reaches_existing < row.since:
                yield _at(entry, "PR221", "existing_since", found=str(row.reaches_existing), since=str(row.since))


def no_change_is_dropped(layers: Layers) -> Iterator[Problem]:
    """What a row announces to existing customers reaches them, or the row that hides it says that it does not.

    Each layer is looked at for itself: that a book's row replaces those of the base is what a book is for.
    """
    for layer in layers:
        parted = {(entry.section, row.key) for entry, row in _dated(layer) if row.existing_since or row.drops}
        for section, key in sorted(parted):
            rows = {row: entry for entry, row in _dated(layer) if (entry.section, row.key) == (section, key)}
            yield from _dropped(Timeline[Row].of(rows).standing, rows)


def sources_exist(layers: Layers) -> Iterator[Problem]:
    """Every row, and every book, cites a source that stands in ``sources``."""
    known = _said(layers, "sources", "id")
    if not known:
        return  # the table of sources says nothing yet, and that is told
    for layer in layers:
        for document, path, row in _written(layer):
            cited = row.get("source")
            if isinstance(cited, str) and cited not in known:
                place = (*path, "source")
                yield Problem("PR203", document.where(place), place, {"found": cited}, nearest=nearest(cited, known))
        book = layer.documents.get("book")
        cited = book.block.get("source") if book else None
        if book and isinstance(cited, str) and cited not in known:
            near = nearest(cited, known)
            yield Problem("PR203", book.where(("source",)), ("source",), {"found": cited}, nearest=near)


def plans_exist(layers: Layers) -> Iterator[Problem]:
    """A price names a plan that stands in ``plans``."""
    known = _said(layers, "plans", "plan")
    for layer in layers if known else ():
        for document, path, row in _written(layer, ("pricing.prices",)):
            named = row.get("plan")
            if isinstance(named, str) and named not in known:
                place, args = (*path, "plan"), {"found": named, "allowed": ", ".join(sorted(known))}
                yield Problem("PR204", document.where(place), place, args, nearest=nearest(named, known))


def references_stand(layers: Layers) -> Iterator[Problem]:
    """What a row names in another section stands there, and from the row's first day on."""
    for reference in REFERENCES:
        begins = _begins(layers, reference)
        for entry in _of(layers, reference.row) if begins else ():
            if isinstance(entry.row, reference.row):
                yield from _refers(entry, entry.row, reference, begins)


def events_are_the_machines(layers: Layers) -> Iterator[Problem]:
    """A transition waits for an event of its own machine: one of the other would never come."""
    for entry in _of(layers, Step):
        row = entry.row
        if isinstance(row, Step) and row.event not in EVENTS[row.machine]:
            known = sorted(EVENTS[row.machine])
            args = {"found": row.event, "machine": row.machine, "allowed": ", ".join(known)}
            yield _at(entry, "PR228", "event", nearest(row.event, known), **args)


def transitions_do_not_overlap(layers: Layers) -> Iterator[Problem]:
    """Where an event leads somewhere whatever else holds, no other row of that event leads out of the same state."""
    entries = {id(entry.row): entry for entry in _of(layers, Step)}
    lines: Mapping[Key, Timeline[Row]] = {}
    for layer in layers:
        rows = (entry.row for entry in layer.section(Step.SECTION))
        lines = overlay(lines, timelines(row for row in rows if isinstance(row, Row)))
    found: dict[tuple[int, int], Problem] = {}  # two rows that overlap do so on many days: the first is told
    for day in sorted({day for line in lines.values() for day in line.days}):
        steps = [row for row in (line.at(day) for line in lines.values()) if isinstance(row, Step)]
        for one, other in _overlapping(steps):
            args = {"found": one.event, "other": other.id, "day": str(day)}
            args["first"] = str(entries[id(other)].location)
            found.setdefault((id(one), id(other)), _at(entries[id(one)], "PR229", "guard", **args))
    yield from found.values()


def _overlapping(steps: Sequence[Step]) -> Iterator[tuple[Step, Step]]:
    """Rows of one event out of one state, of which the second holds always."""
    always = {(row.machine, row.from_state, row.event): row for row in steps if row.guard == "always"}
    for row in steps:
        other = always.get((row.machine, row.from_state, row.event), row)
        if other is not row:
            yield row, other


def choices_are_offered(layers: Layers) -> Iterator[Problem]:
    """The reading chosen is one of those that the row lists, and that policies can carry out."""
    for entry in _all(layers):
        row = entry.row
        if isinstance(row, Interpretation):
            known = TOPICS.get(row.topic)
            names = [choice.name for choice in row.choices if known is None or choice.name in known]
            if row.choice not in names:
                near = nearest(row.choice, names)
                yield _at(entry, "PR207", "choice", near=near, found=row.choice, allowed=", ".join(names))


def topics_are_answered(layers: Layers) -> Iterator[Problem]:
    """Policies find a reading for every question they ask."""
    document = layers[0].documents.get("interpretations")
    answered = _said(layers, "interpretations", "topic")
    for topic in TOPICS:
        if document and answered and topic not in answered:
            place = document.where(("interpretations",), key=True)
            yield Problem("PR208", place, ("interpretations",), {"topic": f"topic: {topic}"})


def books_say_their_own_name(layers: Layers) -> Iterator[Problem]:
    """A file of a book names that book; a file of the base names none."""
    base, *books = layers
    for document in base.documents.values():
        if "book" in document.block:
            args = {"found": str(document.block["book"])}
            yield Problem("PR212", document.where(("book",), key=True), ("book",), args)
    for layer in books:
        for table, document in layer.documents.items():
            key = "id" if table == "book" else "book"
            said = document.block.get(key)
            if said is None:
                yield Problem("PR214", document.where(()), (key,), {"right": layer.name, "key": key})
            elif said != layer.name:
                args = {"found": str(said), "right": layer.name, "key": key}
                yield Problem("PR213", document.where((key,)), (key,), args)


def sources_are_reviewed(layers: Layers, on: date) -> Iterator[Problem]:
    """No source is overdue for review on a day. Nothing is wrong with such a table: it wants to be looked at."""
    for layer in layers:
        for entry in layer.entries_of("sources"):
            source = entry.row
            if isinstance(source, Source) and source.is_stale(on):
                due = source.reviewed + timedelta(source.review_days)
                yield _at(entry, "PR224", "reviewed", found=source.id, reviewed=str(source.reviewed), due=str(due))


def nothing_is_assumed(layers: Layers) -> Iterator[Problem]:
    """No row says what no source gives. Nothing is wrong with such a table either, but nobody should bill by it."""
    for layer in layers:
        for entry, row in _dated(layer):
            if row.certainty == "assumed":
                yield _at(entry, "PR225", "certainty", found=row.id)


CHECKS: Final[tuple[Check, ...]] = (
    ids_are_unique, one_row_a_day, announced_in_time, newcomers_come_first, no_change_is_dropped, sources_exist,
    plans_exist, references_stand, events_are_the_machines, transitions_do_not_overlap, choices_are_offered,
    topics_are_answered, books_say_their_own_name,
)  # fmt: skip


def _all(layers: Layers) -> Iterator[Entry]:
    return (entry for layer in layers for entry in layer.entries)


def _of(layers: Layers, kind: type[Row]) -> list[Entry]:
    """The rows of a section."""
    return [entry for layer in layers for entry in layer.section(kind.SECTION)]


def _said(layers: Layers, table: str, column: str) -> set[str]:
    """Every value of a column in a table whose section has its name, also in rows that have a problem elsewhere."""
    rows = [row for layer in layers if table in layer.documents for row in _rows(layer.documents[table], table)]
    return {row[column] for row in rows if isinstance(row.get(column), str)}


def _rows(document: Document, section: str) -> list[dict[str, Any]]:
    """The rows of a section that are blocks of keys, whatever else is wrong with them."""
    found = document.block.get(section)
    return [row for row in found if is_block(row)] if is_list(found) else []


def _begins(layers: Layers, reference: Reference) -> dict[Key, date]:
    """The first day of all that may be named; empty if a row has a problem, for it may be the one that is meant."""
    table, _, section = reference.named.SECTION.partition(".")
    written = [layer.documents[table].block.get(section) for layer in layers if table in layer.documents]
    entries = _of(layers, reference.named)
    first: dict[Key, date] = {}
    if len(entries) == sum(len(rows) for rows in written if is_list(rows)):
        for row in (entry.row for entry in entries if isinstance(entry.row, reference.named)):
            key = tuple(getattr(row, column) for column in reference.columns)
            first[key] = min(row.since, first.get(key, date.max))
    return first


def _named(row: Row, reference: Reference) -> Iterator[tuple[Path, Key]]:
    """Every word that a row's column names, with its place and as the key it would have there."""
    value: str | tuple[str, ...] | None = getattr(row, reference.column)
    beside: Key = tuple(getattr(row, column) for column in reference.columns[:-1])
    if isinstance(value, str):
        yield (reference.column,), (*beside, value)
    else:
        yield from (((reference.column, number), (*beside, word)) for number, word in enumerate(value or ()))


def _refers(entry: Entry, row: Row, reference: Reference, begins: Mapping[Key, date]) -> Iterator[Problem]:
    """What is wrong with the words that a row's column names."""
    for inner, key in _named(row, reference):
        path = (*entry.path, *inner)
        args = {"found": " ".join(key), "section": reference.named.SECTION}
        if key not in begins:
            known = _alike(key, begins)
            args["allowed"] = ", ".join(known)
            yield Problem("PR217", entry.document.where(path), path, args, nearest=nearest(key[-1], known))
        elif row.since < begins[key]:
            args |= {"day": str(begins[key]), "since": str(row.since)}
            yield Problem("PR218", entry.document.where(path), path, args)


def _hides(row: Row, other: Row) -> bool:
    """Whether a row reaches existing customers by the day on which an earlier one would have, later than newcomers."""
    mine, others = row.reaches_existing, other.reaches_existing
    return (
        mine is not None and others is not None and date.min < other.since < row.since and other.since < others >= mine
    )


def _dropped(rows: Sequence[Row], places: Mapping[Row, Entry]) -> Iterator[Problem]:
    """What the rows of one key hide and do not say, or say and do not hide."""
    for row in rows:
        hiding = [other for other in rows if _hides(other, row)]
        if hiding and not any(row.id in other.drops for other in hiding):
            last, day = hiding[-1], str(row.reaches_existing)
            column = "since" if last.existing_since is None else "existing_since"
            args = {"found": row.id, "at": str(places[row].location), "other": last.id, "day": day}
            args["cohort"] = str(row.since - timedelta(1))
            yield _at(places[last], "PR222", column, **args)
        hidden = [other.id for other in rows if _hides(row, other)]
        for index, name in enumerate(row.drops):
            if name not in hidden:
                path, document = (*places[row].path, "drops", index), places[row].document
                args = {"found": name, "allowed": ", ".join(hidden) or "-"}
                yield Problem("PR223", document.where(path), path, args, nearest=nearest(name, hidden))


def _alike(key: Key, known: Iterable[Key]) -> list[str]:
    """The words that might stand last in a key; of no kin, all."""
    return sorted({each[-1] for each in known if each[:-1] == key[:-1]} or {each[-1] for each in known})


def _written(
    layer: Layer, sections: Iterable[str] = tuple(SECTIONS)
) -> Iterator[tuple[Document, Path, dict[str, Any]]]:
    """Every row of a layer that is a block of keys, with its place, whatever else is wrong with it."""
    for section in sections:
        table, _, name = section.partition(".")
        document = layer.documents.get(table)
        found = document.block.get(name) if document else None
        for index, row in enumerate(found if is_list(found) else ()):
            if document and is_block(row):
                yield document, (name, index), row


def _dated(layer: Layer) -> Iterator[tuple[Entry, Row]]:
    return ((entry, entry.row) for entry in layer.entries if isinstance(entry.row, Row))


def _at(entry: Entry, code: ProblemCode, column: str, near: str | None = None, **args: str) -> Problem:
    """A problem of one column of a row."""
    path = (*entry.path, column)
    return Problem(code, entry.document.where(path), path, args, nearest=near)
