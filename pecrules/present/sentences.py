"""The codes of outcomes as sentences: why not, what would help, what follows, what is still needed."""

from typing import Final

from pecrules.model import RenewalRequest
from pecrules.outcomes import Effect, Refusal
from pecrules.present import words
from pecrules.present.catalogues import count, mark, say
from pecrules.present.names import Names

REASONS: Final = {
    "automatic_renewal_on": mark("automatic renewal is on, and meanwhile the mailbox cannot be renewed by hand"),
    "deleted": mark("the mailbox has been deleted and can no longer be renewed"),
    "extra_archive_beyond_limit": mark("so much extra archive space is not sold"),
    "extra_archive_not_offered": mark("no extra archive space is sold for this mailbox"),
    "extra_inbox_beyond_limit": mark("so much extra inbox space is not sold"),
    "extra_inbox_not_offered": mark("no extra inbox space is sold for this mailbox"),
    "method_unknown": mark("there is no such way to pay"),
    "plan_not_sold": mark("the mailbox's plan is no longer sold"),
    "plan_unknown": mark("the mailbox's plan is not known"),
    "plan_withdrawn": mark("the mailbox's plan no longer exists"),
    "renewal_order_pending": mark("a renewal order is open: it must be paid or cancelled first"),
    "renewed_elsewhere": mark("the mailbox is renewed together with its domain, in the hosting area"),
    "term_not_offered": mark("the term is not offered"),
}
"""Refusal code -> why not, without the values that were asked."""

REMEDIES: Final = {
    "cancel_renewal_order": mark("cancel the renewal order"),
    "pay_renewal_order": mark("pay the renewal order"),
    "renew_domain": mark("renew the domain"),
    "repurchase": mark("buy the mailbox again"),
    "switch_off_automatic_renewal": mark("switch automatic renewal off"),
}

EFFECTS: Final = {
    "automatic_renewal_on": mark("paying this way switches automatic renewal on"),
    "immediate": mark("the payment is registered at once"),
    "same_day": mark("the payment is registered within the day"),
}
"""What follows, by code; a registration that takes no days by its unit."""

REQUIREMENTS: Final = {"einvoice_identifier": mark("the identifier for the electronic invoice must still be given")}

CERTAINTIES: Final = {
    "documented": mark("documented"),
    "inferred": mark("inferred: no source says it outright"),
    "assumed": mark("assumed: no source gives it"),
}

_ASKED: Final = {
    "method_unknown": mark("`{asked}` is not a way to pay: {allowed}"),
    "plan_not_sold": mark("the plan {asked} is no longer sold"),
    "plan_unknown": mark("`{asked}` is not a plan: {allowed}"),
    "plan_withdrawn": mark("the plan `{asked}` no longer exists"),
    "extra_archive_beyond_limit": mark("{asked} extra GB of archive cannot be bought: {allowed}"),
    "extra_archive_not_offered": mark("{asked} extra GB of archive cannot be bought: this mailbox has none on sale"),
    "extra_inbox_beyond_limit": mark("{asked} extra GB of inbox cannot be bought: {allowed}"),
    "extra_inbox_not_offered": mark("{asked} extra GB of inbox cannot be bought: this mailbox has none on sale"),
}
"""Refusal code -> why not, with the value that was asked."""


def reason(code: str, lang: str) -> str:
    """Why not, in general; a code that nobody has put in words is shown as it is.

    >>> reason("term_not_offered", "it")
    'la durata non è offerta'
    """
    return _said(REASONS, code, lang)


def remedy(code: str, lang: str) -> str:
    """What would change the mailbox's side of it.

    >>> remedy("repurchase", "en")
    'buy the mailbox again'
    """
    return _said(REMEDIES, code, lang)


def requirement(code: str, lang: str) -> str:
    """What must still be given.

    >>> requirement("photograph", "en")
    '`photograph`'
    """
    return _said(REQUIREMENTS, code, lang)


def certainty(code: str, lang: str) -> str:
    """How sure a row is.

    >>> certainty("assumed", "it")
    'assunto: nessuna fonte lo dà'
    """
    return _said(CERTAINTIES, code, lang)


def effect(follows: Effect, lang: str) -> str:
    """What follows from an order.

    >>> effect(Effect("payment_registered", "payments/postal-slip", "working_days", 5, 7), "it")
    'il pagamento risulta registrato dopo 5-7 giorni lavorativi'
    """
    if follows.least is None or follows.most is None:
        return _said(EFFECTS, follows.unit or follows.code, lang)
    after = words.days(follows.least, follows.most, lang, working=follows.unit == "working_days")
    return say(lang, "the payment is registered after {days}", days=after)


def refusal(no: Refusal, names: Names, lang: str) -> str:
    """Why not, with what was asked and what could be asked instead.

    >>> from datetime import date
    >>> from pecrules.outcomes import Stamp
    >>> stamp = Stamp("0" * 64, "retail", date(2026, 11, 21), None, "0.1.0")
    >>> refusal(Refusal("term_not_offered", 9, (1, 2), (), None, (), (), stamp), Names(None), "en")
    '9 years are not offered: 1 or 2'
    """
    if no.code == "term_not_offered" and isinstance(no.asked, int):
        allowed = words.either(map(str, no.allowed), lang)
        return count(
            lang, "{number} year is not offered: {allowed}", "{number} years are not offered: {allowed}", no.asked,
            allowed=allowed,
        )  # fmt: skip
    if no.code not in _ASKED or no.asked is None:
        return reason(no.code, lang)
    asked = names.plan(str(no.asked), lang) if no.code == "plan_not_sold" else no.asked
    return say(lang, _ASKED[no.code], asked=asked, allowed=_allowed(no, lang))


def request(asked: RenewalRequest, names: Names, lang: str) -> str:
    """A renewal request in words.

    >>> from pecrules.present.names import Names
    >>> request(RenewalRequest(years=2, extra_inbox_gb=1), Names(None), "it")
    '2 anni, 1 GB in più per la casella'
    """
    parts = [words.years(asked.years, lang)]
    if asked.extra_inbox_gb is not None:
        parts.append(say(lang, "{space} extra inbox space", space=words.gigabytes(asked.extra_inbox_gb, lang)))
    if asked.extra_archive_gb is not None:
        parts.append(say(lang, "{space} extra archive space", space=words.gigabytes(asked.extra_archive_gb, lang)))
    if asked.method is not None:
        parts.append(say(lang, "payment: {method}", method=names.method(asked.method, lang)))
    return ", ".join(parts)


def _allowed(no: Refusal, lang: str) -> str:
    """What could be asked instead: words, or for space the least and the most GB."""
    if no.asked.__class__ is str:
        return words.either((f"`{word}`" for word in no.allowed), lang)
    if len(no.allowed) == 1:
        return say(lang, "{least} or more", least=no.allowed[0])
    return say(lang, "{least} to {most}", least=no.allowed[0], most=no.allowed[-1])


def _said(sentences: dict[str, str], code: str, lang: str) -> str:
    return say(lang, sentences[code]) if code in sentences else f"`{code}`"
