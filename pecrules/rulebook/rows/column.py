"""How a column is declared: its kind, what it says in Italian, its bounds, its example, when it belongs to a row.

A declaration stands in the annotation of a row's field, ``Annotated[Decimal, column.money("il prezzo ...")]``. Python
keeps it as text until ``schemas`` asks for it, so that no quote pays for words that only an editor shows.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias, TypedDict, Unpack, get_args, get_origin

from pecrules.base.tuples import NamedTuple

Node: TypeAlias = dict[str, Any]
"""A part of a JSON Schema."""

Case: TypeAlias = Mapping[str, str | bool | Sequence[str]]
"""Columns, and the word or words that each of them has; or whether a flag is set."""

Meanings: TypeAlias = Mapping[Any, str] | Sequence[str]
"""What each of a type's words means: in the order of the type, or of a longer list by the word."""

KEBAB: Final = "^[a-z0-9]+(-[a-z0-9]+)*$"
SNAKE: Final = "^[a-z0-9]+(_[a-z0-9]+)*$"
LINE: Final = "^[^ \\n](.*[^ \\n])?$"
_YEAR: Final = "([0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)"
_LEAP_YEAR: Final = "([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][48]|[13579][26]|[2468]0)00)"
_DAY_OF_YEAR: Final = "((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)"
DAY: Final = f"^({_YEAR}-{_DAY_OF_YEAR}|{_LEAP_YEAR}-02-29)$"
"""A day that the calendar has: for ``format`` editors take any day up to the 31st of any month."""
AMOUNT: Final = "^(0|[1-9][0-9]{0,6})\\.[0-9]{2}$"
A_DAY: Final = "una data anno-mese-giorno, per esempio `2026-11-21`"


class More(TypedDict, total=False):
    """What every kind of column may say besides.

    Attributes:
        message: The sentence for a value of the wrong kind, where the usual one does not do.
        missing: Why the column has to be given; of one of few words, unless it may be left out, they are told.
        when: The case in which the column belongs to the row; left out, it always does.
        due: The case in which a column that may be left out has to be given.
        narrowed: A column and, by its words, what is left of this one's.
        default: What the editor takes for a column that has to be given; of another the class says it.
        snippet: What the snippet of a new row proposes, where that is not plain from the column.
        placeholder: What it shows where nothing can be proposed; left in place, that is a mistake.
    """

    message: str
    missing: str
    when: Case
    due: Case
    narrowed: tuple[str, Mapping[str, Node]]
    default: str | int
    snippet: Any
    placeholder: str


class Column:
    """A declared column.

    Whether it may be left out, and what it then means, says the default of its field; which words it may have, the
    type. ``of`` brings the two together with what is declared.
    """

    def __init__(self, node: Node, proposed: Any, more: More, typed: "Typed | None" = None) -> None:
        """Take the schema of a value, what a snippet proposes, what else is said, and what is still to be typed."""
        if "message" in more:
            node["errorMessage"] = more["message"]
        node |= {name: said for name, said in more.items() if name in {"default", "placeholder"}}
        self.node: Node = node
        self.typed: Typed | None = typed
        self.missing: str | None = more.get("missing")
        self.when: Case = more.get("when", {})
        self.due: Case = more.get("due", {})
        self.narrowed: tuple[str, Mapping[str, Node]] | None = more.get("narrowed")
        self.is_proposed: bool = not more.keys().isdisjoint({"missing", "snippet", "placeholder"})
        self.proposed: Any = more.get("snippet", proposed)

    def of(self, hint: Any, default: Any) -> "Column":
        """The column of a field of a type; ``default`` is ``MUST`` for one that has to be given.

        Raises:
            TypeError: the words of the type and the meanings of the column are not the same.
        """
        from copy import copy

        column = copy(self.typed(words_of(hint)) if self.typed else self)
        if options := _options(column.node):
            why = column.missing or (WORDS if default is MUST else "")
            column.missing, column.is_proposed = why.replace(WORDS, listed(options, "o")), bool(why)
        if isinstance(default, str):
            column.node = column.node | {"default": default}
        return column


Typed: TypeAlias = Callable[[Sequence[str]], Column]
"""A column once the words of its type are known."""

WORDS: Final = "{words}"
"""What a sentence says for the words of its column."""

MUST: Final = object()
"""The default of a field that has none."""


def words_of(hint: Any) -> tuple[str, ...]:
    """The words that a type lists: ``Literal["a", "b"] | None`` and ``tuple[Literal["a", "b"], ...]`` list two."""
    if get_origin(hint) is Literal:
        return get_args(hint)
    return tuple(word for part in get_args(hint) for word in words_of(part))


def _options(node: Node) -> Sequence[str]:
    """All that may be written, where that is few words."""
    return ("true", "false") if node.get("type") == "boolean" else node.get("enum", ())


def listed(words: Iterable[str], last: str) -> str:
    """Words as one says them, with a conjunction before the last."""
    *most, final = [f"`{word}`" for word in words]
    return f"{', '.join(most)} {last} {final}" if most else final


def written(description: str, example: str, *others: str, form: str, formed: str = "", **more: Unpack[More]) -> Column:
    """Text of a form; ``formed`` is the sentence for text of another, where it differs from that for no text."""
    node: Node = {"description": description, "type": "string", "pattern": form}
    node |= {"errorMessage": more.get("message", ""), "patternErrorMessage": formed or more.get("message", "")}
    return Column(node | {"examples": [example, *others]}, f'"${{:{more.get("placeholder", example)}}}"', more)


def text(description: str, example: str, **more: Unpack[More]) -> Column:
    """One line of free text."""
    return written(description, example, form=LINE, formed="una riga di testo, senza spazi in testa o in coda", **more)


def free(description: str, example: str, **more: Unpack[More]) -> Column:
    """Free text, of as many lines as it needs."""
    return Column({"description": description, "type": "string", "examples": [example]}, None, more)


def name(description: str, example: str, **more: Unpack[More]) -> Column:
    """A name of small letters, digits and hyphens."""
    formed = f"solo minuscole senza accenti, cifre e trattini, per esempio `{example}`"
    return _bare(written(description, example, form=KEBAB, formed=formed, **more), example, more)


def identifier(description: str, example: str, form: str = SNAKE, **more: Unpack[More]) -> Column:
    """A name of small letters, digits and underscores."""
    formed = f"solo minuscole senza accenti, cifre e trattini bassi, per esempio `{example}`"
    return _bare(written(description, example, form=form, formed=formed, **more), example, more)


def _bare(column: Column, example: str, more: More) -> Column:
    """A column whose text needs no quotes."""
    column.proposed = more.get("snippet", f"${{:{more.get('placeholder', example)}}}")
    return column


def day(description: str, **more: Unpack[More]) -> Column:
    """A day."""
    more.setdefault("message", A_DAY)
    return _bare(written(description, "2026-11-21", form=DAY, **more), "2027-01-01", more)


def day_or_never(description: str, example: str, message: str) -> Column:
    """A day, or the word ``never``."""
    form: Node = {"type": "string", "pattern": DAY}
    form |= {"errorMessage": message, "patternErrorMessage": message, "examples": [example]}
    node: Node = {"description": description, "if": {"const": "never"}, "else": form}
    return Column(node | {"errorMessage": message, "examples": [example, "never"]}, None, {})


def money(description: str, example: str = "9.90", **more: Unpack[More]) -> Column:
    """An amount in euro with two decimals, written as quoted text."""
    more.setdefault(
        "message", f'un importo in euro fra virgolette, con il punto e due decimali, per esempio "{example}"'
    )
    formed = f'un importo con il punto e due decimali, fra virgolette, per esempio "{example}"'
    return written(description, example, form=AMOUNT, formed=formed, **more)


def whole(description: str, least: int, most: int, unit: str = "", *, example: int, **more: Unpack[More]) -> Column:
    """A whole number of a unit, with its bounds, which an editor shows with what it is about."""
    shown = "" if unit in description else f"{unit.replace(' o di ', ' o ')}, "
    bounds = f"({shown}da {least} a {most})"
    node: Node = {"description": f"{description} {bounds}", "type": "integer", "minimum": least, "maximum": most}
    node["examples"] = [example]
    node["errorMessage"] = f"un numero intero di {unit} da {least} a {most}"
    return Column(node, f"${{:{max(least, 1)}}}", more)


def flag(description: str, **more: Unpack[More]) -> Column:
    """Yes or no."""
    node: Node = {"description": description, "type": "boolean", "errorMessage": "vale solo `true` o `false`"}
    node["examples"] = [True, False]
    return Column(node, "${|true,false|}", more)


def only_true(description: str, otherwise: str, **more: Unpack[More]) -> Column:
    """A flag that is left out where it does not hold."""
    message = f"vale solo `true`; {otherwise} si toglie"
    return Column({"description": description, "const": True, "errorMessage": message, "examples": [True]}, None, more)


def word(description: str, meanings: Meanings, **more: Unpack[More]) -> Column:
    """One of the words that the column's type lists, with what each of them means."""
    return Column({}, None, more, lambda words: one_of(description, _by_word(words, meanings), **more))


def _by_word(words: Sequence[str], meanings: Meanings) -> Mapping[str, str]:
    """What each word means; that no word and no meaning is left over is what makes the type the one list of words."""
    by_word = meanings if isinstance(meanings, Mapping) else dict(zip(words, meanings, strict=False))
    if len(meanings) != len(words) or {*by_word} != {*words}:
        raise TypeError(f"the type lists {', '.join(words) or 'no words'}, and what is told is {meanings}")
    return {word: by_word[word] for word in words}


def one_of(description: str, meanings: Mapping[str, str], **more: Unpack[More]) -> Column:
    """One of the words that a table lists, with what each of them means."""
    message = f"vale solo uno fra {', '.join(f'`{each}`' for each in meanings)}"
    node = only(description, meanings) | {"errorMessage": message}
    return Column(node, f"${{|{','.join(meanings)}|}}" if len(meanings) > 1 else next(iter(meanings)), more)


def only(description: str, words: Meanings) -> Node:
    """What is left of a column's words."""
    meanings = {"enumDescriptions": [*words.values()]} if isinstance(words, Mapping) else {}
    return {"description": description, "enum": [*words], **meanings}


def several(description: str, each: Column, least: int = 1, **more: Unpack[More]) -> Column:
    """A list without repetitions."""
    message = "un elenco di almeno una voce, senza doppioni" if least else "un elenco senza doppioni, `[]` se vuoto"
    node: Node = {"description": description, "type": "array", "uniqueItems": True, "errorMessage": message}
    if least:
        node["minItems"] = least
    if shown := each.node.get("enum", each.node.get("examples")):
        node["examples"] = [[*shown[:2]]]
    proposed = [each.proposed] if least else []
    typing = each.typed
    typed: Typed | None = typing and (lambda words: several(description, typing(words), least, **more))
    return Column(node | {"items": each.node}, proposed, more, typed)


def record(title: str, description: str, message: str) -> Node:
    """What a small group of columns inside a row says; its columns are declared in its class."""
    return {"title": title, "description": description, "type": "object", "errorMessage": message}


def part(of: str, **more: Unpack[More]) -> Column:
    """A group of columns that stands in ``$defs`` under this name."""
    return Column({"$ref": f"#/$defs/{of}"}, None, more)


def parts(description: str, of: str, **more: Unpack[More]) -> Column:
    """A list of such groups."""
    return several(description, part(of), **more)


class Derived(NamedTuple):
    """A common column that rows of a section may leave out, for it follows from the others.

    Attributes:
        of: What it then is: of the row as it is written, and the id of its book.
        said: What follows of leaving it out, in Italian.
    """

    of: Callable[[Mapping[str, Any], str], str]
    said: str


class Section:
    """What a section of a table says of itself and of its rows.

    Attributes:
        title: Its name.
        description: What its rows are about.
        row: The name of a row, and what a row says.
        proposed: What the snippet of a new row begins with, where the first words of its columns do not go together.
        snippets: Further snippets besides that of the plain new row: name, description, what differs.
        proposal: What the snippet says of itself, where that is not what the row says.
        either: Columns of which one has to be given, unless a case holds, and the sentence that says so.
        may_be_left_out: Whether a table does without it.
    """

    def __init__(  # noqa: PLR0913 - each says something of its own
        self,
        title: str,
        description: str,
        *,
        row: tuple[str, str],
        proposed: Mapping[str, Any] = MappingProxyType({}),
        snippets: Sequence[tuple[str, str, Mapping[str, Any]]] = (),
        proposal: str | None = None,
        either: tuple[tuple[str, ...], Case, str] | None = None,
        may_be_left_out: bool = False,
    ) -> None:
        """Take what is said."""
        self.title: str = title
        self.description: str = description
        self.row: tuple[str, str] = row
        self.snippets: Sequence[tuple[str, str, Mapping[str, Any]]] = snippets
        self.proposal: str | None = proposal
        self.either: tuple[tuple[str, ...], Case, str] | None = either
        self.proposed: Any = proposed
        self.may_be_left_out: bool = may_be_left_out
