"""The command line: arguments in, text and an exit code out; the only place that reads a clock.

0 clean, 1 findings, 2 could not run. Whatever is typed or piped in, the worst that comes out is one clear message.
"""

import contextlib
import os
from collections.abc import Mapping, Sequence

import click

from pecrules._version import __version__
from pecrules.cli import failures, output, reading
from pecrules.cli.checking import check
from pecrules.cli.explaining import explain
from pecrules.cli.failures import Failure, Wrong
from pecrules.cli.options import COULD_NOT_RUN, Group, language_option, without_command
from pecrules.cli.quoting import quote
from pecrules.errors import CalendarError, InvalidRequest, InvalidRules, NoRuleInForce
from pecrules.present import LANGUAGES, language, report
from pecrules.present.catalogues import mark


@click.group(cls=Group, invoke_without_command=True, epilog="Exit code: 0 clean, 1 findings, 2 could not run.")
@click.version_option(__version__, message="%(prog)s %(version)s")
@language_option
@click.pass_context
def root(ctx: click.Context) -> int:
    """The rule book of a certified-mail (PEC) business: check it, ask it, and see where an answer comes from."""
    return without_command(ctx)


for _command in (check, explain, quote):
    root.add_command(_command)


def run(arguments: Sequence[str]) -> int:
    """Run one command line.

    Args:
        arguments: What stands after the program's name.

    Returns:
        The exit code.
    """
    lang = spoken(arguments, os.environ)
    output.be_lenient()
    try:
        with root.make_context("pecrules", list(arguments), obj=lang) as ctx:
            return int(root.invoke(ctx))
    except click.exceptions.Exit as done:
        return done.exit_code
    except (output.ReaderGone, BrokenPipeError):
        output.hush()
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - a person gets a message, whatever happens
        _tell(error, arguments, lang)
    return COULD_NOT_RUN


def spoken(arguments: Sequence[str], environ: Mapping[str, str]) -> str:
    """The language of a command line, before it is understood.

    >>> spoken(["check", "--lang", "it"], {}), spoken(["check", "--lang=de"], {}), spoken(["check"], {"LANG": "it_IT"})
    ('it', 'de', 'it')
    """
    pairs = zip(arguments, [*arguments[1:], ""], strict=True)
    said = [after if word == "--lang" else word.removeprefix("--lang=") for word, after in pairs if "--lang" in word]
    return language(next((word for word in said if word in LANGUAGES), None), environ)


def _tell(error: BaseException, arguments: Sequence[str], lang: str) -> None:
    """One message on the standard error, if anybody listens there."""
    told = _report(error, arguments, lang) or failures.message(_failure(error, lang).told(lang), lang)
    with contextlib.suppress(OSError):
        click.echo(told, err=True)


def _report(error: BaseException, arguments: Sequence[str], lang: str) -> str:
    """Several mistakes, or one with a place in a file, as a report; nothing for what is simply said."""
    if not isinstance(error, InvalidRules | InvalidRequest) or (len(error.problems) == 1 and not _placed(error)):
        return ""
    folder = next((after for word, after in zip(arguments, arguments[1:], strict=False) if word == "--rules"), None)
    return report(error.problems, lang, texts=reading.texts(folder, error.problems))


def _placed(error: InvalidRules | InvalidRequest) -> bool:
    return any(problem.location for problem in error.problems)


def _failure(error: BaseException, lang: str) -> Failure:
    match error:
        case Failure():
            return error
        case InvalidRules() | InvalidRequest():
            return Wrong(error.problems[0])
        case click.ClickException():
            return failures.of_click(error)
        case NoRuleInForce():
            return failures.of_missing_rule(error, lang)
        case CalendarError() | OverflowError():
            return failures.of_calendar()
        case KeyboardInterrupt():
            return Failure(mark("interrupted"))
        case OSError():
            return failures.of_system(error)
        case _:
            return failures.of_bug(error)
