"""The options of a command that asks a policy, as fields of a form: in words, for who types none of its codes."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import click

from pecrules.cli.asking import Question
from pecrules.cli.options import Day, Whole, Word
from pecrules.handbook import forms
from pecrules.model.codes import Language
from pecrules.present import codes, columns
from pecrules.present.catalogues import mark, say
from pecrules.present.labels import labels_of
from pecrules.rulebook.ruleset import Ruleset

_LEFT_OUT: Final = frozenset({
    "json_", "request_", "on_", "book", "folder", "as_known", "why", "lang", "svg", "ics", "alarm_days", "quote",
})  # fmt: skip
"""Options of commands that no form has: where rules come from, and where answers go."""

_DAY: Final = mark("The day asked about.")

_SECTIONS: Final = ("channels.channels", "plans.plans")
"""Sections whose codes sentences of help name beside those of their own option."""

_MIXED: Final = frozenset({"channels.certification", "termination.modes", "termination.repurchase"})
"""Sections whose words are of several kinds, of which an option takes one."""

_PLAIN: Final = frozenset({"nothing", "partner"})
"""Codes that are words of a language, too."""


def fields_of(command: Question, rules: Ruleset, lang: Language) -> Iterator[forms.Field]:
    """The options of a command as fields; what the tables list is proposed.

    Args:
        command: The command.
        rules: The rules, for what they list and what they call it.
        lang: The language of the page.
    """
    sections = {each.name: each.section for noun in command.nouns.values() for each in noun.all()}
    told = _Told(rules, lang)
    yield forms.Field("--on", say(lang, _DAY), "date")
    for each in command.params:
        if isinstance(each, click.Option) and each.name not in _LEFT_OUT:
            yield told.field(each, sections.get(str(each.name), ""))


class _Told:
    """What fields are called in a language, and which words they propose."""

    def __init__(self, rules: Ruleset, lang: Language) -> None:
        self._rules, self._lang = rules, lang
        of_ours = (codes.WAYS, codes.WHO, codes.MODES, codes.EVENTS, codes.CHOICES, codes.KINDS)
        said = {code: say(lang, text) for each in of_ours for code, text in each.items()}
        labels = {code: label for each in _SECTIONS for code, label in labels_of(each, rules, lang)}
        self._words: Mapping[str, str] = {
            code: text for code, text in (said | labels).items()
            if code not in _PLAIN and ("_" in code or lang != "en")
        }  # fmt: skip

    def field(self, option: click.Option, section: str) -> forms.Field:
        """One option as a field."""
        flag, lang = option.opts[0], self._lang
        named = self._proposed(option, section)
        sentence = self._in_words(say(lang, (option.help or "").partition("  [")[0]), named)
        if option.is_flag:
            said = zip((*option.opts, *option.secondary_opts), (say(lang, "yes"), say(lang, "no")), strict=False)
            return forms.Field(flag, sentence, "choice", [*said])
        if isinstance(option.type, Word):
            return forms.Field(flag, sentence, "choice", [(word, named.get(word, word)) for word in option.type.words])
        kind: Any = "date" if isinstance(option.type, Day) else "number" if isinstance(option.type, Whole) else "text"
        return forms.Field(flag, sentence, kind, [*named.items()] if section else ())

    def _proposed(self, option: click.Option, section: str) -> Mapping[str, str]:
        """The words that may be meant: of a section that lists several kinds those of the option, or of its help."""
        column = str(option.name).removeprefix("new_")
        own = {code: say(self._lang, text) for code, text in columns.WORDS.get(column, {}).items()}
        if not section:
            return own
        every = dict(labels_of(section, self._rules, self._lang))
        if section not in _MIXED:
            return every
        in_help = {*re.findall("[a-z_]+", option.help or "")}
        meant = every.keys() & own.keys() or every.keys() & in_help
        return {code: label for code, label in every.items() if code in meant}

    def _in_words(self, sentence: str, named: Mapping[str, str]) -> str:
        """A sentence of help without codes: each as it is called, or nothing where its name stands beside it."""
        called = {**self._words, **({} if self._lang == "en" else named)}
        code = "|".join(sorted(map(re.escape, called), key=len, reverse=True))
        sentence = re.sub(rf" \((?:{code}|[^()]*[a-z]_[a-z][^()]*)\)", "", sentence)
        sentence = re.sub(rf"\b(?:{code}) \(([^()]*)\)", r"\1", sentence)
        sentence = re.sub(rf"\b(?:{code})\b", lambda found: called[found[0]], sentence)
        return sentence[:1].upper() + sentence[1:]
