"""The codes of outcomes as sentences: why not, what would help, what follows, what is still needed.

The words themselves are in ``codes``; here their places are filled.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, Protocol, TypeVar

from pecrules.base.values import fields
from pecrules.model.codes import BillingProblem, Language, Machine, RefusalCode, RemedyCode, RequirementCode
from pecrules.model.fields import Request
from pecrules.model.outcomes.common import Doubt, Effect
from pecrules.model.outcomes.refusals import Refusal
from pecrules.present import codes, words
from pecrules.present.catalogues import count, mark, say
from pecrules.present.names import Names
from pecrules.rulebook.rows.channels import Channel
from pecrules.rulebook.rows.lifecycle import EVENTS, State
from pecrules.rulebook.rows.pricing import Price

Code = TypeVar("Code", bound=str)

Formatter = Callable[[Any, Names, Language], str]
"""How a value is told."""

_ISO: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_EUR: Final = r"[0-9]+\.[0-9]{2}"


def said(sentences: Mapping[Code, str], code: Code, lang: Language) -> str:
    """A code in words; a code without a sentence is shown as it is.

    >>> said({}, "new_code", "it")
    '`new_code`'
    """
    return say(lang, sentences[code]) if code in sentences else f"`{code}`"


def reason(code: RefusalCode, lang: Language) -> str:
    """Why something is refused, without the values that were asked.

    >>> reason("term_not_offered", "it")
    'la durata non è offerta'
    """
    return said(codes.REASONS, code, lang)


def problem(code: BillingProblem, lang: Language) -> str:
    """What is wrong with the data that billing needs.

    >>> problem("tax_code_invalid", "it")
    'il codice fiscale è sbagliato'
    """
    return said(codes.PROBLEMS, code, lang)


def remedy(code: RemedyCode, lang: Language) -> str:
    """What the customer could do about a refusal.

    >>> remedy("repurchase", "en")
    'buy the mailbox again'
    """
    return said(codes.REMEDIES, code, lang)


def requirement(code: RequirementCode, lang: Language) -> str:
    """What must still be given.

    >>> requirement("einvoice_identifier", "en")
    'the identifier for the electronic invoice must still be given'
    """
    return said(codes.REQUIREMENTS, code, lang)


def certainty(code: Doubt, lang: Language) -> str:
    """How sure a row is.

    >>> certainty("assumed", "it")
    'assunto: nessuna fonte lo dà'
    """
    return said(codes.CERTAINTIES, code, lang)


def condition(code: str, lang: Language) -> str:
    """Why a command is hidden or disabled.

    >>> condition("may_renew", "en")
    'it cannot be renewed now'
    """
    return said(codes.CONDITIONS, code, lang)


def audience(code: str | None, lang: Language) -> str:
    """Who gets a notice or a message; empty where nobody does.

    >>> audience("holder", "it"), audience(None, "it")
    ('al titolare', '')
    """
    return said(codes.AUDIENCES, code, lang) if code else ""


# -- values -----------------------------------------------------------------------------------------------------------


class _Line(Protocol):
    """A line as its row or an answer says when somebody is there."""

    @property
    def hours(self) -> str: ...
    @property
    def days(self) -> str | None: ...
    @property
    def opens(self) -> str | None: ...
    @property
    def closes(self) -> str | None: ...


def hours(line: _Line, lang: Language) -> str:
    """When somebody is there.

    >>> from pecrules import load_rules
    >>> from pecrules.rulebook.rows.channels import Contact
    >>> hours(load_rules().on(date(2017, 1, 1)).row(Contact, "customers"), "en")
    'Monday to Friday, 08:30 to 18:00'
    """
    if line.hours == "always":
        return say(lang, "at any hour")
    days = said(codes.WEEKDAYS, line.days or "", lang)
    return say(lang, "{days}, {opens} to {closes}", days=days, opens=line.opens, closes=line.closes)


def _as_written(value: Any, _: Names, __: str) -> str:
    return str(value)


def _quoted(value: Any, _: Names, __: str) -> str:
    return f"`{value}`"


def _word_of(sentences: Mapping[str, str]) -> Formatter:
    return lambda value, _, lang: said(sentences, value, lang)


def _plan(value: Any, names: Names, lang: Language) -> str:
    return names.plan(value, lang)


def _method(value: Any, names: Names, lang: Language) -> str:
    return names.method(value, lang)


def _event(value: Any, _: Names, lang: Language) -> str:
    """What happens, quoted: it is a whole sentence; an event of which nobody knows is shown as it was written."""
    return say(lang, "“{event}”", event=say(lang, codes.EVENTS[value])) if value in codes.EVENTS else f"`{value}`"


def _book(value: Any, names: Names, lang: Language) -> str:
    return names.book(value, lang)


def _channel(value: Any, names: Names, lang: Language) -> str:
    return names.label(Channel, (value,), lang)


def _day(value: Any, _: Names, lang: Language) -> str:
    """A day, which an outcome brings as text."""
    return written(value, lang)


def _money(value: Any, _: Names, lang: Language) -> str:
    return words.money(Decimal(value), lang)


def written(value: str, lang: Language) -> str:
    """A value that is known as text only: a day or an amount reads as one, anything else as it is.

    >>> written("2027-03-30", "it"), written("12.08", "en"), written("1+0", "de")
    ('30 marzo 2027', '€12.08', '1+0')
    """
    if re.fullmatch(_ISO, value):
        return words.day(date.fromisoformat(value), lang)
    return words.money(Decimal(value), lang) if re.fullmatch(_EUR, value) else value


# -- effects ----------------------------------------------------------------------------------------------------------


_VALUES: Final[dict[str, Formatter]] = {
    "addons_ended": _word_of(codes.THINGS),
    "feature_gained": _word_of(codes.THINGS),
    "feature_lost": _word_of(codes.THINGS),
    "mailbox_usable": _day,
    "method_must_be_changed": _method,
    "paid_apart": _word_of(codes.THINGS),
    "renewal_price": _money,
    "space_added": _word_of(codes.THINGS),
    "space_to_be_checked": _word_of(codes.THINGS),
    "space_too_small": _word_of(codes.THINGS),
    "term_extended": _day,
    "termination_day_set": _day,
}
"""Effect -> how its value is told; what is not named here is shown as it is written."""

_WITH_VALUE: Final = {
    "addons_ended": mark("what was added to the mailbox ends: {value}"),
    "mailbox_usable": mark("the mailbox can be used, and is paid until {value}"),
    "method_must_be_changed": mark("the way to pay must be changed first: now it is {value}"),
    "term_extended": mark("the mailbox is paid until {value}"),
}
"""Effect -> its sentence where it brings a value, which it need not."""

_BY_ROW: Final = {"plan_becomes", "certificate_attests"}  # the row is what they name


def effect(effect: Effect, names: Names, lang: Language) -> str:
    """An effect in words.

    >>> effect(Effect("payment_registered", "payments/postal-slip", "working_days", 5, 7), Names(None), "it")
    'il pagamento risulta registrato dopo 5-7 giorni lavorativi'
    """
    if effect.code == "payment_registered":
        return _registered(effect, lang)
    if effect.code in {"activation", "activation_started"} and effect.unit is not None:
        return _activated(effect, lang)
    if effect.code == "automatic_by_method" and effect.value == "unchanged":
        return say(lang, "automatic renewal stays as it was")
    sentence = codes.EFFECTS.get(effect.code, "")
    if effect.code == "renewal_price" and is_by_gb(effect.row, names):
        sentence = codes.GB_PRICE
    if effect.value is not None:
        sentence = _WITH_VALUE.get(effect.code, sentence)
    if not sentence:
        return f"`{effect.code}`"
    return say(lang, sentence, least=effect.least, most=effect.most, value=_value(effect, names, lang))


def is_by_gb(row: str, names: Names) -> bool | None:
    """Whether a price is that of a GB; ``None`` where nobody knows the row."""
    prices = names.rows(Price, (row,))
    return prices[0].per_gb_year is not None if prices else None


def _value(effect: Effect, names: Names, lang: Language) -> str:
    if effect.value is None:
        return ""
    if effect.code in _BY_ROW and names.citation(effect.row):
        return names.row(effect.row, lang)
    return _VALUES.get(effect.code, _as_written)(effect.value, names, lang)


def _registered(effect: Effect, lang: Language) -> str:
    """When a payment is registered."""
    if effect.least is None or effect.most is None:
        return say(lang, codes.REGISTERED.get(effect.unit or "", codes.EFFECTS[effect.code]))
    after = words.days(effect.least, effect.most, lang, working=effect.unit == "working_days")
    return say(lang, "the payment is registered after {days}", days=after)


def _activated(effect: Effect, lang: Language) -> str:
    """How long activation takes."""
    if effect.unit == "hours" and effect.least == effect.most:
        takes = say(lang, "activated within {most} hours", most=effect.most)
    else:
        takes = say(
            lang, codes.TAKING.get(effect.unit or "", codes.EFFECTS[effect.code]), least=effect.least, most=effect.most
        )
    since = codes.COUNTED_FROM.get(effect.value or "")
    return say(lang, "{takes}, counted from {event}", takes=takes, event=say(lang, since)) if since else takes


# -- refusals ---------------------------------------------------------------------------------------------------------


_FORMATTERS: Final[dict[str, Formatter]] = {
    "activation_not_due": _day,
    "another_book": _book,
    "channel_unknown": _channel,
    "channel_withdrawn": _channel,
    "charge_not_due": _day,
    "change_not_offered": _plan,
    "credit_short": _money,
    "day_after_expiry": _day,
    "day_past": _day,
    "days_out_of_order": _day,
    "deleted": _day,
    "ends_sooner": _day,
    "event_not_possible": _event,
    "event_unknown": _event,
    "holder_choice_unknown": _word_of(codes.CHOICES),
    "method_unknown": _method,
    "mode_not_offered": _word_of(codes.MODES),
    "not_entitled": _word_of(codes.WHO),
    "not_for_this": _word_of(codes.USES),
    "not_this_way": _word_of(codes.WAYS),
    "not_yet_happened": _day,
    "plan_must_stay": _plan,
    "payment_too_late": _method,
    "plan_not_sold": _plan,
    "plan_unknown": _plan,
    "plan_withdrawn": _plan,
    "renewal_type_unknown": _word_of(codes.CHOICES),
    "same_plan": _plan,
    "suspended": _day,
    "way_not_offered": _word_of(codes.WAYS),
}
"""Refusal code -> how the values that were asked, and those that could be asked instead, are told."""

_OFFERS: Final = r"\{(allowed|choice|least|most)\}"
_LATER, _MORE = mark("from {least} on it is possible"), mark("{least} or more are possible")
_NONE_LEFT: Final = {"extra_archive_beyond_limit", "extra_inbox_beyond_limit"}  # where nothing at all is a number
_BARE: Final = {"another_address"}  # codes whose sentence quotes what could be asked instead by itself


def refusal(no: Refusal, names: Names, lang: Language) -> str:
    """A refusal in words, with the value that was asked and those that are possible.

    >>> from datetime import date
    >>> from pecrules import Stamp
    >>> stamp = Stamp("0" * 64, "retail", date(2026, 11, 21), None, "0.1.0")
    >>> refusal(Refusal("term_not_offered", 9, (1, 2), (), None, (), (), stamp), Names(None), "en")
    '9 years are not offered; the choice is between 1 and 2'
    """
    if no.code == "term_not_offered" and isinstance(no.asked, int) and no.allowed:
        choice = _listed([*map(str, no.allowed)], lang)
        return count(
            lang, "{number} year is not offered; {choice}", "{number} years are not offered; {choice}", no.asked,
            choice=choice,
        )  # fmt: skip
    if no.code == "event_unknown" and no.asked in codes.EVENTS:
        return _event_of_another(no, names, lang)
    sentence, none_left = codes.WITH_REQUESTED.get(no.code, ""), no.code in _NONE_LEFT and not no.allowed
    if none_left and no.asked is not None:
        return say(lang, sentence, asked=no.asked, choice=say(lang, "no more is sold"))
    offers_nothing = re.search(_OFFERS, sentence) and not no.allowed
    if not sentence or ("{asked}" in sentence and no.asked is None) or offers_nothing:
        return reason(no.code, lang)
    requested = "" if no.asked is None else _FORMATTERS.get(no.code, _as_written)(no.asked, names, lang)
    return say(lang, sentence, asked=requested, **_allowed(no, names, lang))


def _event_of_another(no: Refusal, names: Names, lang: Language) -> str:
    """That an event is one, but none that can happen here: to an order and not to a mailbox, or not on that day."""
    whose: Machine = next(machine for machine, events in EVENTS.items() if no.asked in events)
    sentence = say(lang, _HAPPENS[whose], asked=_event(no.asked, names, lang))
    return f"{sentence}; {_allowed(no, names, lang)['choice']}" if no.allowed else sentence


_HAPPENS: Final[Mapping[Machine, str]] = {
    "mailbox": mark("{asked} happens to a mailbox, and is not foreseen here on that day"),
    "order": mark("{asked} happens to an order, and is not foreseen here on that day"),
}


def _allowed(no: Refusal, names: Names, lang: Language) -> dict[str, str]:
    """The values that could be asked instead: listed, or for numbers and days from the least to the most."""
    formatter = _FORMATTERS.get(no.code, _quoted if no.asked.__class__ is str and no.code not in _BARE else _as_written)
    values = [formatter(value, names, lang) for value in no.allowed] or [""]
    least, most = values[0], values[-1]
    if no.asked.__class__ is str and formatter is not _day:
        choice = _listed(values, lang)
    elif len(values) > 1 and least == most:
        choice = _listed([least], lang)
    elif len(values) > 1:
        choice = say(lang, "anything from {least} to {most} is possible", least=least, most=most)
    else:
        choice = say(lang, _LATER if formatter is _day else _MORE, least=least)
    return {"allowed": words.either(values, lang), "choice": choice, "least": least, "most": most}


def _listed(values: Sequence[str], lang: Language) -> str:
    """What can be chosen, as a sentence of its own: it must not read as what cannot."""
    if len(values) == 1:
        return say(lang, "only {value} is possible", value=values[0])
    return say(lang, "the choice is between {values}", values=words.both(values, lang))


# -- requests ---------------------------------------------------------------------------------------------------------


FIELDS: Final[dict[str, Formatter]] = {
    "addons_only": lambda _, __, lang: say(lang, "only what was added to it"),
    "address": lambda value, _, lang: say(lang, "address {address}", address=value),
    "amount": lambda value, _, lang: words.money(value, lang),
    "asked_by": _word_of(codes.WHO),
    "confirmed": lambda _, __, lang: say(lang, "confirmed"),
    "conservazione": lambda _, __, lang: said(codes.THINGS, "conservazione", lang),
    "day": lambda value, _, lang: say(lang, "on {day}", day=words.day(value, lang)),
    "domain": lambda value, _, lang: say(lang, "domain {domain}", domain=value),
    "extra_archive_gb": lambda value, _, lang: say(
        lang, "{space} extra archive space", space=words.gigabytes(value, lang)
    ),
    "extra_inbox_gb": lambda value, _, lang: say(lang, "{space} extra inbox space", space=words.gigabytes(value, lang)),
    "holder_choice": _word_of(codes.CHOICES),
    "keep_automatic_off": lambda _, __, lang: say(lang, "automatic renewal stays off"),
    "kind": _word_of(codes.KINDS),
    "mailboxes": lambda value, _, lang: count(lang, "{number} mailbox", "{number} mailboxes", value),
    "method": lambda value, names, lang: say(lang, "payment: {method}", method=names.method(value, lang)),
    "mode": _word_of(codes.MODES),
    "holder_id": lambda value, _, lang: say(lang, "holder `{id}`", id=value),
    "name": lambda value, _, lang: say(lang, "mailbox name {name}", name=value),
    "ordered_on": lambda value, _, lang: say(lang, "ordered on {day}", day=words.day(value, lang)),
    "paid_gross": lambda value, _, lang: say(lang, "{amount} paid", amount=words.money(value, lang)),
    "paid_on": lambda value, _, lang: say(lang, "paid on {day}", day=words.day(value, lang)),
    "plan": lambda value, names, lang: say(lang, "plan {plan}", plan=names.plan(value, lang)),
    "promo": lambda _, __, lang: say(lang, "on promotion"),
    "renewal_type": _word_of(codes.CHOICES),
    "signed_in": lambda _, __, lang: say(lang, "without signing in"),
    "terms_accepted": lambda _, __, lang: say(lang, "the terms of the contract accepted"),
    "through": _word_of(codes.WAYS),
    "years": lambda value, _, lang: words.years(value, lang),
}
"""Field of a request -> how it is told."""

NOT_SHOWN: Final = {"holder", "credit", "einvoice_identifier"}  # data, which no sentence repeats


def request(request: Request, names: Names, lang: Language) -> str:
    """A request in words: each field that differs from its default.

    >>> from pecrules import RenewalRequest
    >>> from pecrules.present.names import Names
    >>> request(RenewalRequest(years=2, extra_inbox_gb=1), Names(None), "it")
    '2 anni, 1 GB in più per la casella'
    """
    said = (
        _field(request, field.name, names, lang)
        for field in fields(type(request))
        if field.name not in NOT_SHOWN and getattr(request, field.name) not in {field.default, None}
    )
    return ", ".join(said)


def _field(request: Request, name: str, names: Names, lang: Language) -> str:
    from pecrules.model.orders import Event

    value = getattr(request, name)
    if isinstance(request, Event) and name == "name":
        return said(codes.EVENTS, value, lang)
    return FIELDS[name](value, names, lang)


def state(name: str, names: Names, lang: Language, machine: str = "mailbox") -> str:
    """A state as the service calls it; what is only our view of it stands behind."""
    label = names.label(State, (machine, name), lang)
    if name != "expiring":
        return label
    return say(lang, "{state} ({view})", state=names.label(State, (machine, "active"), lang), view=label)
