"""What a panel lets one do, shows, and asks for; and why a command is not there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Final

from pecrules.model.codes import Language
from pecrules.present import codes, sentences, words
from pecrules.present.answers.consequences import channel_names, in_words
from pecrules.present.catalogues import say
from pecrules.present.names import Names
from pecrules.present.sheets import Part
from pecrules.rulebook.rows.channels import RecordField
from pecrules.rulebook.rows.plans import PartnerPlan, PlanChangeRule
from pecrules.rulebook.rows.renewal import ManualRenewal

if TYPE_CHECKING:
    from pecrules.model.outcomes.channels import Action, Actions, Shown

_SPACE: Final = r"([0-9]+)\+([0-9]+)"
"""GB of a plan, and GB bought for it."""

_MISSING: Final = {"blank": "", "dashes": "--"}
"""How a channel writes what is missing."""


def actions(found: Actions, names: Names, lang: Language) -> Iterator[Part]:
    """Commands, then what is shown and asked for, then whom to turn to."""
    label = dict[str, str](found.state_label).get(lang) or f"`{found.state}`"
    logins = words.both(in_words(codes.LOGINS, found.logins, lang), lang)
    head = ((say(lang, "channel"), channel_names((found.channel,), names, lang)), (say(lang, "state"), label))
    yield Part("", (*head, *(((say(lang, "signing in"), logins),) if logins else ())))
    yield Part(say(lang, "Commands"), tuple(action(each, names, lang) for each in found.actions))
    yield from _blocks(say(lang, "What is shown"), found.shows, lambda each: _value(each, names, lang), lang)
    yield from _blocks(say(lang, "What is asked for"), found.asks, lambda each: _input(each, names, lang), lang)
    contacts = ((names.row(each.row, lang), each.phone or "", sentences.hours(each, lang)) for each in found.contacts)
    yield Part(say(lang, "Contacts"), tuple(contacts))


def action(found: Action, names: Names, lang: Language) -> tuple[str, ...]:
    """A command, whether it is there, and the way to it or why it is not."""
    name = names.row(found.row, lang)
    whose = say(lang, "{command}, order {number}", command=name, number=found.order) if found.order else name
    shown = sentences.said(codes.SHOWN, found.shown, lang)
    if found.shown != "shown":
        return whose, shown, words.both(dict.fromkeys(_why_not(found, names, lang)), lang)
    only = say(lang, "only with another plan") if found.needs_another_plan else ""
    first = say(lang, "asks for confirmation first") if found.needs_confirmation else ""
    return whose, shown, found.path or "", "; ".join(filter(None, (only, first)))


_BESIDE: Final = frozenset({"manual_renewal_allowed", "plan_change_allowed"})
"""Conditions about what is under way."""


def _why_not(found: Action, names: Names, lang: Language) -> Iterator[str]:
    """Why a command is not there: of what is under way beside an order, that which its rows name."""
    beside = [row.situation for row in names.rows(ManualRenewal, found.because) if not row.allowed]
    if not beside and any(row.automatic == "must_be_off" for row in names.rows(PlanChangeRule, found.because)):
        beside = ["automatic_on"]
    for code in found.why_not:
        if code in _BESIDE and beside:
            yield from (sentences.said(codes.SITUATIONS, each, lang) for each in beside)
        else:
            yield sentences.condition(code, lang)


def _blocks(heading: str, shown: Iterable[Shown], tell: Callable[[Shown], str], lang: Language) -> Iterator[Part]:
    """What a channel shows or asks for, one part a block, each with what it is."""
    blocks = [tuple(block) for _, block in groupby(shown, key=lambda each: (each.block, each.order, each.page))]
    for block in blocks:
        rows = tuple((dict[str, str](each.label).get(lang, f"`{each.field}`"), tell(each)) for each in block)
        yield Part(heading if len(blocks) == 1 else _heading(heading, block[0], lang), rows)


def _heading(heading: str, first: Shown, lang: Language) -> str:
    if first.page:
        return say(lang, "{heading}: page {page}", heading=heading, page=dict[str, str](first.page).get(lang, ""))
    if first.block not in codes.BLOCKS:
        return heading
    return say(
        lang, "{heading}: {block}", heading=heading, block=say(lang, codes.BLOCKS[first.block], number=first.order)
    )


def _value(shown: Shown, names: Names, lang: Language) -> str:
    """What is shown, as the channel calls it; nothing as its row says, or else as a dash."""
    if shown.value is None:
        said = next((row.when_missing for row in names.rows(RecordField, [shown.row])), None)
        return say(lang, "an empty list") if said == "empty_list" else _MISSING.get(said or "", words.NOTHING)
    if shown.field == "addons":
        return ", ".join(sentences.said(codes.THINGS, each, lang) for each in shown.value.split(", "))
    if shown.field == "kind" and not shown.called:
        return sentences.said(codes.ORDER_KINDS, shown.value, lang)
    if space := re.fullmatch(_SPACE, shown.value):
        own, bought = space.groups()
        return say(lang, "{own} GB of the plan + {bought} GB bought", own=own, bought=bought)
    return dict[str, str](shown.called).get(lang) or sentences.written(shown.value, lang)


def _input(shown: Shown, names: Names, lang: Language) -> str:
    """How a field is given, and what can be chosen."""
    how = sentences.said(codes.INPUTS, shown.input, lang) if shown.input else ""
    choices = words.either((_choice(shown, each, names, lang) for each in shown.choices), lang)
    return say(lang, "{how}: {choices}", how=how, choices=choices) if choices else how


def _choice(shown: Shown, choice: str, names: Names, lang: Language) -> str:
    if shown.field == "plan":
        return names.label(PartnerPlan, (choice,), lang) if shown.block == "certification" else names.plan(choice, lang)
    if shown.field == "payment_method":
        return names.method(choice, lang)
    return choice if choice.isdecimal() else sentences.said(codes.CHOICES, choice, lang)
