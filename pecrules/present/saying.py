"""Anything that an answer brings, or that keeps one from being given, in words for whoever asked.

One telling: the sheets of the command line say a refusal, an effect, a command or a day in these very words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, get_args, overload

from pecrules.base.errors import CalendarError, InvalidRequest, InvalidRules, NoRuleInForce, nearest
from pecrules.base.problems import Problem
from pecrules.base.tuples import NamedTuple
from pecrules.model.codes import Language, Machine, MailboxState, OrderState, StateCode
from pecrules.model.outcomes.calendars import CalendarDay
from pecrules.model.outcomes.channels import Action
from pecrules.model.outcomes.common import Caveat, Effect
from pecrules.model.outcomes.messages import Message
from pecrules.model.outcomes.refusals import Refusal
from pecrules.present import catalogues, outcomes, sentences, words
from pecrules.present.answers import calendars, consequences, panels
from pecrules.present.names import Names
from pecrules.present.problems import Wording, missing, wording
from pecrules.present.sheets import Part, Sheet, as_text
from pecrules.rulebook.folders import books
from pecrules.rulebook.live import Swap
from pecrules.rulebook.loading import load_rules

if TYPE_CHECKING:
    from pecrules.model.mailboxes import Mailbox
    from pecrules.model.outcomes.answers import Outcome
    from pecrules.receipts.verifying import NotVerified
    from pecrules.rulebook.ruleset import Ruleset

Failed: TypeAlias = NoRuleInForce | CalendarError | InvalidRequest | InvalidRules
"""What keeps an answer from being given."""

Sayable: TypeAlias = (
    "Outcome | Effect | Action | CalendarDay | Message | Caveat | Problem | Failed | NotVerified | StateCode | Swap"
)
"""What can be said: an answer, a part of one, a state by its code, a mistake, or what keeps an answer from coming or a
receipt from being one; and that rules have taken the place of others."""


@overload
def say(
    what: Sayable,
    lang: Language,
    *,
    rules: Ruleset | None = None,
    on: date | None = None,
    mailbox: Mailbox | None = None,
) -> str: ...
@overload
def say(
    what: Sayable,
    lang: Language,
    *,
    rules: Ruleset | None = None,
    on: date | None = None,
    mailbox: Mailbox | None = None,
    in_parts: Literal[True],
) -> tuple[Part, ...]: ...
def say(  # noqa: PLR0913 - what is said, and everything that its words depend on
    what: Sayable,
    lang: Language,
    *,
    rules: Ruleset | None = None,
    on: date | None = None,
    mailbox: Mailbox | None = None,
    in_parts: bool = False,
) -> str | tuple[Part, ...]:
    """A refusal, a missing rule, an effect, a command, a day of a calendar, a state, a message, or any answer in words.

    Args:
        what: What is to be said; a state is a text, as ``expired``.
        lang: ``it``, ``en`` or ``de``; a locale, as ``de-AT``, will do.
        rules: The rules that it comes from, for the names that they give. Without them an answer is told with the names
            of its shipped book, and anything else with those of the public list.
        on: The day whose names count; without it that of the answer, or the last ones known. What a day of a calendar
            or a message says in full is told only of a day.
        mailbox: The mailbox that it is about, for what letters say.
        in_parts: Whether it is told in parts: headings and rows of cells, as a page would lay them out.

    Returns:
        One sentence, lower case and without a full stop, for a part of an answer, a refusal or an error, and for a
        mistake what helps, in brackets; several lines for whole answers, or where there are several mistakes. With
        ``in_parts`` all that there is to say of it: of a refusal also what would help, and the nearest request; of a
        message also its text; of a swap every row.

    Raises:
        InvalidRequest: there is no such language, or no such state; ``problems`` has the nearest.
        TypeError: nothing is known to say of such a thing, or the language is no text.

    >>> from pecrules import Effect
    >>> say("expired", "it"), say(Effect("archive_grown", "plans/pro-2023", "gb", 3), "de")
    ('Scaduta', 'das Archiv wächst auf 3 GB')
    """
    known = catalogues.known(lang)
    tell = next((tell for kind, tell in _TELLERS.items() if isinstance(what, kind)), None)
    if tell is None and not hasattr(what, "stamp"):
        tell = _of_no_receipt(what)
    saying = (tell or _answer)(what, _names(what, rules, on, mailbox), known)
    return tuple(part for part in saying.parts if part.rows) if in_parts else saying.line


def _of_no_receipt(what: object) -> Callable[[Any, Names, Language], _Saying]:
    """What says why a text is no receipt; only now is it known what that is.

    Raises:
        TypeError: it is something else.
    """
    from pecrules.receipts.verifying import NotVerified

    if not isinstance(what, NotVerified):
        raise TypeError(f"there is nothing to say of {type(what).__name__}")
    return _problems


class _Saying(NamedTuple):
    """What is said of something: in one line, or of an answer in several; and in parts."""

    line: str
    parts: tuple[Part, ...]


def _names(what: Any, rules: Ruleset | None, on: date | None, mailbox: Mailbox | None) -> Names:
    """What things are called: by the rules that are given, or else by the shipped ones."""
    stamp = getattr(what, "stamp", None)
    day = on or (stamp.on if stamp is not None else None)
    return Names(rules or shipped(stamp.book if stamp is not None else None), day, mailbox)


@cache
def shipped(book: str | None) -> Ruleset:
    """The shipped rules of a book, for the names that they give; of one that is not shipped the public list."""
    return load_rules(book=book if book in books() else None)


def _of_one(line: str, *more: Part) -> _Saying:
    return _Saying(line, (Part("", ((line,),)), *more))


def _answer(found: Any, names: Names, lang: Language) -> _Saying:
    parts = tuple(outcomes.whole_parts(found, names, lang))
    return _Saying(as_text(Sheet("", parts)).strip("\n"), parts)


def _refusal(no: Refusal, names: Names, lang: Language) -> _Saying:
    return _Saying(sentences.refusal(no, names, lang), tuple(outcomes.whole_parts(no, names, lang)))


def _effect(found: Effect, names: Names, lang: Language) -> _Saying:
    return _of_one(sentences.effect(found, names, lang))


def _action(found: Action, names: Names, lang: Language) -> _Saying:
    name, *rest = cells = panels.action(found, names, lang)
    return _Saying(f"{name}: {'; '.join(filter(None, rest))}", (Part("", (cells,)),))


def _calendar_day(found: CalendarDay, names: Names, lang: Language) -> _Saying:
    cells = calendars.calendar_day(found, names, lang)
    line = f"{words.day(found.day, lang)}: {calendars.happening(found, names, lang)}"
    return _Saying(line, (Part("", (cells,)), *consequences.letters([found], names, lang, mailbox=names.mailbox)))


def _message(found: Message, names: Names, lang: Language) -> _Saying:
    cells = consequences.message_cells(found, names, lang)
    letters = consequences.letters([found], names, lang, mailbox=names.mailbox)
    return _Saying(", ".join(filter(None, cells)), (Part("", (cells,)), *letters))


def _caveat(found: Caveat, names: Names, lang: Language) -> _Saying:
    cells = (names.row(found.row, lang), sentences.certainty(found.certainty, lang))
    return _Saying(": ".join(cells), (Part("", (cells,)),))


def _state(code: str, names: Names, lang: Language) -> _Saying:
    machine = _STATES.get(code)
    if machine is None:
        args = {"found": code, "key": "state", "allowed": ", ".join(_STATES)}
        raise InvalidRequest([Problem("PR306", path=("state",), args=args, nearest=nearest(code, _STATES))])
    return _of_one(sentences.state(code, names, lang, machine))


_STATES: Final[Mapping[str, Machine]] = {
    **dict.fromkeys(get_args(OrderState), "order"),
    **dict.fromkeys(get_args(MailboxState), "mailbox"),
}
"""A state -> whose it is; one that both have is a mailbox's."""


def _error(error: NoRuleInForce | CalendarError, names: Names, lang: Language) -> _Saying:
    found = missing(error, lang, names)
    return _Saying(found.sentence, _parts([found], lang))


def _swap(found: Swap, _: Names, lang: Language) -> _Saying:
    from pecrules.present.changes.reports import row_parts

    number = len({each.row.ref for each in found.changes})
    if not number:
        return _of_one(catalogues.say(lang, "the rules were read anew, and no row says anything else"))
    line = catalogues.count(
        lang, "other rules are asked: {number} row has changed", "other rules are asked: {number} rows have changed",
        number,
    )  # fmt: skip
    return _of_one(line, *row_parts(found.changes, {}, found.after, lang))


def _problems(error: InvalidRequest | InvalidRules | NotVerified, _: Names, lang: Language) -> _Saying:
    return _of_wordings([wording(each, lang) for each in error.problems], lang)


def _problem(found: Problem, _: Names, lang: Language) -> _Saying:
    return _of_wordings([wording(found, lang)], lang)


def _of_wordings(found: list[Wording], lang: Language) -> _Saying:
    """Mistakes, one a line with what helps."""
    line = "\n".join(each.sentence + (f" ({each.help})" if each.help else "") for each in found)
    return _Saying(line, _parts(found, lang))


def _parts(found: list[Wording], lang: Language) -> tuple[Part, ...]:
    helps = tuple((help_,) for each in found for help_ in each.helps)
    return (Part("", tuple((each.sentence,) for each in found)), Part(catalogues.say(lang, "help"), helps))


_TELLERS: Final[Mapping[type, Callable[[Any, Names, Language], _Saying]]] = {
    Refusal: _refusal,
    Effect: _effect,
    Action: _action,
    CalendarDay: _calendar_day,
    Message: _message,
    Caveat: _caveat,
    str: _state,
    NoRuleInForce: _error,
    CalendarError: _error,
    InvalidRequest: _problems,
    InvalidRules: _problems,
    Problem: _problem,
    Swap: _swap,
}
"""What can be said beside whole answers -> who says it."""
