"""A problem in words: its sentence and what helps, in it, en or de."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Final

from pecrules.base.codes import ProblemCode
from pecrules.base.errors import CalendarError, NoRuleInForce
from pecrules.base.messages import MESSAGES
from pecrules.base.problems import Problem
from pecrules.base.reasons import CALENDAR, filled
from pecrules.base.values import Value, frozen
from pecrules.model.codes import Language
from pecrules.present.catalogues import LANGUAGES, mark, say
from pecrules.present.columns import key_of
from pecrules.present.meanings import meaning
from pecrules.present.names import SECTIONS as CALLED
from pecrules.present.names import Names
from pecrules.present.words import day, money

_SAYS_IT_ALL: Final = frozenset({"PR101", "PR104", "PR105", "PR119"})  # the schema's own sentence names what is allowed
_SAYS_LESS: Final = _SAYS_IT_ALL | {"PR026", "PR106", "PR110", "PR115", "PR120", "PR121"}
"""Where our sentence is told, for it names what was found, and the schema's own is a help."""
_NO_MORE_TO_ACCEPT: Final = frozenset({"PD001", "PD002"})  # doubts about what is accepted already
_FIELDS: Final = {"event": "event", "state": "state", "guard": "guard", "kind": "kind"}
_OTHERS: Final[Mapping[ProblemCode, str]] = {"PD043": "guard", "PD048": "kind"}  # what `other` is a code of
_OF_ANSWERS: Final = frozenset({"PR505", "PR506", "PR507", "PR508", "PR509", "PR510", "PR514"})
_ANSWERED: Final = frozenset({"found", "expected", "refused"})
LONGEST: Final = 400
"""So many signs has a sentence of a schema at most that is printed: one of more words nobody reads to its end."""
_AMOUNTS: Final = frozenset({"amount", "other_amount"})

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
    help_ = "" if says_it_all else message.help_for(problem.args)
    general = say(lang, help_, **args) if help_ else ""
    if own and problem.code not in _SAYS_LESS:
        sentence, own = own, ""
    return Wording(sentence, tuple(filter(None, (near, general, own, _if_meant(problem, lang)))))


def _arguments(problem: Problem, lang: Language) -> dict[str, str]:
    """What the sentences say of a problem: words of ours in the reader's language, codes by what they mean."""
    args = filled(MESSAGES[problem.code], problem.args, partial(say, lang))
    args |= {name: money(Decimal(args[name]), lang) for name in _AMOUNTS & args.keys()}
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
    """The one allowed word of which somebody wrote what it means, whole or its beginning, in whatever language."""
    found, field = problem.args["found"].casefold(), _field(problem)
    words = [
        (code, meaning(field, code, lang) or "") for code in problem.args["allowed"].split(", ") for lang in LANGUAGES
    ]
    whole = {code for code, said in words if said.casefold() == found}
    begun = {code for code, said in words if said.casefold().startswith(f"{found} ")}
    meant = whole or begun
    return meant.pop() if len(meant) == 1 else None


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
        return Wording(say(lang, CALENDAR[error.reason].text))
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
