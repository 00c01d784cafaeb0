"""The command line: arguments in, text and an exit code out; the only place that reads a clock.

Here belong options, the reading of files and terminals, and the one clock; here does not belong a rule or a sentence
about an answer. Only ``__main__`` may import it, and it may import everything.

0 clean, 1 findings, 2 could not run. Whatever is typed or piped in, the worst that comes out is one clear message.
"""

import contextlib
import os
from collections.abc import Mapping, Sequence
from functools import partial
from importlib import import_module
from typing import Final

import click

from pecrules.base.errors import CalendarError, NoRuleInForce
from pecrules.base.version import __version__
from pecrules.cli import failures, output
from pecrules.cli.failures import Failure
from pecrules.cli.options import COULD_NOT_RUN, Group, language_option, without_command
from pecrules.model.codes import Language
from pecrules.policies import MANIFEST
from pecrules.present.catalogues import LANGUAGES, language, mark

_TOOLS: Final = {
    "book": "booking",
    "check": "checking",
    "diff": "diffing",
    "explain": "explaining",
    "export": "exporting",
    "fleet": "fleets",
    "fmt": "formatting",
    "handbook": "handbooks",
    "schemas": "suggesting",
    "serve": "serving",
    "show": "showing",
    "tables": "tabling",
    "test": "testing",
    "verify": "verifying",
}
"""Commands that ask no policy -> the module that each lives in."""


def _policy(name: str) -> click.Command:
    from pecrules.cli.asking import command

    return command(name)


def _tool(name: str) -> click.Command:
    tool: click.Command = getattr(import_module(f"pecrules.cli.{_TOOLS[name]}"), name)
    return tool


@click.group(
    cls=Group,
    lazily={
        **{name: partial(_policy, name) for name in {each.command.partition(" ")[0] for each in MANIFEST.values()}},
        **{name: partial(_tool, name) for name in _TOOLS},
    },
    invoke_without_command=True,
    epilog="Exit code: 0 clean, 1 findings, 2 could not run.",
    help="The rule book of a certified-mail (PEC) business: check it, ask it, and see where an answer comes from.",
)
@click.version_option(__version__, message="%(prog)s %(version)s")
@language_option
@click.pass_context
def root(ctx: click.Context) -> int:
    """What the program does when no command follows."""
    return without_command(ctx)


def run(arguments: Sequence[str]) -> int:
    """Run one command line.

    Args:
        arguments: What stands after the program's name.

    Returns:
        The exit code.
    """
    lang = language_of(arguments, os.environ)
    output.be_lenient()
    try:
        with root.make_context("pecrules", list(arguments), obj=lang) as ctx:
            return int(root.invoke(ctx))
    except click.exceptions.Exit as done:
        return done.exit_code
    except (output.ReaderGone, BrokenPipeError):
        output.discard()
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - a person gets a message, whatever happens
        with contextlib.suppress(OSError):  # perhaps nobody listens there
            click.echo(_failure(error).message(lang), err=True)
    return COULD_NOT_RUN


def language_of(arguments: Sequence[str], environ: Mapping[str, str]) -> Language:
    """The language of a command line, before it is understood.

    >>> language_of(["check", "--lang", "it"], {}), language_of(["check", "--lang=de"], {})
    ('it', 'de')
    >>> language_of(["check"], {"LANG": "it_IT"})
    'it'
    """
    pairs = zip(arguments, [*arguments[1:], ""], strict=False)
    said = [after if word == "--lang" else word.removeprefix("--lang=") for word, after in pairs if "--lang" in word]
    return language(next((word for word in said if word in LANGUAGES), None), environ)


def _failure(error: BaseException) -> Failure:
    match error:
        case Failure():
            failure = error
        case click.ClickException():
            failure = failures.of_click(error)
        case CalendarError(__cause__=LookupError()):
            failure = failures.of_missing_zones()
        case NoRuleInForce() | CalendarError():
            failure = failures.Said(error)
        case OverflowError():
            failure = failures.Said(CalendarError(str(error)))
        case KeyboardInterrupt():
            failure = Failure(mark("interrupted"))
        case OSError():
            failure = failures.of_system(error)
        case _:
            failure = failures.of_bug(error)
    return failure
