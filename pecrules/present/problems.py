"""A problem in words: its sentence and what helps, in it, en or de."""

from decimal import Decimal
from typing import Final

from pecrules.base.errors import CalendarError, NoRuleInForce
from pecrules.base.messages import MESSAGES, ZEROS
from pecrules.base.problems import Problem
from pecrules.base.values import Value, frozen
from pecrules.model.codes import Language
from pecrules.present.catalogues import mark, say
from pecrules.present.words import day, money

_WORDS: Final = frozenset({
    # what the types of a schema are called
    mark("text"), mark("a whole number"), mark("a number"), mark("true or false"), mark("a list"),
    mark("a block of keys"), mark("an amount"), mark("a day"),
    mark("a country of ISO 3166, in two capital letters, as IT"),
    mark("a whole number of years from 1 on, of at most 60 digits"),
    mark("a text whose signs can all be written"), mark("a whole number of at most 60 digits"),
    mark("an amount of at most 200 digits on either side of the point"),
    mark("a whole number of at most 60 digits, not below zero"),
    mark("an amount of at most 200 digits on either side of the point, not below zero"),
    # what follows of a number that is zero
    *(zero.text for zero in ZEROS.values()),
    # why rules could not be taken up
    mark("it changes while it is read"),
    # what a file is not
    mark("it is no sound file of Parquet"), mark("quotes are not closed, or a cell is too long"),
    # what the operating system says
    mark("it is no plain file"), mark("no file can be called so"),
    mark("No such file or directory"), mark("Permission denied"), mark("Is a directory"), mark("Not a directory"),
    mark("No space left on device"), mark("Read-only file system"), mark("File exists"),
    # what the reader of JSON says
    mark("Expecting value"), mark("Expecting ',' delimiter"), mark("Expecting ':' delimiter"), mark("Extra data"),
    mark("Expecting property name enclosed in double quotes"), mark("Unterminated string starting at"),
    mark("Invalid control character at"), mark("Illegal trailing comma before end of object"),
    mark("Illegal trailing comma before end of array"),
    # what a request does not say of itself
    mark("it is not sent as `application/json`"),
})  # fmt: skip
"""The words that arguments bring along in English."""

_SAYS_IT_ALL: Final = frozenset({"PR101", "PR104", "PR105", "PR119"})  # the schema's own sentence names what is allowed
_SAYS_LESS: Final = frozenset({"PR026", "PR101", "PR105", "PR110", "PR119"})  # ours names what was found
_EXAMPLE_ONLY: Final = frozenset({"PR105"})  # the nearest right text is an example already
_TRANSLATED: Final = frozenset({"expected", "reason"})
_NO_MORE_TO_ACCEPT: Final = frozenset({"PD001", "PD002"})  # doubts about what is accepted already
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
    message = MESSAGES[problem.code]
    args = {name: word(name, value, lang) for name, value in problem.args.items()}
    own = problem.schema_message if lang == "it" else None
    near = say(lang, "did you mean `{nearest}`?", nearest=problem.nearest) if problem.nearest else ""
    said = own if problem.code in _SAYS_IT_ALL else near if problem.code in _EXAMPLE_ONLY else None
    helps = [near, say(lang, message.help, **args) if message.help and not said else ""]
    if problem.code in _SAYS_LESS:
        own, helps = None, [*helps, own or ""]
    if problem.is_doubt and problem.code not in _NO_MORE_TO_ACCEPT and not _is_of_a_section(problem):
        meant = _IF_THIS_TOO if "earlier" in problem.args else _IF_MEANT
        helps = [*helps, say(lang, meant, code=problem.code)]
    return Wording(own or say(lang, message.text, **args), tuple(filter(None, helps)))


def _is_of_a_section(problem: Problem) -> bool:
    """Whether there is no row that could accept it."""
    return len(problem.path) == 1


def missing(error: NoRuleInForce | CalendarError, lang: Language) -> Wording:
    """What keeps an answer from being given: there is no rule yet, or a day that no calendar has.

    >>> from datetime import date
    >>> missing(NoRuleInForce("pricing.vat", (), date(1990, 1, 1), date(1997, 10, 1)), "it").help
    'la prima comincia il 1º ottobre 1997'
    """
    if isinstance(error, CalendarError):
        return Wording(say(lang, "a day of the answer lies outside the calendar, which ends with the year 9999"))
    what = f"{error.section} ({', '.join(error.key)})" if error.key else error.section
    places = {"what": what, "day": day(error.day, lang)}
    sentence = say(lang, "no rule of {what} is in force on {day}", **places)
    if error.known_by is not None:
        known = day(error.known_by, lang)
        sentence = say(
            lang, "among the rules announced by {known}, none of {what} is in force on {day}", known=known, **places
        )
    first = () if error.first is None else (say(lang, "the first one begins on {first}", first=day(error.first, lang)),)
    return Wording(sentence, first)


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
    return say(lang, value) if name in _TRANSLATED and value in _WORDS else value
