"""What becomes of an order: an event, a payment with credit, an automatic renewal, a certification."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pecrules.model.codes import Language
from pecrules.present import codes, sentences, words
from pecrules.present.answers.consequences import consequences, effect_rows, in_words, letters
from pecrules.present.catalogues import say
from pecrules.present.names import Names
from pecrules.present.sheets import Part

if TYPE_CHECKING:
    from pecrules.model.outcomes.orders import AutomaticRenewal, Certificate, Settlement
    from pecrules.model.outcomes.states import Transition


def transition(found: Transition, names: Names, lang: Language) -> Iterator[Part]:
    """What happened, the state before and after, and what follows."""
    before, after = (sentences.state(name, names, lang, found.machine) for name in (found.before, found.after))
    event = sentences.said(codes.EVENTS, found.event, lang)
    yield Part("", ((say(lang, "event"), event), (say(lang, "before"), before), (say(lang, "after"), after)))
    yield from consequences(found.effects, found.messages, names, lang)
    yield from letters(found.messages, names, lang, mailbox=found.mailbox, order=found.order)


def settlement(found: Settlement, names: Names, lang: Language) -> Iterator[Part]:
    """What credit pays, what is missing, and what is carried out or not."""
    amounts = (
        (say(lang, "taken from the credit"), found.spent),
        (say(lang, "credit left"), found.credit.amount),
        (say(lang, "missing"), found.shortfall),
        (say(lang, "to top up"), found.top_up),
    )
    yield Part("", tuple((label, words.money(amount, lang)) for label, amount in amounts), right=(1,))
    methods = words.either((names.method(each, lang) for each in found.top_up_methods), lang)
    paid = ((say(lang, "top up by: {methods}", methods=methods),),) if found.top_up_methods else ()
    yield Part("", (*_whether_carried_out(found, lang), *paid))
    kept, dropped = (in_words(codes.THINGS, items, lang) for items in (found.kept, found.dropped))
    done = say(lang, "Carried out when the rest is paid") if found.top_up else say(lang, "Carried out")
    yield Part(done, tuple((item,) for item in kept))
    yield Part(say(lang, "Not carried out, for want of credit"), tuple((item,) for item in dropped))
    yield from consequences(found.effects, found.messages, names, lang)
    yield from letters(found.messages, names, lang, settlement=found)


def _whether_carried_out(found: Settlement, lang: Language) -> Iterator[tuple[str]]:
    """Whether an order is carried out: it waits for what is to be paid in; what ends for want of credit does not."""
    if found.fulfilled:
        yield (say(lang, "the order is carried out at once"),)
    elif found.top_up:
        yield (say(lang, "the order waits"),)
    elif found.kept:
        yield (say(lang, "what is left of the order is carried out at once"),)


def automatic_renewal(found: AutomaticRenewal, names: Names, lang: Language) -> Iterator[Part]:
    """When and what is charged, what follows if it fails, and how to change it."""
    rows = [(say(lang, "charged on"), words.day(found.charge_day, lang))]
    rows += [(say(lang, "tried again on"), words.day(day, lang)) for day in found.retries]
    rows.append((say(lang, "amount"), words.money(found.quote.to_pay, lang)))
    rows.append((say(lang, "New expiry"), words.day(found.quote.new_expiry, lang)))
    if found.method is not None:
        rows.append((say(lang, "paid by"), names.method(found.method, lang)))
    yield Part("", tuple(rows))
    yield Part(say(lang, "Good to know"), effect_rows(found.quote.effects, names, lang))
    yield Part(say(lang, "If it fails"), effect_rows(found.if_it_fails, names, lang))
    yield Part(say(lang, "To change it"), tuple((sentences.remedy(code, lang),) for code in found.to_change))


def certificate(found: Certificate, names: Names, lang: Language) -> Iterator[Part]:
    """The mailbox that a partner certifies, and what follows."""
    box = found.mailbox
    rows = (
        (say(lang, "mailbox"), box.address),
        (say(lang, "New expiry"), words.day(box.expiry, lang)),
        (say(lang, "term"), words.years(found.years, lang)),
        (say(lang, "at its end"), sentences.said(codes.CHOICES, found.renewal_type, lang)),
        (say(lang, "may be changed"), words.both(in_words(codes.CHOICES, found.changeable, lang), lang)),
    )
    features = words.both(in_words(codes.THINGS, found.features, lang), lang)
    yield Part("", (*rows, *(((say(lang, "its plan has"), features),) if features else ())))
    yield from consequences(found.effects, found.messages, names, lang)
    yield from letters(found.messages, names, lang, mailbox=box)
