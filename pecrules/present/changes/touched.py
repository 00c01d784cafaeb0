"""Whom of some mailboxes other rules touch, and whom they could: two lists, which nobody should mix up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from pecrules.model.changes import Move, Reversal, Touched, Unknown
from pecrules.model.codes import Language
from pecrules.model.outcomes.answers import Outcome
from pecrules.model.outcomes.refusals import Refusal
from pecrules.present import sentences, terms, words
from pecrules.present.catalogues import count, mark, say
from pecrules.present.changes.moves import percent_of, signed
from pecrules.present.changes.spoken import NO_ROW
from pecrules.present.names import Names
from pecrules.present.sheets import Part
from pecrules.rulebook.rows.lifecycle import State

if TYPE_CHECKING:
    from pecrules.rulebook.ruleset import Ruleset

_SHOWN: Final = 5  # mailboxes that are named


def as_parts(
    touched: Sequence[Touched], number: int, after: Ruleset, lang: Language, unknown: Sequence[Unknown] = ()
) -> Iterator[Part]:
    """What a change does to mailboxes, and what it could do.

    Args:
        touched: Those that it touches, or could.
        number: How many were looked at.
        after: The rules as they are to be, for names.
        lang: ``it``, ``en`` or ``de``.
        unknown: Those of which nobody can say it.
    """
    yield Part(say(lang, "Mailboxes with a plan that no table knows"), tuple(_unknown(unknown, lang)))
    own = [each for each in touched if each.since is not None]
    summary = say(
        lang, "{touched} of {number}; who expires before is taken as renewed", touched=len(own), number=number
    )
    yield Part(
        say(lang, "Mailboxes that this change touches"),
        (
            (summary,),
            *_since(own, lang),
            *_reversals(own, after, lang),
            *_prices(own, lang),
            *_states(own, after, lang),
        ),
    )
    yield Part(say(lang, "Mailboxes that it could touch"), tuple(_could(touched, lang)))


def _unknown(unknown: Sequence[Unknown], lang: Language) -> Iterator[tuple[str, ...]]:
    """Each plan that there is not, who has it, and which one was probably meant."""
    groups: dict[tuple[str, str | None], list[str]] = {}
    for each in unknown:
        groups.setdefault((each.mailbox.plan, each.nearest), []).append(each.mailbox.address)
    for (plan, near), addresses in groups.items():
        meant = say(lang, "did you mean `{nearest}`?", nearest=near) if near else ""
        number = count(lang, "{number} mailbox", "{number} mailboxes", len(addresses))
        yield tuple(filter(None, (f"`{plan}`", number, _some(addresses), meant)))


def _since(touched: Sequence[Touched], lang: Language) -> Iterator[tuple[str, ...]]:
    """From when, and how many."""
    for day, number in sorted(Counter(each.since for each in touched if each.since).items()):
        since = say(lang, "from {day} on", day=words.day(day, lang))
        yield since, count(lang, "{number} mailbox", "{number} mailboxes", number)


_TURNED: Final = {True: mark("no longer possible: {what}"), False: mark("now possible: {what}")}
"""What becomes of a yes, and of a no."""


def _reversals(touched: Sequence[Touched], after: Ruleset, lang: Language) -> Iterator[tuple[str, ...]]:
    """Who could be renewed and cannot be any more, or the other way round, and why not."""
    groups: dict[tuple[bool, str, str], list[str]] = {}
    for each, reversal in ((box, reversal) for box in touched for reversal in box.reversals):
        groups.setdefault((not reversal.is_no, reversal.policy, _why(reversal, after, lang)), []).append(
            each.mailbox.address
        )
    for (is_yes, policy, why), addresses in sorted(groups.items()):
        what = say(lang, _TURNED[not is_yes], what=say(lang, terms.POLICIES[policy]))
        yield what, count(lang, "{number} mailbox", "{number} mailboxes", len(addresses)), _some(addresses)
        yield (f"  {why}",)


def _why(reversal: Reversal, after: Ruleset, lang: Language) -> str:
    """The no of a reversal."""
    said: Outcome | None = reversal.after if reversal.is_no else reversal.before
    why = sentences.refusal(said, Names(after, reversal.on), lang) if isinstance(said, Refusal) else say(lang, NO_ROW)
    return why if reversal.is_no else say(lang, "before it was no: {why}", why=why)


def _some(addresses: Sequence[str]) -> str:
    """The first of some mailboxes by their names."""
    return ", ".join([*addresses[:_SHOWN], *(["..."] if len(addresses) > _SHOWN else [])])


def _prices(touched: Sequence[Touched], lang: Language) -> Iterator[tuple[str, ...]]:
    """How many pay more or less for their next renewal, in total and at the extremes."""
    priced = [(each.price, each.mailbox.address) for each in touched if each.price is not None]
    for what, found in (
        (say(lang, "pay more"), [each for each in priced if each[0].change > 0]),
        (say(lang, "pay less"), [each for each in priced if each[0].change < 0]),
    ):
        if found:
            mailboxes = count(lang, "{number} mailbox", "{number} mailboxes", len(found))
            total = signed(sum((move.change for move, _ in found), Decimal(0)), lang)
            yield what, mailboxes, say(lang, "{amount} in all", amount=total)
            yield from _extremes(found, lang)


def _extremes(found: Sequence[tuple[Move, str]], lang: Language) -> Iterator[tuple[str, ...]]:
    """The greatest and the smallest move, each with the first mailbox that has it."""
    ordered = sorted(found, key=lambda each: abs(each[0].change), reverse=True)
    least = next(each for each in ordered if each[0].change == ordered[-1][0].change)
    for move, address in dict.fromkeys((ordered[0], least)):
        before, after = (words.money(each, lang) for each in move)
        share = percent_of(move, lang)
        yield f"  {address}", f"{before} \N{RIGHTWARDS ARROW} {after}{f' ({share})' if share else ''}"


def _states(touched: Sequence[Touched], after: Ruleset, lang: Language) -> Iterator[tuple[str, ...]]:
    """How many are in another state."""
    for (old, new), number in Counter(each.state for each in touched if each.state).items():
        day = min(each.since for each in touched if each.since)
        names = Names(after, day)
        states = (names.label(State, ("mailbox", name), lang) for name in (old, new))
        yield " \N{RIGHTWARDS ARROW} ".join(states), count(lang, "{number} mailbox", "{number} mailboxes", number)


def _could(touched: Sequence[Touched], lang: Language) -> Iterator[tuple[str, ...]]:
    """Who keeps what there was, until when; and who does not."""
    spared = [each for each in touched if each.is_spared]
    bare = sum(each.since is not None and not each.is_spared for each in touched)
    for day, found in _by_day(spared):
        until = (
            say(lang, "they keep the former conditions for ever")
            if day is None
            else say(lang, "they keep the former conditions until {day}", day=_before(day, lang))
        )
        some = _some([each.mailbox.address for each in found])
        yield until, count(lang, "{number} mailbox", "{number} mailboxes", len(found)), some
    yield (
        say(lang, "the new conditions reach them at once"),
        count(lang, "{number} mailbox", "{number} mailboxes", bare),
    )


def _by_day(spared: Iterable[Touched]) -> list[tuple[date | None, list[Touched]]]:
    groups: dict[date | None, list[Touched]] = {}
    for each in spared:
        groups.setdefault(each.since, []).append(each)
    return sorted(groups.items(), key=lambda pair: pair[0] or date.max)


def _before(day: date, lang: Language) -> str:
    """The last day before one."""
    return words.day(date.fromordinal(day.toordinal() - 1), lang)


def unsure(unknown: Sequence[Unknown], lang: Language) -> str:
    """That of some mailboxes nobody can say whether a limit holds; empty where there are none."""
    if not unknown:
        return ""
    return count(
        lang, "{number} mailbox has a plan that no table knows: no limit can hold for it",
        "{number} mailboxes have a plan that no table knows: no limit can hold for them", len(unknown),
    )  # fmt: skip


def stranded(touched: Iterable[Touched], lang: Language) -> str:
    """That somebody can be renewed no longer, which is beyond any limit of a price; empty where everybody can."""
    number = sum(any(reversal.is_no for reversal in each.reversals) for each in touched)
    if not number:
        return ""
    return count(
        lang, "{number} mailbox can be renewed no longer, which is beyond any `{limit}`",
        "{number} mailboxes can be renewed no longer, which is beyond any `{limit}`", number, limit="--max-delta",
    )  # fmt: skip


def beyond(moves: Iterable[Move | None], delta: Decimal, lang: Language) -> str:
    """That somebody pays a greater share more or less than a limit in percent; empty where nobody does."""
    shares = [move for move in moves if move is not None and move.percent is not None]
    worst = max(shares, key=lambda move: move.size, default=None)
    if worst is None or worst.size <= delta:
        return ""
    before, after = (words.money(each, lang) for each in worst)
    return say(
        lang, "{before} becomes {after}: {share}, beyond {limit}", before=before, after=after,
        share=percent_of(worst, lang), limit=words.percent(delta, lang),
    )  # fmt: skip
