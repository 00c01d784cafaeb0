"""What follows from something: effects, messages and whom they tell; and lists of codes in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Unpack

from pecrules.model.codes import Language
from pecrules.present import codes, sentences, words
from pecrules.present.catalogues import say
from pecrules.present.names import Names
from pecrules.present.sheets import Part
from pecrules.rulebook.rows.channels import Channel

if TYPE_CHECKING:
    from pecrules.model.outcomes.calendars import CalendarDay
    from pecrules.model.outcomes.common import Effect
    from pecrules.model.outcomes.messages import Message
    from pecrules.present.letters import About


def consequences(
    effects: Iterable[Effect], messages: Iterable[Message], names: Names, lang: Language
) -> Iterator[Part]:
    """Effects, then messages."""
    yield Part(say(lang, "What follows"), effect_rows(effects, names, lang))
    sent = (message_cells(each, names, lang) for each in messages)
    yield Part(say(lang, "Messages"), tuple(sent))


def letters(
    messages: Iterable[Message | CalendarDay], names: Names, lang: Language, **about: Unpack[About]
) -> Iterator[Part]:
    """What each message says, in full, where the tables have a text for it."""
    for message in messages:
        from pecrules.present.letters import in_full

        letter = in_full(message, names, lang, **about)
        if letter is not None:
            rows = ((say(lang, "subject"), letter.subject), (say(lang, "what it says"), letter.body))
            yield Part(names.row(message.row, lang), rows)


def message_cells(found: Message, names: Names, lang: Language) -> tuple[str, str]:
    """A message that goes out, and to whom."""
    return names.row(found.row, lang), whom(found, lang)


def whom(message: Message | CalendarDay, lang: Language) -> str:
    """Who is told, and at which address."""
    who = sentences.audience(message.audience, lang)
    if places := getattr(message, "shown_in", ()):
        return f"{who}: {words.both(in_words(codes.PLACES, places, lang), lang)}"
    return f"{who}: {message.address}" if message.address else who


def effect_rows(effects: Iterable[Effect], names: Names, lang: Language) -> tuple[tuple[str, ...], ...]:
    """Effects in words, a row each."""
    return tuple((sentences.effect(each, names, lang),) for each in effects)


def channel_names(codes: Iterable[str], names: Names, lang: Language) -> str:
    """Channels as their rows call them."""
    return words.both((names.label(Channel, (code,), lang) for code in codes), lang)


def in_words(sentences_: Mapping[str, str], found: Iterable[str], lang: Language) -> tuple[str, ...]:
    """Codes in words, in their order."""
    return tuple(sentences.said(sentences_, code, lang) for code in found)


def yes_or_no(flag: bool, lang: Language) -> str:
    """A flag in words."""
    return say(lang, "yes") if flag else say(lang, "no")
