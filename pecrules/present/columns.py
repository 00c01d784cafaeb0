"""What the columns of the tables and their words are called, for readers who do not write tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final, TypeAlias

from pecrules.base.reasons import USUAL
from pecrules.model.codes import Language
from pecrules.parsing.plain import is_block, is_list
from pecrules.present import codes, words
from pecrules.present.catalogues import mark, say
from pecrules.present.names import Names
from pecrules.rulebook.rows.channels import Channel

Said: TypeAlias = Mapping[Any, str]

COLUMNS: Final[Said] = {
    "title": mark("title"),
    "publisher": mark("publisher"),
    "seed": mark("text in the collection"),
    "era": mark("era"),
    "reviewed": mark("last reviewed"),
    "review_days": mark("reviewed every so many days"),
    "readings": mark("readings"),
    "inbox_gb": mark("inbox, in GB"),
    "inbox_growth": mark("growth of the inbox"),
    "max_inbox_gb": mark("largest inbox, in GB"),
    "archive_gb": mark("archive, in GB"),
    "archive_growth": mark("growth of the archive"),
    "max_archive_gb": mark("largest archive, in GB"),
    "features": mark("functions"),
    "archive": mark("the archive"),
    "too_full": mark("if it does not fit"),
    "allowed": mark("possible"),
    "made_with": mark("made with"),
    "automatic": mark("automatic renewal"),
    "offered_to": mark("offered to"),
    "signs": mark("signs"),
    "inside_only": mark("signs inside only"),
    "max_characters": mark("most characters"),
    "max_mailboxes": mark("most mailboxes"),
    "not_stated": mark("price not stated"),
    "per_year": mark("price of a year"),
    "per_gb_year": mark("price of a GB for a year"),
    "one_off": mark("price once"),
    "percent": mark("rate"),
    "strategy": mark("reckoned"),
    "free_tail_months": mark("free in the last months"),
    "years": mark("years"),
    "advised_days": mark("days before the expiry"),
    "charge_days_before": mark("days before the expiry"),
    "retry_days_after": mark("further attempts after days"),
    "renewed_in": mark("renewed in"),
    "counts_from": mark("counted from"),
    "grace_days": mark("days of grace"),
    "may_send": mark("can send"),
    "may_receive": mark("can receive"),
    "may_read": mark("can read"),
    "may_renew": mark("can be renewed"),
    "days_hold_for": mark("the days hold for"),
    "last_day": mark("last day"),
    "rights": mark("what it allows is said"),
    "visible_in": mark("seen in"),
    "logs": mark("logs"),
    "may_buy_space": mark("can have more space"),
    "may_change_plan": mark("can change the plan"),
    "may_repurchase": mark("can be bought again"),
    "may_pay": mark("can be paid"),
    "may_cancel": mark("can be cancelled"),
    "lapses_after_days": mark("lapses after days"),
    "to_state": mark("leads to"),
    "effects": mark("what follows"),
    "messages": mark("messages"),
    "audience": mark("goes to"),
    "sent_by": mark("sent by"),
    "condition": mark("when"),
    "carries": mark("brings"),
    "text": mark("text of a message"),
    "unit": mark("counted in"),
    "least": mark("at least"),
    "most": mark("at most"),
    "suspended_days": mark("days of suspension"),
    "offset": mark("how long"),
    "side": mark("before or after the expiry"),
    "listed_by": mark("listed by"),
    "except_extensions": mark("not for extensions"),
    "red_days_before": mark("days before the expiry"),
    "used_percent": mark("percent of the space used"),
    "shown_in": mark("shown"),
    "registration": mark("registered"),
    "min_days": mark("fewest days"),
    "max_days": mark("most days"),
    "reading": mark("open question"),
    "switches_on_automatic": mark("paying so"),
    "top_up_methods": mark("topped up by"),
    "used_for": mark("pays"),
    "when_short": mark("if it is short"),
    "deposit": mark("paid in at first"),
    "expires_months": mark("expires after months"),
    "channel": mark("channel"),
    "asked_by": mark("asked by"),
    "asked_through": mark("asked through"),
    "form_only": mark("by the form only"),
    "takes_effect": mark("takes effect"),
    "grace": mark("days of grace stay"),
    "deletes": mark("what is lost"),
    "repurchase": mark("the name goes to"),
    "withdrawal_days": mark("days to withdraw"),
    "subject": mark("kind of holder"),
    "retention_months": mark("kept for months"),
    "records": mark("what is recorded"),
    "messages_recoverable": mark("messages can be recovered"),
    "plan_choice": mark("with which plan"),
    "holder_test": mark("for whom"),
    "ends": mark("what ends"),
    "einvoice_identifier": mark("identifier for the electronic invoice"),
    "form": mark("form"),
    "delivered": mark("the invoice is delivered"),
    "characters": mark("characters"),
    "sent_code": mark("code that is sent"),
    "holder": mark("holder"),
    "editable": mark("the holder may change it"),
    "addressed_to": mark("made out to"),
    "applies": mark("holds"),
    "acceptance_days": mark("days to accept"),
    "serves": mark("whom it serves"),
    "address": mark("address"),
    "username": mark("user name"),
    "reach": mark("what one sees"),
    "place": mark("place"),
    "conditions": mark("not there if"),
    "otherwise": mark("then"),
    "needs_confirmation": mark("asks for confirmation"),
    "event": mark("event"),
    "path": mark("way there"),
    "position": mark("position"),
    "when_missing": mark("if it is missing"),
    "command": mark("command"),
    "asked": mark("asked of"),
    "chosen_from": mark("chosen from"),
    "kind": mark("kind of mailbox"),
    "input": mark("how it is filled in"),
    "page": mark("page"),
    "audiences": mark("whom it serves"),
    "phone": mark("telephone"),
    "hours": mark("answers"),
    "days": mark("days"),
    "opens": mark("opens"),
    "closes": mark("closes"),
    "domain_kinds": mark("domains"),
    "holder_choices": mark("holders"),
    "renewal_types": mark("kinds of renewal"),
    "changeable": mark("can be changed later"),
    "topic": mark("topic"),
    "commands": mark("commands"),
    "remedies": mark("remedies"),
    "about": mark("about"),
    "body": mark("what it says"),
    "choice": mark("reading"),
    "ambiguity": mark("number of the question"),
    "question": mark("question"),
    "choices": mark("readings"),
    "evidence": mark("what the sources say"),
    "at_most": mark("at most"),
    "at_least": mark("at least"),
}
"""What a column says."""

_GROWTH: Final[Said] = {
    "fixed": mark("cannot grow"),
    "limited": mark("grows up to a limit"),
    "unlimited": mark("grows without limit"),
}
_CHANNELS: Final[Said] = {
    "customer_area": mark("customer area"),
    "hosting_area": mark("hosting area"),
    "partner_panel": mark("partner panel"),
}
STATES: Final[Said] = {
    "cart": mark("cart"),
    "awaiting_payment": mark("awaiting payment"),
    "fulfilled": mark("fulfilled"),
    "cancelled": mark("cancelled"),
    "not_activated": mark("not activated"),
    "in_activation": mark("in activation"),
    "active": mark("active"),
    "expiring": mark("expiring"),
    "expired": mark("expired"),
    "deleted": mark("deleted"),
    "suspended": mark("suspended"),
    "withdrawn": mark("closed by withdrawal"),
}

WORDS: Final[Mapping[str, Said]] = {
    "about": {"mailbox": mark("mailbox"), "order": mark("order"), "credit": mark("credit"), "nothing": mark("nothing")},
    "addressed_to": codes.INVOICED,
    "applies": {"if_declared": mark("if it is declared"), "always": mark("always")},
    "archive": {
        "gained": mark("appears"),
        "grown": mark("grows"),
        "reduced": mark("shrinks"),
        "deleted": mark("is deleted"),
        "absent": mark("there is none"),
    },
    "archive_growth": _GROWTH,
    "asked": {"always": mark("everybody"), "if_identifier_due": mark("if an identifier is due")},
    "asked_by": codes.WHO,
    "asked_through": codes.WAYS,
    "audience": codes.AUDIENCES,
    "audiences": codes.SERVES,
    "automatic": {"must_be_off": mark("must be off"), "any": mark("makes no difference")},
    "carries": {
        "payment_instructions": mark("how to pay"),
        "order_number": mark("the number of the order"),
        "certification_declaration": mark("the declaration of certification"),
    },
    "cause": {
        "mailbox_expired": mark("the mailbox expires"),
        "mailbox_withdrawn": mark("the mailbox is closed"),
        "credit_short": mark("the credit is not enough"),
    },
    "changeable": codes.CHOICES,
    "channel": _CHANNELS,
    "condition": {
        "always": mark("always"),
        "deferred_payment": mark("if the payment takes days"),
        "partner_managed": mark("if a partner manages it"),
        "automatic_off": mark("if automatic renewal is off"),
        "automatic_on": mark("if automatic renewal is on"),
        "other_extension": mark("for other extensions"),
    },
    "conditions": codes.CONDITIONS,
    "counts_from": {
        **codes.COUNTED_FROM,
        "old_expiry": mark("the old expiry"),
        "payment_day": mark("the day of the payment"),
        "activation_day": mark("the day of activation"),
        "month_before_activation": mark("the month before activation"),
    },
    "credential": codes.LOGINS,
    "days": codes.WEEKDAYS,
    "days_hold_for": {
        "later_expiries": mark("mailboxes that expire later"),
        "every_expiry": mark("those that have expired, too"),
    },
    "deletes": codes.THINGS,
    "chosen_from": {"renewal": mark("what it is renewed with"), "sale": mark("what is sold to buyers")},
    "domain_kinds": codes.CHOICES,
    "effects": {
        **codes.EFFECTS,
        "space_added": mark("space is added"),
        "termination_day_set": mark("the day on which it ends is set"),
    },
    "einvoice_identifier": {"due": mark("due"), "not_due": mark("not due")},
    "ends": codes.THINGS,
    "event": codes.EVENTS,
    "guard": codes.GUARDS,
    "features": codes.THINGS,
    "form": {
        "alphanumeric": mark("letters and digits"),
        "pec_address": mark("a PEC address"),
        "sent_code": mark("the code that is sent"),
        "nothing": mark("nothing"),
    },
    "form_only": codes.WHO,
    "from_state": STATES,
    "grace": {"kept": mark("yes"), "not_kept": mark("no"), "by_reading": mark("an open question decides")},
    "holder": {"any": mark("anyone"), "abroad": mark("who is abroad")},
    "holder_choices": codes.CHOICES,
    "holder_test": {"same_holder": mark("the same holder"), "anyone": mark("anyone")},
    "hours": {"always": mark("at any hour"), "office_hours": mark("in office hours")},
    "inbox_growth": _GROWTH,
    "input": codes.INPUTS,
    "item": codes.THINGS,
    "kind": codes.KINDS,
    "listed_by": {"source": mark("the source"), "company": mark("the company")},
    "logs": codes.LOGS,
    "machine": {"mailbox": mark("mailbox"), "order": mark("order")},
    "made_with": {"renewal_order": mark("an order of renewal"), "nothing": mark("nothing")},
    "messages": {
        "order_screen": mark("screen of the order"),
        "order_confirmation": mark("confirmation of the order"),
        "payment_instructions": mark("how to pay"),
        "payment_confirmation": mark("confirmation of the payment"),
        "certification_done": mark("certification done"),
        "activation_confirmation": mark("confirmation of the activation"),
        "cancel_question": mark("question before cancelling"),
        "top_up_request": mark("request to top up"),
        "charge_failed": mark("failed charge"),
    },
    "mode": codes.MODES,
    "offer": {"ordinary": mark("ordinary terms"), "promo": mark("terms on promotion")},
    "offered_to": codes.SERVES,
    "otherwise": codes.SHOWN,
    "phase": {
        "before_expiry": mark("renewal before the expiry"),
        "first_term": mark("first term"),
        "in_grace": mark("renewal in grace"),
    },
    "place": {
        "header": mark("head of the page"),
        "menu": mark("menu"),
        "mailbox": mark("the mailbox"),
        "order": mark("order"),
        "form": mark("form"),
        "message": mark("message"),
    },
    "plan_choice": {"any_plan": mark("any plan"), "same_plan": mark("the same plan")},
    "reach": codes.REACHES,
    "records": codes.RECORDS,
    "registration": {
        "immediate": mark("at once"),
        "same_day": mark("on the same day"),
        "calendar_days": mark("after calendar days"),
        "working_days": mark("after working days"),
    },
    "remedies": codes.REMEDIES,
    "renewal_types": codes.CHOICES,
    "renewed_in": _CHANNELS,
    "repurchase": {"same_holder": mark("the same holder"), "nobody": mark("nobody")},
    "rights": {
        "listed": mark("here"),
        "by_grace": mark("with the grace"),
        "as_active": mark("as of an active one"),
        "of_order": mark("of the order"),
    },
    "sent_by": {
        "email": mark("by e-mail"),
        "screen": mark("on the screen"),
        "pec_and_email": mark("by PEC and e-mail"),
    },
    "serves": codes.SERVES,
    "shown_in": codes.PLACES,
    "side": {"before": mark("before"), "after": mark("after")},
    "situation": {
        "automatic_on": mark("with automatic renewal on"),
        "order_pending": mark("with an order open"),
        "termination_asked": mark("with an end asked for"),
    },
    "state": STATES,
    "strategy": codes.SHARES,
    "subject": {
        "natural_person": mark("natural person"),
        "legal_person": mark("legal person"),
        "public_administration": mark("public administration"),
    },
    "switches_on_automatic": codes.SWITCHES,
    "takes_effect": {
        "at_expiry": mark("at the expiry"),
        "at_once": mark("at once"),
        "on_asked_day": mark("on the day asked for"),
    },
    "threshold": {
        "price_factor": mark("jump of a price"),
        "number_factor": mark("jump of a number"),
        "years_apart": mark("years apart"),
        **{name: COLUMNS[name] for name in USUAL},  # where the numbers of a column usually lie
    },
    "to_state": STATES,
    "too_full": {
        "always_fits": mark("it always fits"),
        "buy_or_free": mark("space is bought or freed"),
        "free_first": mark("space is freed first"),
    },
    "topic": codes.GUIDE_TOPICS,
    "unit": {
        "at_once": mark("at once"),
        "minutes": mark("minutes"),
        "hours": mark("hours"),
        "days": mark("days"),
        "calendar_months": mark("calendar months"),
    },
    "used_for": codes.USES,
    "username": codes.USERNAMES,
    "visible_in": {**_CHANNELS, "webmail": mark("Webmail")},
    "when_missing": {"blank": mark("blank"), "dashes": mark("dashes"), "empty_list": mark("empty list")},
    "when_short": codes.WHEN_SHORT,
}
"""What the words of a column mean; of other columns they are names, texts and numbers."""


_LABELLED: Final[Mapping[str, Callable[[Any, Names, Language], str]]] = {
    "plan": lambda value, names, lang: names.plan(value, lang),
    "from_plan": lambda value, names, lang: names.plan(value, lang),
    "to_plan": lambda value, names, lang: names.plan(value, lang),
    "method": lambda value, names, lang: names.method(value, lang),
    "top_up_methods": lambda value, names, lang: names.method(value, lang),
    "command": lambda value, names, lang: names.command(value, lang),
    "commands": lambda value, names, lang: names.command(value, lang),
    "channel": lambda value, names, lang: names.label(Channel, (value,), lang),
    "reading": lambda value, names, lang: names.topic(value, lang),
    "text": lambda value, names, lang: names.subject(value, lang),
    "percent": lambda value, _, lang: words.percent(Decimal(value), lang),
}
"""Columns whose values the tables have names for, or which are no plain number."""

_AMOUNTS: Final = frozenset({"per_year", "per_gb_year", "one_off", "deposit"})


def title_of(column: str, lang: Language) -> str:
    """What a column says.

    >>> title_of("per_gb_year", "it")
    'prezzo di un GB per un anno'
    """
    return say(lang, COLUMNS[column])


def _meanings(column: str) -> Said:
    return WORDS.get(column, {})


def value_of(column: str, value: Any, names: Names, lang: Language) -> str:
    """A value of a column as one says it.

    Args:
        column: The column.
        value: What is written there.
        names: What the tables call things.
        lang: ``it``, ``en`` or ``de``.

    >>> value_of("per_year", "9.90", Names(None), "en"), value_of("may_send", False, Names(None), "it")
    ('€9.90', 'no')
    """
    if isinstance(value, bool):
        return say(lang, mark("yes")) if value else say(lang, mark("no"))
    if is_list(value):
        return words.both((value_of(column, each, names, lang) for each in value), lang) or words.NOTHING
    if is_block(value):
        return str(value[lang]) if lang in value else value_of(column, value["meaning"], names, lang)
    known = _meanings(column).get(value) if isinstance(value, str) else None
    if known is not None:
        return say(lang, known)
    if column in _AMOUNTS:
        return words.money(Decimal(value), lang)
    return _LABELLED[column](value, names, lang) if column in _LABELLED else str(value)
