"""A problem in words: its sentence and what helps, in it, en or de."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from pecrules.base.codes import ProblemCode
from pecrules.base.errors import CalendarError, NoRuleInForce
from pecrules.base.messages import MESSAGES, USUAL, ZEROS
from pecrules.base.problems import Problem
from pecrules.base.values import Value, frozen
from pecrules.model.codes import Language
from pecrules.present.catalogues import LANGUAGES, mark, say
from pecrules.present.columns import key_of
from pecrules.present.meanings import meaning
from pecrules.present.names import SECTIONS as CALLED
from pecrules.present.names import Names
from pecrules.present.words import day, money

_WORDS: Final = frozenset({
    # what the types of a schema are called
    mark("text"), mark("a whole number"), mark("a number"), mark("true or false"), mark("a list"),
    mark("a list of two"), mark("a block of keys"), mark("an amount"), mark("a day"),
    mark("a type that Arrow has"),
    mark("a country of ISO 3166, in two capital letters, as IT"),
    mark("a whole number of years from 1 on, of at most 60 digits"),
    mark("a text whose signs can all be written"), mark("a whole number of at most 60 digits"),
    mark("an amount of at most 200 digits on either side of the point"),
    mark("a whole number of at most 60 digits, not below zero"),
    mark("an amount of at most 200 digits on either side of the point, not below zero"),
    # what follows of a number that is zero, or unusual
    *(sentence.text for sentence in (*ZEROS.values(), *USUAL.values())),
    # why rules could not be taken up
    mark("it changes while it is read"),
    # what a file is not
    mark("it is no sound file of Parquet"), mark("quotes are not closed, or a cell is too long"),
    # what the operating system says
    mark("it is no plain file"), mark("no file can be called so"),
    mark("No such file or directory"), mark("Permission denied"), mark("Is a directory"), mark("Not a directory"),
    mark("No space left on device"), mark("Read-only file system"), mark("File exists"),
    mark("File too large"), mark("Disk quota exceeded"), mark("Input/output error"),
    # what the reader of JSON says
    mark("Expecting value"), mark("Expecting ',' delimiter"), mark("Expecting ':' delimiter"), mark("Extra data"),
    mark("Expecting property name enclosed in double quotes"), mark("Unterminated string starting at"),
    mark("Invalid control character at"), mark("Illegal trailing comma before end of object"),
    mark("Illegal trailing comma before end of array"),
    # what a request does not say of itself, and what no receipt can be
    mark("it is not sent as `application/json`"), mark("it is neither text nor a mapping"),
    # what JSON is not
    mark("it is nested too deeply"), mark("it is no text of UTF-8"), mark("something in it has no form in JSON"),
    mark("Invalid \\escape"), mark("Invalid \\uXXXX escape"),
    mark("Unexpected UTF-8 BOM (decode using utf-8-sig)"),
})  # fmt: skip
"""The words that arguments bring along in English."""

_SHAPES: Final[Mapping[str, re.Pattern[str]]] = {
    sentence: re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(sentence)), re.DOTALL)
    for sentence in (
        mark("the key {found} is written twice in one block"), mark("a number has {number} digits"),
        mark("a number is written {found}"), mark("{found} is not a number of JSON"),
    )
}  # fmt: skip
"""The sentences that arguments bring along in English, and how what stands in them is found again."""

_SAYS_IT_ALL: Final = frozenset({"PR101", "PR104", "PR105", "PR119"})  # the schema's own sentence names what is allowed
_SAYS_LESS: Final = frozenset(
    {"PR026", "PR101", "PR104", "PR105", "PR106", "PR110", "PR115", "PR119", "PR120", "PR121"}
)
"""Where our sentence is told, for it names what was found, and the schema's own is a help."""
_TRANSLATED: Final = frozenset({"expected", "reason"})
_NO_MORE_TO_ACCEPT: Final = frozenset({"PD001", "PD002"})  # doubts about what is accepted already
_FIELDS: Final = {"event": "event", "state": "state", "guard": "guard", "kind": "kind"}
_OTHERS: Final[Mapping[ProblemCode, str]] = {"PD043": "guard", "PD048": "kind"}  # what `other` is a code of
_OF_ANSWERS: Final = frozenset({"PR505", "PR506", "PR507", "PR508", "PR509", "PR510", "PR514"})
_ANSWERED: Final = frozenset({"found", "expected", "refused"})
LONGEST: Final = 400
"""So many signs has a sentence of a schema at most that is printed: one of more words nobody reads to its end."""
_AMOUNTS: Final = frozenset({"amount", "other_amount"})
_WHAT: Final = mark("WHAT")  # what the argument of `show` is called in its help
_OR: Final = mark("`, or `")  # between two pieces of advice


_IF_THIS_TOO: Final = mark("`{code}` was accepted of an earlier change: if this one is meant, too, the `note` says why")
_IF_MEANT: Final = mark("if it is meant, the row says `accepted: [{code}]`, and in a `note` why")


@frozen
class Wording(Value):
    """A problem in one language.

    Attributes:
        sentence: What is wrong: one sentence, lower case, no full stop.
        helps: What to do about it, the nearest allowed word first.
    """

    sentence: str
    helps: tuple[str, ...] = ()

    @property
    def help(self) -> str:
        """All helps as one text; empty when there is none."""
        return "; ".join(self.helps)


def wording(problem: Problem, lang: Language) -> Wording:
    """A problem in words. In Italian the schema's own sentence stands among them, so that the editor agrees.

    >>> words = wording(Problem("PR020", args={"found": "2,50", "advice": '"2.50"'}), "it")
    >>> words.sentence
    '`2,50` è scritto con la virgola'
    >>> words.help
    'usa il punto e le virgolette: "2.50"'
    """
    message, args, near = MESSAGES[problem.code], _arguments(problem, lang), _near(problem, lang)
    sentence, own = say(lang, message.text, **args), _own(problem, lang)
    says_it_all = bool(own) and problem.code in _SAYS_IT_ALL and (bool(near) or problem.code != "PR101")
    general = say(lang, message.help, **args) if message.help and not says_it_all else ""
    if own and problem.code not in _SAYS_LESS:
        sentence, own = own, ""
    return Wording(sentence, tuple(filter(None, (near, general, own, _if_meant(problem, lang)))))


def _arguments(problem: Problem, lang: Language) -> dict[str, str]:
    """What the sentences say of a problem: words of ours in the reader's language, codes by what they mean."""
    args = {name: word(name, value, lang) for name, value in problem.args.items()}
    args |= {name.removesuffix(f".{lang}"): label for name, label in problem.args.items() if name.endswith(f".{lang}")}
    if problem.is_doubt:
        return args | {name: meaning(field, args[name], lang) or args[name] for name, field in _coded(problem)}
    if problem.code == "PR512" and args["what"] in CALLED:
        return args | {"what": _ruled(args["what"], (), None, lang), "day": day(date.fromisoformat(args["day"]), lang)}
    if problem.code in _OF_ANSWERS:
        return args | {name: _meant(args.get("key", "refused"), args[name], lang) for name in _ANSWERED & args.keys()}
    return args


def _own(problem: Problem, lang: Language) -> str:
    """The schema's own sentence, which is Italian; none that lists more words than one reads."""
    own = problem.schema_message if lang == "it" else None
    return "" if own is None or (problem.code == "PR104" and len(own) > LONGEST) else own


def _if_meant(problem: Problem, lang: Language) -> str:
    """How a row says that a doubt about it is meant; of a whole section there is no row to say so."""
    if not problem.is_doubt or problem.code in _NO_MORE_TO_ACCEPT or len(problem.path) == 1:
        return ""
    meant = _IF_THIS_TOO if "earlier" in problem.args else _IF_MEANT
    return say(lang, meant, code=problem.code)


def _near(problem: Problem, lang: Language) -> str:
    """The nearest allowed word, with what it means; empty where nothing is near."""
    near = problem.nearest or (_in_words(problem) if problem.code == "PR104" else None)
    if near is None:
        return ""
    meant = say(lang, "did you mean `{nearest}`?", nearest=near)
    said = meaning(_field(problem), near, lang) if problem.code == "PR104" else None
    return f"{meant} ({said})" if said and said.casefold() != near else meant


def _in_words(problem: Problem) -> str | None:
    """The allowed word of which somebody wrote what it means, whole or its beginning, in whatever language."""
    found, field = problem.args["found"].casefold(), _field(problem)
    words = [
        (code, meaning(field, code, lang) or "") for code in problem.args["allowed"].split(", ") for lang in LANGUAGES
    ]
    whole = [code for code, said in words if said.casefold() == found]
    begun = [code for code, said in words if said.casefold().startswith(f"{found} ")]
    return next(iter(whole or begun), None)


def _meant(field: str, text: str, lang: Language) -> str:
    """What was expected or answered, each code with what it means."""

    def glossed(found: re.Match[str]) -> str:
        said = meaning(field, found[0], lang)
        return f"`{found[0]}` ({said})" if said else found[0]

    return re.sub("[a-z]+(?:_[a-z]+)*", glossed, text)


def _field(problem: Problem) -> str:
    """The key in which something stands."""
    return next((step for step in reversed(problem.path) if isinstance(step, str)), "")


def _coded(problem: Problem) -> Iterator[tuple[str, str]]:
    """The arguments of a doubt that are codes, each with the column whose code it is."""
    fields = _FIELDS | {"other": _OTHERS.get(problem.code, "")}
    return ((name, field) for name, field in fields.items() if field and name in problem.args)


_ENDS: Final = {
    None: mark("a day of the answer lies outside the calendar, which has the years 1 to 9999"),
    True: mark("a day of the answer lies before the calendar, which begins with the year 1"),
    False: mark("a day of the answer lies outside the calendar, which ends with the year 9999"),
}
"""A day that no calendar has, by whether it lies before it."""


def missing(error: NoRuleInForce | CalendarError, lang: Language, names: Names | None = None) -> Wording:
    """What keeps an answer from being given: there is no rule yet, or a day that no calendar has.

    Args:
        error: The error.
        lang: ``it``, ``en`` or ``de``.
        names: What the rules call things.

    >>> from datetime import date
    >>> missing(NoRuleInForce("pricing.vat", (), date(1990, 1, 1), date(1997, 10, 1)), "it").help
    'la prima comincia il 1º ottobre 1997'
    """
    if isinstance(error, CalendarError):
        return Wording(say(lang, _ENDS[error.is_early]))
    places = {"what": _ruled(error.section, error.key, names, lang), "day": day(error.day, lang)}
    sentence = say(lang, "no rule is in force on {day} for: {what}", **places)
    if error.known_by is not None:
        known = day(error.known_by, lang)
        sentence = say(
            lang, "among the rules announced by {known}, none is in force on {day} for: {what}", known=known, **places
        )
    first = () if error.first is None else (say(lang, "the first one begins on {first}", first=day(error.first, lang)),)
    return Wording(sentence, first)


def _ruled(section: str, key: tuple[str, ...], names: Names | None, lang: Language) -> str:
    """What a rule would be about, and of what, with its place in the tables."""
    what = ", ".join((say(lang, CALLED[section]), *key_of(section, key, names or Names(None), lang)))
    return f"{what} (`{section}`)"


def word(name: str, value: str, lang: Language) -> str:
    """A value as it is put into a sentence: mostly unchanged, a few words translated, amounts as one writes them.

    >>> word("expected", "a list", "de"), word("found", "a list", "de")
    ('eine Liste', 'a list')
    """
    if name == "advice":
        return value.replace(_OR, say(lang, _OR))
    if name == "key" and value == _WHAT:
        return say(lang, _WHAT)
    if name in _AMOUNTS:
        return money(Decimal(value), lang)
    placed = _PLACED.fullmatch(value) if name == "reason" else None
    if placed is not None and placed["what"] in _WORDS:
        what = say(lang, placed["what"])
        return say(
            lang, "{what}: line {line}, column {column}", what=what, line=placed["line"], column=placed["column"]
        )
    if name == "reason":
        for sentence, shape in _SHAPES.items():
            if said := shape.fullmatch(value):
                return say(lang, sentence, **said.groupdict())
    return say(lang, value) if name in _TRANSLATED and value in _WORDS else value


_PLACED: Final = re.compile(r"(?P<what>.+): line (?P<line>[0-9]+) column (?P<column>[0-9]+) \(char [0-9]+\)")
"""How Python says where JSON ends to be JSON."""
