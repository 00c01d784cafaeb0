"""What every command says in its help, for the extractor of messages: `babel.cfg` beside the catalogues names it."""

from collections.abc import Iterator
from typing import Any

import click

from pecrules.cli import root
from pecrules.cli.helping import words
from pecrules.cli.options import commands_of


def sentences(command: click.Command = root, ctx: click.Context | None = None) -> Iterator[str]:
    """All that a command and those below it say in words.

    >>> "The plan wanted." in set(sentences())
    True
    """
    ctx = click.Context(command, parent=ctx)
    yield from filter(None, words(command, ctx))
    if isinstance(command, click.Group):
        for each in commands_of(command).values():
            yield from sentences(each, ctx)


def extract(*_: Any, **__: Any) -> Iterator[tuple[int, None, str, list[str]]]:
    """The same as Babel wants it."""
    yield from ((1, None, sentence, []) for sentence in dict.fromkeys(sentences()))
