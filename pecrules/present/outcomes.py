"""Answers laid out as sheets: what each is called, its parts, what it rests on, and under which rules it was given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from pecrules.model.codes import Language
from pecrules.present.answers.grounds import counted, grounds, guides, stamped
from pecrules.present.catalogues import mark, say
from pecrules.present.names import Names
from pecrules.present.sheets import Part, Sheet
from pecrules.rulebook.ruleset import Ruleset

if TYPE_CHECKING:
    from pecrules.model.mailboxes import Mailbox
    from pecrules.model.outcomes.answers import Outcome
    from pecrules.model.outcomes.calendars import CalendarDay
    from pecrules.model.outcomes.common import Stamp
    from pecrules.model.outcomes.quotes import Quote


def sheet(
    outcome: Outcome, rules: Ruleset | None, lang: Language, *, mailbox: Mailbox | None = None, why: bool = False
) -> Sheet:
    """An answer as a sheet.

    Args:
        outcome: The answer.
        rules: The rules it was given under, for names and sources; ``None`` shows the rows' own ids.
        lang: ``it``, ``en`` or ``de``.
        mailbox: The mailbox it is about, for the title and what letters say.
        why: Whether the caveats are listed, and the sources; else one line says how many caveats there are.

    >>> from datetime import date
    >>> from pecrules import Refusal, Stamp
    >>> stamp = Stamp("0" * 64, "retail", date(2026, 11, 21), None, "0.1.0")
    >>> no = Refusal("term_not_offered", 9, (1, 2, 3, 4, 5), (), None, (), (), stamp)
    >>> sheet(no, None, "it").parts[0].rows
    (('9 anni non si possono chiedere; si può scegliere fra 1, 2, 3, 4 e 5',),)
    """
    names = Names(rules, outcome.stamp.on, mailbox)
    rests_on = grounds(outcome.because, outcome.caveats, names, lang) if why else ()
    caveats = () if why else counted(outcome.caveats, lang)
    laid_out = (*whole_parts(outcome, names, lang), *rests_on)
    return Sheet(title(outcome, names, lang, mailbox), laid_out, (*caveats, *notes(outcome, lang)))


def notice(  # noqa: PLR0913 - an answer, and how it is told
    found: CalendarDay | None,
    stamp: Stamp,
    rules: Ruleset | None,
    lang: Language,
    *,
    mailbox: Mailbox | None = None,
    why: bool = False,
) -> Sheet:
    """The next notice of a mailbox as a sheet, or that there is none.

    Args:
        found: What ``next_alert`` answered.
        stamp: Under which rules.
        rules: Those rules, for names and sources; ``None`` shows the rows' own ids.
        lang: ``it``, ``en`` or ``de``.
        mailbox: The mailbox it is about, for the title.
        why: Whether the sources are listed.

    >>> from datetime import date
    >>> from pecrules import Stamp
    >>> stamp = Stamp("0" * 64, "retail", date(2026, 11, 21), None, "0.1.0")
    >>> notice(None, stamp, None, "it").parts[0].rows
    (('non ci sono più avvisi',),)
    """
    from pecrules.present.answers.calendars import calendar_day
    from pecrules.present.answers.consequences import letters

    names = Names(rules, stamp.on)
    row = (say(lang, "no notice is left"),) if found is None else calendar_day(found, names, lang)
    because = found.because if found is not None and why else ()
    laid_out = (Part("", (row,), right=(1,)), *grounds(because, (), names, lang))
    texts = letters([found], names, lang, mailbox=mailbox) if found is not None else ()
    return Sheet(
        _about(say(lang, "The next notice"), names, lang, mailbox),
        (*laid_out[:1], *texts, *laid_out[1:]),
        (stamped(stamp, lang),),
    )


def title(outcome: Outcome, names: Names, lang: Language, mailbox: Mailbox | None = None) -> str:
    """What the answer is, and about which mailbox.

    >>> from datetime import date
    >>> from pecrules import Refusal, Stamp
    >>> stamp = Stamp("0" * 64, "retail", date(2026, 11, 21), None, "0.1.0")
    >>> title(Refusal("deleted", None, (), (), None, (), (), stamp), Names(None), "it")
    'Non possibile così'
    """
    from pecrules.model.outcomes.quotes import Quote

    what = _kind(outcome, lang) if isinstance(outcome, Quote) else say(lang, _called(outcome))
    return _about(what, names, lang, mailbox)


def _about(what: str, names: Names, lang: Language, mailbox: Mailbox | None) -> str:
    if mailbox is None:
        return what
    return f"{what}: {mailbox.address}, {names.plan(mailbox.plan, lang, mailbox.kind)}"


def _kind(quote: Quote, lang: Language) -> str:
    """What a quote is for; its expiry days tell."""
    if quote.expiry is None:
        return say(lang, "Quote for a purchase")
    if quote.expiry == quote.new_expiry:
        return say(lang, "Quote for the rest of the term")
    return say(lang, _called(quote))


def notes(outcome: Outcome, lang: Language) -> tuple[str, ...]:
    """Under which rules the answer was given.

    >>> from datetime import date
    >>> from pecrules import Refusal, Stamp
    >>> stamp = Stamp("0" * 64, "retail", date(2026, 11, 21), None, "0.1.0")
    >>> notes(Refusal("deleted", None, (), (), None, (), (), stamp), "en")
    ('rules: book retail, on 21 November 2026, digest 000000000000',)
    """
    return (stamped(outcome.stamp, lang),)


def whole_parts(outcome: Outcome, names: Names, lang: Language) -> Iterator[Part]:
    """An answer's parts and the guides that explain it, without what it rests on."""
    yield from _tells(outcome)(outcome, names, lang)
    yield guides(outcome, names, lang)


_LAYOUTS: Final[dict[str, tuple[str, str]]] = {
    "Actions": (mark("What can be done"), "panels.actions"),
    "AutomaticRenewal": (mark("Automatic renewal"), "orders.automatic_renewal"),
    "Billing": (mark("What billing needs"), "billing.billing"),
    "Calendar": (mark("Calendar"), "calendars.calendar"),
    "Certificate": (mark("Certification"), "orders.certificate"),
    "LogAvailability": (mark("Logs of the operations"), "states.logs"),
    "Offers": (mark("What a first order may ask for"), "choices.offers"),
    "PossibleEvents": (mark("What may happen"), "choices.possible_events"),
    "Quote": (mark("Quote for a renewal"), "quotes.quote"),
    "Refusal": (mark("Not possible like this"), "refusals.refusal"),
    "RenewalOptions": (mark("What a renewal may ask for"), "choices.renewal_options"),
    "RequestOptions": (mark("What may be asked for"), "choices.request_options"),
    "Settlement": (mark("Payment with credit"), "orders.settlement"),
    "Status": (mark("State"), "states.status"),
    "Termination": (mark("End of the mailbox"), "states.termination"),
    "Transition": (mark("What an event does"), "orders.transition"),
}
"""Each answer's class -> what it is called, and which module of ``answers`` tells it by which function.

A module is loaded when such an answer is told: who is told of a quote waits for no other.
"""


def _called(outcome: Outcome) -> str:
    return _LAYOUTS[type(outcome).__name__][0]


def _tells(outcome: Outcome) -> Callable[[Any, Names, Language], Iterator[Part]]:
    module, _, function = _LAYOUTS[type(outcome).__name__][1].partition(".")
    tells: Callable[[Any, Names, Language], Iterator[Part]] = getattr(
        import_module(f"pecrules.present.answers.{module}"), function
    )
    return tells
