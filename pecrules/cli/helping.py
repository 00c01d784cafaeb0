"""The help of a command in the language of the command line; what click adds by itself it says in English alone."""

import re
from collections.abc import Iterator
from typing import Final

import click

from pecrules.model.codes import Language
from pecrules.present.catalogues import say

_DEFAULT: Final = re.compile(r"\[default: (.+)\]")
_PARTS: Final = "  "
"""What lies between the sentence of an option and what else is said of it."""


class Localized(click.Command):
    """A command that tells its help in the language of its context."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """How it is typed."""
        pieces = " ".join(say(ctx.obj, piece) for piece in self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=say(ctx.obj, "Usage: "))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What it is for."""
        _write(formatter, *(say(ctx.obj, each) for each in paragraphs(self)))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Its options, and what each does."""
        with formatter.section(say(ctx.obj, "Options")):
            formatter.write_dl([_localized(ctx.obj, *record) for record in _records(self, ctx)])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What is said at the end."""
        if self.epilog:
            _write(formatter, say(ctx.obj, self.epilog))


class LocalizedGroup(Localized, click.Group):
    """The same for a command that has others, with the first sentence of each."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Its options, and its commands."""
        super().format_options(ctx, formatter)
        found = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section(say(ctx.obj, "Commands")):
            formatter.write_dl([(name, _first_sentence(ctx.obj, each)) for name, each in found if each])


def paragraphs(command: click.Command) -> Iterator[str]:
    """What a command is for, a paragraph each."""
    yield from (command.help or "").split("\n\n")


def words(command: click.Command, ctx: click.Context) -> Iterator[str]:
    """All that the help of a command says in words: what a catalogue has to know."""
    records = _records(command, ctx)
    typed = (*command.collect_usage_pieces(ctx), *(part for term, _ in records for part in term.split()))
    yield from filter(str.isupper, typed)  # the others are to be typed as they are
    yield from paragraphs(command)
    yield command.epilog or ""
    for _, text in records:
        for part in text.split(_PARTS):
            default = _DEFAULT.fullmatch(part)
            yield part if default is None else default[1] if " " in default[1] else ""


def _first_sentence(lang: Language, command: click.Command) -> str:
    return say(lang, next(paragraphs(command))).partition(". ")[0].removesuffix(".")


def _localized(lang: Language, term: str, text: str) -> tuple[str, str]:
    """An option and what it does, in a language."""
    said = _PARTS.join(_part(lang, each) for each in text.split(_PARTS))
    return " ".join(say(lang, each) for each in term.split()), said


def _part(lang: Language, text: str) -> str:
    default = _DEFAULT.fullmatch(text)
    return say(lang, text) if default is None else say(lang, "[default: {value}]", value=say(lang, default[1]))


def _records(command: click.Command, ctx: click.Context) -> list[tuple[str, str]]:
    options = [each for each in command.get_params(ctx) if isinstance(each, click.Option)]
    return [record for each in options if (record := each.get_help_record(ctx)) is not None]


def _write(formatter: click.HelpFormatter, *texts: str) -> None:
    formatter.write_paragraph()
    with formatter.indentation():
        formatter.write_text("\n\n".join(texts))
