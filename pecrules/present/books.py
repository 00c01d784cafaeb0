"""Price books: which there are, and the rows of one that those below it do not have."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any, Final, cast

import attrs

from pecrules.model.codes import Language
from pecrules.present import columns, sentences, words
from pecrules.present.catalogues import count, known, mark, say
from pecrules.present.names import SECTIONS as NAMES
from pecrules.present.names import Names, words_in
from pecrules.present.sheets import Part, Sheet
from pecrules.rulebook.folders import Folder, books
from pecrules.rulebook.layers import LAW, Entry, Layer, borrowed
from pecrules.rulebook.loading import load_rules
from pecrules.rulebook.rows import SECTIONS, Label, Row, Withdrawn, fields
from pecrules.rulebook.rows.channels import Channel
from pecrules.rulebook.rows.interpretations import Interpretation, Topic
from pecrules.rulebook.rows.sources import Source
from pecrules.rulebook.ruleset import Ruleset

_BASE_CHANNEL: Final = "customer_area"
"""Where the public list is sold; the base has no file that says so."""

_COMMON: Final = frozenset(fields(Row))

_SHOWN: Final = 60


@attrs.frozen(eq=False)
class Book:
    """One layer of rules as people look at it.

    Attributes:
        id: The name it is asked for by.
        extends: The book it lies over; ``None`` for the public list.
        says: What its ``book.yaml`` says; nothing for the public list.
        entries: Its own rows, in the order of their files.
        standing: Section -> how many of its questions the book states, adopts, has from the law, borrows and lacks.
        rules: The rules that it was found in, for what they call things.
    """

    id: str
    extends: str | None
    says: Mapping[str, Any]
    entries: tuple[Entry, ...]
    standing: Mapping[str, Mapping[str, int]]
    rules: Ruleset

    @property
    def channel(self) -> str | None:
        """Where those buy who have it, as ``channels.channels`` calls it; ``None`` if it does not say so."""
        channel: str | None = self.says.get("channel") if self.extends else _BASE_CHANNEL
        return channel


def book(rules: Ruleset, id: str) -> Book:  # noqa: A002 - as the books call it
    """One of the books that rules are made of.

    Args:
        rules: The rules.
        id: The book's id; ``retail`` for the base.

    >>> from pecrules import load_rules
    >>> found = book(load_rules(book="cni-imperia"), "cni-imperia")
    >>> found.extends, len(found.entries), found.channel
    ('cni', 2, None)
    """
    names = [layer.name for layer in rules.layers]
    place = names.index(id)
    document = rules.layers[place].documents.get("book")
    extends = names[place - 1] if document else None
    layers = rules.layers[: place + 1]
    return Book(id, extends, document.block if document else {}, layers[-1].entries, _standing(layers), rules)


STANDINGS: Final = {
    "states": mark("states"),
    "adopts": mark("adopts"),
    "law": mark("has from the law"),
    "borrows": mark("borrows"),
    "lacks": mark("lacks"),
}
"""How a book stands to a question of the tables, that is to a key of a section."""


def _standing(layers: Sequence[Layer]) -> Mapping[str, Mapping[str, int]]:
    """Of each section that has rows, how many keys the topmost of some layers states, adopts, borrows or lacks."""
    found: dict[str, Counter[str]] = {}
    for section in SECTIONS:
        last = {row.key: (number, row) for number, layer in enumerate(layers) for row in _in_order(layer, section)}
        if last:
            how = _how(layers, section)
            found[section] = Counter("lacks" if row.withdrawn else how[number] for number, row in last.values())
    return found


def _in_order(layer: Layer, section: str) -> list[Row]:
    rows = [entry.row for entry in layer.section(section) if isinstance(entry.row, Row)]
    return sorted(rows, key=attrgetter("since"))


def _how(layers: Sequence[Layer], section: str) -> list[str]:
    """How the topmost of some layers stands to the rows of each."""
    below = ["borrows" if is_borrowed else "adopts" for is_borrowed in borrowed(layers, section)]
    return ["law" if layer.name == LAW else how for layer, how in zip(layers, [*below[:-1], "states"], strict=True)]


def shelf(books: Sequence[Book], lang: Language) -> Sheet:
    """The books that can be asked for.

    Args:
        books: Each of them.
        lang: ``it``, ``en`` or ``de``.
    """
    rows = tuple(
        (
            each.id,
            _title(each, lang),
            say(lang, "over `{book}`", book=each.extends) if each.extends else "",
            _channel(each, lang),
            count(lang, "{number} row", "{number} rows", len(each.entries)),
        )
        for each in books
    )
    return Sheet(say(lang, "Price books"), (Part("", rows),))


def own_rows(found: Book, lang: Language) -> Sheet:
    """What a book says of itself, and its own rows, table by table.

    Args:
        found: The book.
        lang: ``it``, ``en`` or ``de``; what the tables quote of their sources stays as it is.
    """
    facts = tuple((label, said) for label, said in _facts(found, lang) if said)
    names = Names(found.rules)
    by_section = groupby(found.entries, attrgetter("section"))
    parts = (
        Part(_capital(say(lang, NAMES[section])), tuple(_row(each, names, lang) for each in entries))
        for section, entries in by_section
    )
    standing = tuple((say(lang, NAMES[section]), _stands(counted, lang)) for section, counted in found.standing.items())
    where = Part(say(lang, "Where it stands"), standing)
    return Sheet(f"{found.id}: {_title(found, lang)}", (Part("", facts), *((where,) if found.extends else ()), *parts))


def book_titles(lang: Language, folder: Folder | None = None) -> dict[str, str]:
    """The price books that can be asked for, each with its title, the base's first.

    Args:
        lang: ``it``, ``en`` or ``de``; the titles of books stay as they are.
        folder: As for ``load_rules``.

    Raises:
        InvalidRules: something is wrong with a folder of one's own, or it cannot be read.
        InvalidRequest: there is no such language.

    >>> titles = book_titles("it")
    >>> titles["retail"], titles["cni"]
    ('il listino pubblico', 'Ingegneri, convenzione della Fondazione CNI')
    """
    known_ = known(lang)
    return {
        name: Names(None if folder is None else load_rules(folder, book=name)).book(name, known_)
        for name in books(folder)
    }


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _stands(counted: Mapping[str, int], lang: Language) -> str:
    """As ``states 2, borrows 3``."""
    return ", ".join(f"{say(lang, words)} {counted[how]}" for how, words in STANDINGS.items() if counted.get(how))


def plainly(found: Book) -> dict[str, Any]:
    """What a book says of itself, as plain data for programs."""
    said = {name: found.says.get(name) for name in ("source", "clause", "note")}
    own = {"id": found.id, "title": found.says.get("title"), "extends": found.extends, "channel": found.channel}
    standing = {section: dict(counted) for section, counted in found.standing.items()}
    return {**own, **said, "adopts": found.says.get("adopts", []), "standing": standing, "own_rows": len(found.entries)}


def rows_plainly(found: Book) -> list[dict[str, Any]]:
    """A book's own rows as plain data for programs: each with its place and its columns as written."""
    return [
        {
            "row": each.row.ref,
            "section": each.section,
            "file": each.location.file,
            "line": each.location.line,
            "columns": each.plain,
        }
        for each in found.entries
    ]


def _title(found: Book, lang: Language) -> str:
    return str(found.says.get("title", "")) if found.extends else say(lang, "the public list")


def _channel(found: Book, lang: Language) -> str:
    """Where it is bought, as that place is called; nothing where nobody says."""
    return Names(found.rules).label(Channel, (found.channel,), lang) if found.channel else ""


def _facts(found: Book, lang: Language) -> Iterator[tuple[str, str]]:
    says, names = found.says, Names(found.rules)
    yield say(lang, "extends"), names.book(found.extends, lang) if found.extends else ""
    yield say(lang, "channel"), _channel(found, lang)
    yield say(lang, "source"), _cited(says["source"], says.get("clause", "")) if says else ""
    yield say(lang, "note"), says.get("note", "")
    yield say(lang, "rows"), str(len(found.entries))


def _row(entry: Entry, names: Names, lang: Language) -> tuple[str, ...]:
    row = entry.row
    if isinstance(row, Source):
        return row.ref, words.day(row.reviewed, lang, "medium"), row.title, row.address or "", "", row.publisher
    if isinstance(row, Topic):
        readings = "; ".join(words_in(reading.meaning, lang) for reading in row.readings)
        return row.ref, "", words_in(row.question, lang), readings, "", row.source
    values = _ended(row, lang) if isinstance(row, Withdrawn) else "; ".join(said(entry, names, lang))
    return (
        row.ref,
        words.day(row.since, lang, "medium"),
        named(entry, names, lang),
        values,
        sentences.certainty(row.certainty, lang),
        _cited(row.source, row.clause),
    )


def _ended(row: Withdrawn, lang: Language) -> str:
    """What the end of a key says: that there is no such thing any more, or that nobody says what it costs."""
    return say(lang, "price not stated") if row.not_stated else say(lang, "withdrawn")


_ALWAYS: Final = "always"
"""The guard that says nothing."""


def named(entry: Entry, names: Names, lang: Language) -> str:
    """What a row is called, or what it speaks about, in words; a source or a question by its id."""
    if isinstance(entry.row, Source | Topic):
        return entry.row.id
    row, kind = entry.row, cast("type[Row]", SECTIONS[entry.section])
    if isinstance(row, Interpretation):
        return names.question(row, lang)
    label = getattr(row, "label", None)
    if isinstance(label, Label):
        return str(getattr(label, lang))
    called = names.known(kind, row.key, lang)
    if called is not None:
        return called
    key = [name for name in kind.KEY if entry.plain.get(name, _ALWAYS) != _ALWAYS]
    return ", ".join(columns.value_of(name, entry.plain[name], names, lang) for name in key)


def said(entry: Entry, names: Names, lang: Language) -> Iterator[str]:
    """What a row says, column by column, in words; lists of blocks are left out."""
    row, plain = entry.row, entry.plain
    if isinstance(row, Interpretation):
        yield names.meaning(row, lang)
        return
    hidden = {*_COMMON, *getattr(row, "KEY", ()), "label", *(["topic"] if isinstance(row, Topic) else [])}
    for name in (name for name in plain if name not in hidden):
        text = f"{columns.title_of(name, lang)}: {columns.value_of(name, plain[name], names, lang)}"
        yield text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."


def _cited(source: str, clause: str) -> str:
    return f"{source}: {clause}" if clause else source
