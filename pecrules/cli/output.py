"""Text to the standard output: plain and never wrapped, coloured only on a terminal."""

import contextlib
import io
import os
import sys
from collections.abc import Callable
from typing import Final

import click

from pecrules.base.resources import why
from pecrules.base.signs import escaped
from pecrules.cli.failures import Failure
from pecrules.present.catalogues import mark

Styles = tuple[tuple[str, str], ...]

REPORT: Final[Styles] = (
    (r"(?m)^PR[0-9]{3}\b", "bold red"),
    (r"(?m)^ *-->", "blue"),
    (r"(?m)^ *[0-9]* \|", "blue"),
    (r"(?m)\^+$", "bold red"),
    (r"(?m)^ *= \w+:", "bold cyan"),
)
"""What stands out in a report of problems."""

SHEET: Final[Styles] = ((r"(?m)^[^ \n].*$", "bold"),)
"""What stands out in a sheet: its title, its headings, its notes."""


class ReaderGone(Exception):  # noqa: N818
    """Whoever read our output has stopped reading: nothing is left to say."""


def show(text: str, styles: Styles) -> None:
    """A text for people."""
    if text and sys.stdout is not None and sys.stdout.isatty():
        _write(lambda: _print_coloured(text, styles))
    elif text:
        _write(lambda: click.echo(text))


def write_machine(text: str) -> None:
    """A text for programs, always UTF-8; what nobody would see in it is written out, as JSON can."""
    if text:
        _write(lambda: click.echo(escaped(text).encode()))


def be_lenient() -> None:
    """Show a sign that the terminal's encoding lacks as ``?`` instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def discard() -> None:
    """Discard output that is still buffered and can no longer be written."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    with contextlib.suppress(OSError, AttributeError):  # there may be no stream, or one without a number
        os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _write(write: Callable[[], None]) -> None:
    """Write and flush at once, so that an error shows while it can still be reported."""
    try:
        write()
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError as error:
        raise ReaderGone from error
    except OSError as error:
        discard()
        raise Failure(mark("the output cannot be written: {reason}"), **why(error)) from error


def _print_coloured(text: str, styles: Styles) -> None:
    from rich.console import Console
    from rich.text import Text

    coloured = Text(text)
    for pattern, style in styles:
        coloured.highlight_regex(pattern, style)
    Console(file=sys.stdout).print(coloured, soft_wrap=True)
