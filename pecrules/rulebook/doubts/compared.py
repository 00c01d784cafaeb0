"""Doubts about what an earlier version of the tables had: whether answers about days gone by become others.

Whoever was answered yesterday was answered by the rows of yesterday. A row that has begun is history: a change of it,
a row that is put in before today, or one that is taken out, makes that answer another one, without anybody being told.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from pecrules.base.codes import DoubtCode
from pecrules.base.problems import Problem
from pecrules.parsing.plain import is_list
from pecrules.rulebook.doubts.whole import EARLIER, Odd, odd, unaccepted
from pecrules.rulebook.layers import Entry, Layer
from pecrules.rulebook.rows import Row
from pecrules.rulebook.rows.sources import Threshold
from pecrules.rulebook.timelines import Key, timelines

COMPARED: Final[tuple[DoubtCode, ...]] = ("PD044", "PD045", "PD046")
"""What shows in a comparison alone: a row goes on accepting it when a later one no longer finds it."""

_NOT_SAID: Final = frozenset({"note", "clause", "source", "accepted", "since_basis", "certainty", "label", "drops"})
"""Columns on which no decision hangs, nor an amount: what a row rests on, how sure it is and what it is called."""


def doubts_of(layers: Iterable[Layer], former: Mapping[str, Layer], on: date) -> Iterator[Problem]:
    """What is odd about layers, if it is looked at what they were.

    Args:
        layers: The layers as they are.
        former: What they were, by name; one that was not there has nothing to be compared with.
        on: The day that counts as today.
    """
    for layer in layers:
        if layer.name in former and former[layer.name] is not layer:
            pairs = [*_pairs(layer, former[layer.name])]
            found = [*_new(pairs, on), *_changed(pairs, on), *_gone(pairs, layer, on)]
            yield from unaccepted(layer.entries, _with_earlier(pairs, found))
            yield from _gone_without_trace(pairs, layer, on)


_Pair = tuple[Entry | None, Entry | None]
"""A row as it was and as it is; ``None`` where there is none."""


def _pairs(layer: Layer, former: Layer) -> Iterator[_Pair]:
    """The rows of a layer as they were and as they are, paired by name, or else by what they speak of since when."""
    before, after = _dated(former), _dated(layer)
    for name in [name for name in before if name in after]:
        yield before.pop(name), after.pop(name)
    names = {_place(entry): name for name, entry in after.items()}
    for entry in before.values():
        yield entry, after.pop(names.pop(_place(entry), ("", "")), None)
    yield from ((None, entry) for entry in after.values())


def _dated(layer: Layer) -> dict[tuple[str, str], Entry]:
    """The rows on which answers may rest, by their sections and names."""
    rows = (entry for entry in layer.entries if isinstance(entry.row, Row) and not isinstance(entry.row, Threshold))
    return {(entry.section, entry.row.id): entry for entry in rows}


def _place(entry: Entry) -> tuple[str, Key, date]:
    return entry.section, _row(entry).key, _row(entry).since


def _row(entry: Entry) -> Row:
    assert isinstance(entry.row, Row)
    return entry.row


def _with_earlier(pairs: Iterable[_Pair], found: Iterable[Odd]) -> Iterator[Odd]:
    """The doubts; marked are those that their rows accepted before, and for the same reason.

    What is accepted is so for the change for which it was written; who means another one, too, says why in the note.
    """
    before = {id(entry): was.row for was, entry in pairs if was is not None and entry is not None}
    for each in found:
        was = before.get(id(each.entry))
        is_earlier = was is not None and each.code in was.accepted and was.note == each.entry.row.note
        yield each._replace(args={**each.args, EARLIER: each.code}) if is_earlier else each


def _new(pairs: Iterable[_Pair], on: date) -> Iterator[Odd]:
    """A row that is new and has begun says when it was announced."""
    for was, entry in pairs:
        if was is None and entry is not None and _row(entry).since < on and _row(entry).announced is None:
            yield odd("PD044", entry, "since", found=_row(entry).since, day=on)


def _changed(pairs: Iterable[_Pair], on: date) -> Iterator[Odd]:
    """A row that has begun stays as it was."""
    for was, entry in pairs:
        if was is not None and entry is not None and _row(was).since <= on:
            old, new = was.plain, entry.plain
            for name in (name for name in {**old, **new} if name not in _NOT_SAID and old.get(name) != new.get(name)):
                yield odd("PD045", entry, name, column=name, before=_written(old.get(name)), day=_row(was).since)


def _written(value: Any) -> str:
    """What a column said, on one line; a stroke for nothing."""
    return "\N{EM DASH}" if value is None else ", ".join(map(str, value)) if is_list(value) else str(value)


def _gone(pairs: Iterable[_Pair], layer: Layer, on: date) -> Iterator[Odd]:
    """A row that has begun stays where it is; what holds in its place says so."""
    for was in _taken_out(pairs, on):
        entry = _instead(was, layer)
        if entry is not None:
            yield odd("PD046", entry, "since", other=was.row.id, day=_row(was).since)


def _gone_without_trace(pairs: Iterable[_Pair], layer: Layer, on: date) -> Iterator[Problem]:
    """The same of a row in whose place there is none that could say so: it is told of the section."""
    for was in (was for was in _taken_out(pairs, on) if _instead(was, layer) is None):
        table, _, section = was.section.partition(".")
        files = [file for file in layer.files(table) if section in file.block] or [*layer.every_file()]
        args = {"other": was.row.id, "day": str(_row(was).since)}
        yield Problem("PD046", files[0].where((section,), key=True), (section,), args)


def _taken_out(pairs: Iterable[_Pair], on: date) -> Iterator[Entry]:
    return (was for was, entry in pairs if was is not None and entry is None and _row(was).since <= on)


def _instead(was: Entry, layer: Layer) -> Entry | None:
    """The row that holds now when another one began, or else the first of its key; ``None`` if there is none."""
    own = {id(entry.row): entry for entry in layer.section(was.section)}
    line = timelines(_row(entry) for entry in own.values()).get(_row(was).key)
    return own[id(line.at(_row(was).since) or line.rows[0])] if line else None
