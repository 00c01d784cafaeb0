"""The codes of outcomes as sentences: why not, what would help, what follows, what is still needed."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs

from pecrules.outcomes import Effect, Refusal, Request
from pecrules.present import words
from pecrules.present.catalogues import count, mark, say
from pecrules.present.names import Names

REASONS: Final = {
    "another_address": mark("the request is for another address"),
    "another_kind": mark("the request is for another kind of mailbox"),
    "address_malformed": mark("that is no address"),
    "automatic_renewal_not_offered": mark("mailboxes in this state are not renewed automatically"),
    "automatic_renewal_off": mark("automatic renewal is off"),
    "automatic_renewal_on": mark("automatic renewal is on, and meanwhile the mailbox cannot be renewed by hand"),
    "charge_skipped": mark("the term began after the day of its charge, and is not renewed automatically"),
    "credit_day_unknown": mark("nobody says when the credit was paid in, and it expires"),
    "credit_expired": mark("the credit has expired"),
    "credit_malformed": mark("that is no amount of credit"),
    "credit_negative": mark("a credit is never below zero"),
    "credit_short": mark("the credit is not enough"),
    "deleted": mark("the mailbox has been deleted and can no longer be renewed"),
    "domain_not_offered": mark("there is no such public domain"),
    "expired": mark("the mailbox has expired"),
    "extra_archive_beyond_limit": mark("so much extra archive space is not sold"),
    "extra_archive_not_offered": mark("no extra archive space is sold for this mailbox"),
    "extra_inbox_beyond_limit": mark("so much extra inbox space is not sold"),
    "extra_inbox_not_offered": mark("no extra inbox space is sold for this mailbox"),
    "holder_choice_unknown": mark("a holder is new, registered or found"),
    "holder_id_missing": mark("the holder's id is missing"),
    "holder_missing": mark("the data of the new holder are missing"),
    "holder_not_registered": mark("no holder with this id is registered"),
    "identifier_malformed": mark("the identifier for the electronic invoice has none of the forms it may have"),
    "identifier_not_asked": mark("a natural person is not asked for an identifier"),
    "in_activation": mark("the mailbox is still being activated"),
    "method_unknown": mark("there is no such way to pay"),
    "name_malformed": mark("that is no name for a mailbox"),
    "not_deleted": mark("the mailbox has not been deleted"),
    "not_for_this": mark("the credit cannot be used for this"),
    "not_same_holder": mark("only the former holder can buy the name again"),
    "not_this_way": mark("it cannot be asked for in this way"),
    "order_size_beyond_limit": mark("one order cannot hold so many mailboxes"),
    "plan_must_stay": mark("the plan must stay the same"),
    "plan_not_sold": mark("the mailbox's plan is no longer sold"),
    "plan_unknown": mark("the mailbox's plan is not known"),
    "plan_withdrawn": mark("the mailbox's plan no longer exists"),
    "renewal_order_pending": mark("a renewal order is open: it must be paid or cancelled first"),
    "renewal_type_unknown": mark("a renewal is tacit or ends at the expiry"),
    "renewed_elsewhere": mark("the mailbox is renewed together with its domain, in the hosting area"),
    "sold_elsewhere": mark("the mailbox is bought together with its domain, in the hosting area"),
    "span_backwards": mark("the last day lies before the first"),
    "split_payment_not_applicable": mark("split payment does not apply to this holder"),
    "suspended": mark("the mailbox is suspended"),
    "tax_code_invalid": mark("the tax code is wrong"),
    "term_not_offered": mark("the term is not offered"),
    "term_unknown": mark("nobody says for how many years"),
    "termination_asked": mark("somebody asked to end the mailbox by its expiry"),
    "vat_number_invalid": mark("the VAT number is wrong"),
    "withdrawn": mark("the mailbox was closed by withdrawal"),
}
"""Refusal code, or problem with data -> why not, without the values that were asked."""

REMEDIES: Final = {
    "buy_domain": mark("buy the domain"),
    "cancel_renewal_order": mark("cancel the renewal order"),
    "give_credit_day": mark("say when the credit was paid in"),
    "give_last_term_years": mark("say how many years the last order was for"),
    "pay_renewal_order": mark("pay the renewal order"),
    "renew": mark("renew it"),
    "renew_by_hand": mark("renew it by hand"),
    "renew_domain": mark("renew the domain"),
    "repurchase": mark("buy the mailbox again"),
    "switch_off_automatic_renewal": mark("switch automatic renewal off"),
    "switch_on_automatic_renewal": mark("switch automatic renewal on"),
    "top_up_credit": mark("top up the credit"),
}

EFFECTS: Final = {
    "addons_ended": mark("the additional service ends: {value}"),
    "automatic_renewal_on": mark("paying this way switches automatic renewal on"),
    "certificate_attests": mark("the certificate attests: {value}"),
    "credit_price_unknown": mark("nothing is taken from the credit: no source gives the price"),
    "credit_reduced": mark("the credit is reduced"),
    "failed_charge_guide": mark("a guide tells what to do"),
    "holder_attached": mark("the holder {value} is attached"),
    "holder_registered": mark("the new holder is registered"),
    "immediate": mark("the payment is registered at once"),
    "method_must_be_changed": mark("the way to pay must be changed first: {value}"),
    "order_left_open": mark("the order stays open, to be paid or cancelled"),
    "paid_apart": mark("paid apart from the credit: {value}"),
    "same_day": mark("the payment is registered within the day"),
    "starts_empty": mark("the mailbox starts empty: old messages do not come back"),
    "top_up_advised": mark("better to top up soon"),
    "vat_paid_apart": mark("VAT is paid apart from the credit"),
}
"""What follows, by code; a registration that takes no days by its unit."""

_TAKING: Final = {
    "immediate": mark("activated at once"),
    "at_once": mark("activated at once"),
    "minutes": mark("activated within about {most} minutes"),
    "hours": mark("activated within {least} to {most} hours"),
}
"""How long activation takes, by its unit."""

_TIMED: Final = {"activation", "activation_started"}

REQUIREMENTS: Final = {"einvoice_identifier": mark("the identifier for the electronic invoice must still be given")}

CERTAINTIES: Final = {
    "documented": mark("documented"),
    "inferred": mark("inferred: no source says it outright"),
    "assumed": mark("assumed: no source gives it"),
}

MODES: Final = {
    "lapse": mark("let it lapse"),
    "withdrawal": mark("withdrawal"),
    "at_date": mark("end on a day"),
    "immediate": mark("end at once"),
}

_AUDIENCES: Final = {
    "holder": mark("to the holder"),
    "holder_reference": mark("to the holder"),
    "account": mark("to the account"),
    "domain_addresses": mark("to every address of the domain"),
    "partner": mark("to the partner"),
    "user": mark("on the screen"),
}

_CONDITIONS: Final = {
    "may_renew": mark("it cannot be renewed now"),
    "may_buy_space": mark("no space can be bought now"),
    "may_change_plan": mark("the plan cannot be changed now"),
    "may_repurchase": mark("the name cannot be bought again now"),
    "manual_renewal_allowed": mark("automatic renewal is on or a renewal order is open"),
    "inbox_can_grow": mark("the inbox of this plan does not grow"),
    "plan_has_archive": mark("this plan has no archive"),
    "order_awaiting_payment": mark("the order does not await payment"),
    "mailbox_active": mark("the mailbox is not active"),
    "webmail_accessible": mark("the Webmail cannot be entered"),
    "kind_mailbox": mark("it rides on a domain"),
    "kind_domain": mark("it does not ride on a domain"),
    "logs_in_panel": mark("the logs are not in the panel"),
    "logs_by_request": mark("the logs are not had by request"),
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
    return said(REASONS, code, lang)


def remedy(code: str, lang: str) -> str:
    """What would change the mailbox's side of it.

    >>> remedy("repurchase", "en")
    'buy the mailbox again'
    """
    return said(REMEDIES, code, lang)


def requirement(code: str, lang: str) -> str:
    """What must still be given.

    >>> requirement("photograph", "en")
    '`photograph`'
    """
    return said(REQUIREMENTS, code, lang)


def certainty(code: str, lang: str) -> str:
    """How sure a row is.

    >>> certainty("assumed", "it")
    'assunto: nessuna fonte lo dà'
    """
    return said(CERTAINTIES, code, lang)


def effect(follows: Effect, lang: str) -> str:
    """What follows from an order.

    >>> effect(Effect("payment_registered", "payments/postal-slip", "working_days", 5, 7), "it")
    'il pagamento risulta registrato dopo 5-7 giorni lavorativi'
    """
    if follows.code != "payment_registered":
        text = _TAKING.get(follows.unit or "", "") if follows.code in _TIMED else EFFECTS.get(follows.code, "")
        return say(lang, text, **attrs.asdict(follows)) if text else f"`{follows.code}`"
    if follows.least is None or follows.most is None:
        return said(EFFECTS, follows.unit or follows.code, lang)
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


_FIELDS: Final[dict[str, Callable[[Any, Names, str], str]]] = {
    "address": lambda value, _, lang: say(lang, "address {address}", address=value),
    "mode": lambda value, _, lang: said(MODES, value, lang),
    "plan": lambda value, names, lang: say(lang, "plan {plan}", plan=names.plan(value, lang)),
    "years": lambda value, _, lang: words.years(value, lang),
    "mailboxes": lambda value, _, lang: count(lang, "{number} mailbox", "{number} mailboxes", value),
    "extra_inbox_gb": lambda value, _, lang: say(lang, "{space} extra inbox space", space=words.gigabytes(value, lang)),
    "extra_archive_gb": lambda value, _, lang: say(
        lang, "{space} extra archive space", space=words.gigabytes(value, lang)
    ),
    "method": lambda value, names, lang: say(lang, "payment: {method}", method=names.method(value, lang)),
    "day": lambda value, _, lang: words.day(value, lang),
}
"""Field of a request -> how it is told; what is not told here is shown as it is written."""


def request(asked: Request, names: Names, lang: str) -> str:
    """A request in words: whatever in it is not as usual.

    >>> from pecrules.model import RenewalRequest
    >>> from pecrules.present.names import Names
    >>> request(RenewalRequest(years=2, extra_inbox_gb=1), Names(None), "it")
    '2 anni, 1 GB in più per la casella'
    """
    told = ((field.name, getattr(asked, field.name), field.default) for field in attrs.fields(type(asked)))
    return ", ".join(_field(name, value, names, lang) for name, value, usual in told if value != usual)


def _field(name: str, value: Any, names: Names, lang: str) -> str:
    return _FIELDS[name](value, names, lang) if name in _FIELDS else f"{name} `{value}`"


def _allowed(no: Refusal, lang: str) -> str:
    """What could be asked instead: words, or for space the least and the most GB."""
    if no.asked.__class__ is str:
        return words.either((f"`{word}`" for word in no.allowed), lang)
    if len(no.allowed) == 1:
        return say(lang, "{least} or more", least=no.allowed[0])
    return say(lang, "{least} to {most}", least=no.allowed[0], most=no.allowed[-1])


def said(sentences: Mapping[str, str], code: str, lang: str) -> str:
    """A code in words; one that nobody has put in words is shown as it is.

    >>> said({}, "new_code", "it")
    '`new_code`'
    """
    return say(lang, sentences[code]) if code in sentences else f"`{code}`"


def audience(code: str | None, lang: str) -> str:
    """Who is told.

    >>> audience("holder", "it")
    'al titolare'
    """
    return said(_AUDIENCES, code, lang) if code else ""


def condition(code: str, lang: str) -> str:
    """Why a command is not there.

    >>> condition("may_renew", "en")
    'it cannot be renewed now'
    """
    return said(_CONDITIONS, code, lang)
