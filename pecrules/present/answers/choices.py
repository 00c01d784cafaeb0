"""What can be chosen, in words: of what is sold to anybody, of what may be asked for, of what may happen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from pecrules.model.codes import Language, RefusalCode
from pecrules.present import codes, sentences, terms, words
from pecrules.present.answers.calendars import happening
from pecrules.present.answers.refusals import DEAD_ENDS, remedies
from pecrules.present.catalogues import mark, say
from pecrules.present.names import Names
from pecrules.present.sheets import Part

if TYPE_CHECKING:
    from pecrules.model.outcomes.calendars import CalendarDay
    from pecrules.model.outcomes.common import Effect
    from pecrules.model.outcomes.offers import (
        Choice,
        Limit,
        Offers,
        PlanOffer,
        PossibleEvent,
        PossibleEvents,
        RequestChoices,
        RequestOptions,
    )
    from pecrules.model.outcomes.options import Option, RenewalOptions


def offers(found: Offers, names: Names, lang: Language) -> Iterator[Part]:
    """Plans with their prices and space; domains, terms and ways to pay; VAT, and what is still needed."""
    titles = ("", say(lang, "price of a year"), say(lang, "inbox"), say(lang, "archive"))
    rows = (
        (
            dict(plan.label).get(lang, plan.plan),
            words.NOTHING if plan.per_year is None else words.money(plan.per_year, lang),
            _grows(plan.inbox_gb, plan.most_extra_inbox_gb, lang),
            _grows(plan.archive_gb, plan.most_extra_archive_gb, lang),
            said_yes(plan.refused, lang),
        )
        for plan in found.plans
    )
    yield Part(say(lang, "Plans"), (titles, *rows))
    yield from _choices(found.choices, names, lang)
    percent = words.percent(found.vat_percent, lang)
    to_whom = mark("VAT {percent}, to the Treasury") if found.vat_to == "treasury" else mark("VAT {percent}")
    needs = ((sentences.requirement(code, lang),) for code in found.requires)
    yield Part(say(lang, "Good to know"), ((say(lang, to_whom, percent=percent),), *needs))


def _grows(own: int, more: int | None, lang: Language) -> str:
    """Space of a plan, and how far it grows."""
    has = words.gigabytes(own, lang)
    return has if more == 0 else f"{has} + {most(more, lang)}"


def _choices(found: Iterable[Choice], names: Names, lang: Language) -> Iterator[Part]:
    """The values of each field, each with its answer."""
    for field, choices in groupby(found, key=lambda each: each.field):
        rows = ((_called(each, names, lang), said_yes(each.refused, lang)) for each in choices)
        yield Part(sentences.said(terms.FACTS, field, lang), tuple(rows))


Called: TypeAlias = tuple[str, ...]
"""What may be asked for, as people call it, from the whole to its parts: a policy, a field of it, a value of that."""


def allowed(part: object, names: Names, lang: Language) -> Iterator[Called]:
    """What a part of an answer brings about, or lets somebody choose, as people call it; nothing where it refuses."""
    if getattr(part, "refused", None) is not None:
        return
    match type(part).__name__:  # outcomes are imported where somebody asks for them
        case "Choice":
            choice = cast("Choice", part)
            yield say(lang, terms.FACTS[choice.field]), _called(choice, names, lang)
        case "PlanOffer":
            plan = cast("PlanOffer", part)
            yield (dict(plan.label).get(lang, plan.plan),)
        case "RequestChoices":
            wish = cast("RequestChoices", part)
            policy = say(lang, terms.POLICIES[wish.policy])
            yield (policy,)
            for each in wish.choices:
                yield from ((policy, *called) for called in allowed(each, names, lang))
        case "PossibleEvent":
            yield (sentences.said(codes.EVENTS, cast("PossibleEvent", part).event, lang),)
        case "Effect":
            yield (sentences.effect(cast("Effect", part), names, lang),)
        case "CalendarDay":
            day = cast("CalendarDay", part)
            yield (f"{words.day(day.day, lang)} {happening(day, names, lang)}",)
        case _:
            return


def together(called: Sequence[Called], lang: Language) -> str:
    """What is called so, in one phrase: of what is named as a whole no part, and the values of a field one by one.

    >>> together([("renewal",), ("renewal", "years", "1 year"), ("years", "2 years"), ("years", "3 years")], "en")
    'renewal and years: 2 years and 3 years'
    """
    whole = [each for each in dict.fromkeys(called) if each[:1] not in called or len(each) == 1]
    single = [each[0] for each in whole if len(each) == 1]
    fields = [
        (head, [each[-1] for each in group]) for head, group in groupby(whole, key=lambda each: each[:-1]) if head
    ]
    worded = (f"{', '.join(head)}: {words.both(values, lang)}" for head, values in fields)
    return words.both((*single, *worded), lang)


def _called(choice: Choice, names: Names, lang: Language) -> str:
    """A value as people call it."""
    label = dict(choice.label).get(lang)
    tell = _CALLED.get(choice.field)
    return label or (tell(choice.value, names, lang) if tell else str(choice.value))


_CALLED: Final = {
    name: sentences.FIELDS[name] for name in ("holder_choice", "mode", "renewal_type", "through", "years")
}
"""Fields whose values people call by words of ours."""


def said_yes(refused: RefusalCode | None, lang: Language) -> str:
    """Yes, or why not."""
    if refused is None:
        return say(lang, "yes")
    return say(lang, "no: {reason}", reason=sentences.reason(refused, lang))


def request_options(found: RequestOptions, names: Names, lang: Language) -> Iterator[Part]:
    """Of each policy whether it can be asked for something, and what."""
    for each in found.requests:
        yield Part(say(lang, terms.POLICIES[each.policy]), tuple(_wish(each, names, lang)))
        if each.possible:  # else there is one reason for all
            yield from _choices(each.choices, names, lang)


def _wish(found: RequestChoices, names: Names, lang: Language) -> Iterator[tuple[str, ...]]:
    """Whether anything can be asked for, or what would help; and how far its numbers go."""
    yield (said_yes(found.refused, lang),)
    yield from ((sentences.remedy(code, lang),) for code in found.remedies)
    plans = {each.value: _called(each, names, lang) for each in found.choices if each.field == "plan"}
    for field in dict.fromkeys(each.field for each in found.limits):
        limits = [each for each in found.limits if each.field == field]
        yield from _limits(sentences.said(terms.FACTS, field, lang), limits, plans, lang)


def _limits(
    called: str, limits: Sequence[Limit], plans: Mapping[int | str, str], lang: Language
) -> Iterator[tuple[str, ...]]:
    """How far a number goes: with each plan, where not all let it go as far."""
    far = {each.most for each in limits}
    if len(far) > 1:
        yield from ((called, most(each.most, lang), plans[str(each.plan)]) for each in limits)
    elif far != {0}:
        yield called, most(limits[0].most, lang)


def possible_events(found: PossibleEvents, names: Names, lang: Language) -> Iterator[Part]:
    """What may happen, where it leads and what it must say; and what may not."""
    yield Part("", ((say(lang, "state"), sentences.state(found.state, names, lang, found.machine)),))
    may: list[tuple[str, ...]] = []
    may_not: list[tuple[str, ...]] = []
    for each in found.events:
        event = sentences.said(codes.EVENTS, each.event, lang)
        if each.refused is not None:
            may_not.append((event, sentences.reason(each.refused, lang)))
        else:
            after = words.either((sentences.state(code, names, lang, found.machine) for code in each.leads_to), lang)
            may.append((event, after, _wanted(each, lang)))
    yield Part(say(lang, "What may happen"), tuple(may))
    yield Part(say(lang, "What may not"), tuple(may_not))


def _wanted(found: PossibleEvent, lang: Language) -> str:
    """What an event must say besides."""
    needs = [sentences.said(terms.FACTS, field, lang) for field in found.needs]
    either = words.either((sentences.said(terms.FACTS, field, lang) for field in found.needs_one_of), lang)
    return words.both((*needs, *((either,) if either else ())), lang)


def most(gigabytes: int | None, lang: Language) -> str:
    """How far space goes."""
    if gigabytes is None:
        return say(lang, "as much as is wanted")
    if gigabytes == 0:
        return say(lang, "none")
    return say(lang, "up to {space}", space=words.gigabytes(gigabytes, lang))


def renewal_options(options: RenewalOptions, names: Names, lang: Language) -> Iterator[Part]:
    """Terms, space and ways to pay, each with yes or why not; and until when."""
    if options.refused is not None:
        yield Part("", ((sentences.reason(options.refused, lang),),))
        yield remedies(options.remedies, lang, dead_end=options.refused in DEAD_ENDS)
    else:
        terms = ((words.years(option.value, lang), said_yes(option.refused, lang)) for option in options.years)
        methods = (
            (names.method(option.value, lang), said_yes(option.refused, lang), _until(option, lang))
            for option in options.methods
        )
        yield Part(say(lang, "Term"), tuple(terms))
        yield Part(say(lang, "Extra space"), tuple(_space(options, lang)))
        yield Part(say(lang, "Payment"), tuple(methods))
    if options.addons_only:
        yield Part("", ((say(lang, "what was added to it can be renewed by itself"),),))
    if options.last_day is not None:
        yield Part("", ((say(lang, "Last day to renew"), words.day(options.last_day, lang)),))


def _until(option: Option[str], lang: Language) -> str:
    """Until when a way to pay is in time for anything at all."""
    last = max((each.day for each in option.pay_by), default=None)
    return "" if last is None else say(lang, "paid until {day}", day=words.day(last, lang))


def _space(options: RenewalOptions, lang: Language) -> Iterator[tuple[str, ...]]:
    yield say(lang, "inbox"), most(options.extra_inbox_gb, lang)
    yield say(lang, "archive"), most(options.extra_archive_gb, lang)
