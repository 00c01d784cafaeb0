"""``pecrules fleet``: what the rules say of every mailbox of a file, into another file."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click
from click.core import ParameterSource

from pecrules.base.errors import InvalidRequest
from pecrules.base.money import decimal
from pecrules.base.resources import why
from pecrules.cli import clock, output, reading
from pecrules.cli.failures import Failure, Mistakes
from pecrules.cli.options import Command, Day, Whole, Word, language_option, on_option, rules_option
from pecrules.cli.revisions import rules_of
from pecrules.cli.stopping import stopped
from pecrules.model.codes import Language
from pecrules.present import report as words_of
from pecrules.present.catalogues import count, mark, say
from pecrules.present.codes import REASONS
from pecrules.present.words import money

if TYPE_CHECKING:
    from datetime import date

    from pecrules.fleet import Report
    from pecrules.fleet.engines import Engine
    from pecrules.fleet.files import Before
    from pecrules.fleet.inquiring import Inquiry
    from pecrules.rulebook.ruleset import Ruleset

_ARROW, _SPARK = "arrow", "spark"
_COLUMNS = "state,until,days_left,net,vat,gross,new_expiry"


@click.command(
    cls=Command,
    help="What the rules say of every mailbox of FILE, a table of Parquet or CSV, or of every such file of a folder. "
    "Its columns are the facts of mailboxes: plan and expiry, and what else is known. A row that cannot be answered "
    "keeps its place, with the reason.\n\n"
    "With --events, what happens to them from one day to another, a row for each dated thing.\n\n"
    "Exit code: 0 written, 1 rows were refused and --strict is given, 2 could not run.",
)
@click.argument("file", metavar="FILE|FOLDER", required=False)
@click.option("--out", metavar="FILE|FOLDER", help="Where the answers go: a file of Parquet or CSV, or a folder.")
@on_option
@click.option("--on-column", metavar="COLUMN", help="The column that says the day of each mailbox, instead of --on.")
@click.option("--columns", default=_COLUMNS, show_default=True, help="What is wanted of each mailbox.")
@click.option("--years", type=Whole(), default=1, show_default=True, help="The new term, in whole years.")
@click.option("--inbox-gb", type=Whole(), help="GB of inbox beyond the plan's in the new term.  [default: as it has]")
@click.option("--archive-gb", type=Whole(), help="The same for the archive.  [default: as it has]")
@click.option(
    "--others", type=Word(("refuse", "drop", "keep")), default="refuse", show_default=True,
    help="What becomes of other columns.",
)  # fmt: skip
@click.option(
    "--engine", type=Word((_ARROW, "polars", "duckdb", _SPARK)), default=_ARROW, show_default=True,
    help="What works the answers out; whichever it is, they are the same.",
)  # fmt: skip
@click.option("--master", metavar="URL", help="Where Spark runs, as local[2].  [default: as it is set up]")
@click.option(
    "--events", type=Day(), nargs=2, metavar="FROM TO", help="What happens on these days and between them, instead."
)
@click.option("--what", metavar="WORDS", help="Only this of what happens, as notice,charge.")
@click.option(
    "--key", metavar="COLUMN", help="The column that says to whom it happens.  [default: the place of the row]"
)
@click.option("--book", help="The price book.")
@click.option(
    "--book-column", metavar="COLUMN", help="The column that says the book of each mailbox, instead of --book."
)
@rules_option
@click.option("--as-known", type=Day(), help="Only what had been announced by this day.")
@click.option(
    "--against", metavar="OLD",
    help="The rules as they were, as `release`: a last column says whom the change touches, and it is added up.",
)  # fmt: skip
@click.option(
    "--tables", metavar="DIR", help="A folder in which tables are remembered, for who asks again about the same day."
)
@click.option("--strict", is_flag=True, help="Fail if there is a row without an answer.")
@language_option
@click.pass_context
def fleet(ctx: click.Context, /, file: str | None, out: str | None, **given: Any) -> int:
    """Read, answer, write, and say what came of it."""
    if not file or not out:
        raise Failure(mark("a file of mailboxes and `--out` are wanted"), mark("name both: `FILE --out FILE`"))
    _fit(ctx, given)
    asking = _Asking(given)
    report, files, left = asking.answers(Path(file), Path(out))
    for line in (*_summary(report, files, ctx.obj), *_before(left, ctx.obj), *asking.touched(report.rows, ctx.obj)):
        output.show(line, ())
    if report.unread:
        output.show(words_of(report.unread, ctx.obj), output.REPORT)
    return 1 if given["strict"] and (report.refused or left) else 0


_CONTRARY = {
    "--events": ("--columns", "--years", "--inbox-gb", "--archive-gb"),
    "--on-column": ("--on", "--engine"),
    "--book-column": ("--book", "--engine"),
    "--against": ("--events", "--engine", "--book-column"),
}
"""Options -> those that have no meaning beside them."""

_BESIDE = {"--what": "--events", "--key": "--events"}
"""Options -> that without which they have none."""

_BESIDE_ONLY = mark("`{found}` has a meaning only together with `{other}`")


def _fit(ctx: click.Context, given: dict[str, Any]) -> None:
    """Whether the options that were given go together."""
    names = {option: param.name for param in ctx.command.params for option in param.opts}
    said = {option for option, name in names.items() if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE}
    for option, others in _CONTRARY.items():
        if option in said:
            for other in said.intersection(others):
                sentence = mark("`{found}` has no meaning together with `{other}`")
                raise Failure(sentence, found=other, other=option)
    for option, other in _BESIDE.items():
        if option in said and other not in said:
            raise Failure(_BESIDE_ONLY, found=option, other=other)
    if given["master"] and given["engine"] != _SPARK:
        raise Failure(_BESIDE_ONLY, found="--master", other=f"--engine {_SPARK}")
    if given["events"] and given["events"][0] > given["events"][1]:
        raise Failure(mark("the last day lies before the first"))


class _Asking:
    """Whose rules are asked, and what."""

    def __init__(self, given: dict[str, Any]) -> None:
        self._given = given
        folder, book, as_known = given["folder"], given["book"], given["as_known"]
        self._rules = (
            reading.rules(folder, book, as_known)
            if given["book_column"] is None
            else reading.rules_by_book(folder, as_known)
        )
        self._former = None if given["against"] is None else _as_known(rules_of(given["against"], book), as_known)
        self._before: Before | None = None

    def _tables(self) -> Path | None:
        """The folder in which tables are remembered.

        Raises:
            Failure: there can be none.
        """
        from pecrules.fleet.remembering import folder_of

        name = self._given["tables"]
        try:
            return None if name is None else folder_of(name)
        except OSError as error:
            raise Failure(_UNWRITTEN, file=name, **why(error)) from error

    def answers(self, source: Path, target: Path) -> tuple[Report, list[Path], int]:
        """What was counted, which files were written, and, for who is strict, how many rows were refused before."""
        try:
            from pecrules.fleet import Report
            from pecrules.fleet.files import Before, answer_files, unanswered
            from pecrules.fleet.summing import Touch
        except ModuleNotFoundError as error:
            raise _not_installed(error, mark("install it: `pip install 'pecrules[fleet]'`")) from error
        _check_out(source, target)
        report = Report()
        try:
            inquiry = self._inquiry(self._rules, report)
            if self._former is not None:
                self._before = Before(self._inquiry(self._former, Report()), Touch())
            engine = self._engine()
            with stopped(), _progress() as progress:
                files = answer_files(inquiry, source, target, progress, engine=engine, before=self._before)
                left = unanswered(inquiry, source, target, files) if self._given["strict"] else 0
                return report, files, left
        except InvalidRequest as error:
            raise Mistakes(error.problems) from error
        except shutil.SameFileError as error:
            raise Failure(mark("`{file}` is what is read: the answers go elsewhere"), file=error.filename) from error
        except OSError as error:  # of what cannot be read it is told as a problem
            raise Failure(_UNWRITTEN, file=target, **why(error)) from error

    def _engine(self) -> Engine | None:
        """The engine that works the answers out; nothing for that of the house.

        Raises:
            Failure: it is not installed.
        """
        from pecrules.fleet.engines import ENGINES

        name, where = self._given["engine"], self._given["master"]
        if name == _SPARK:
            _check_spark(where)
        try:
            return None if name == _ARROW else ENGINES[name](*filter(None, [where]))
        except ModuleNotFoundError as error:
            raise _not_installed(error, _EXTRAS[name]) from error

    def touched(self, rows: int, lang: Language) -> Iterator[str]:
        """Whom other rules touch, in some lines."""
        if self._before is None:
            return
        from pecrules.analysis.changes import days_of

        touch, whom = self._before.touch, self._given["against"]
        yield say(lang, "{touched} of {number} are touched by what differs from `{whom}`", touched=touch.rows,
                  number=rows, whom=whom)  # fmt: skip
        for name, cents in touch.cents.items():
            before, after = (money(decimal(each), lang) for each in cents)
            yield f"  {name:>10}  {before} \N{RIGHTWARDS ARROW} {after}"
        on = self._given["on_"] or clock.today()
        days = days_of(cast("Ruleset", self._former), cast("Ruleset", self._rules), on)
        if later := ", ".join(str(each) for each in days if each > on):
            yield say(lang, "what differs also begins to count on {days}: ask with `--on`", days=later)

    def _inquiry(self, rules: Any, report: Report) -> Inquiry:
        """What is wanted of each mailbox."""
        from pecrules.fleet.happening import EventInquiry
        from pecrules.fleet.inquiring import Inquiry

        given = self._given
        tables = self._tables()
        on, book, others = given["on_column"] or given["on_"] or clock.today(), given["book_column"], given["others"]
        if given["events"]:
            what = given["what"] and _words(given["what"])
            return EventInquiry.during(
                *given["events"], rules=rules, on=on, key=given["key"], what=what, book=book, others=others,
                report=report, tables=tables,
            )  # fmt: skip
        request = {
            "years": given["years"], "extra_inbox_gb": given["inbox_gb"], "extra_archive_gb": given["archive_gb"]
        }  # fmt: skip
        return Inquiry.of(rules, on, _words(given["columns"]), request, book, others, report, tables)


def _check_out(source: Path, target: Path) -> None:
    """Whether a folder goes into one: who names a file would find a folder called so.

    Raises:
        Failure: it does not; one that is itself called as a file, as Spark calls them, may.
    """
    from pecrules.fleet.stored import format_of

    if source.is_dir() and not target.exists() and format_of(target) and not format_of(source):
        help_ = mark("name a folder: in it stand the answers to each file, by the same name")
        raise Failure(
            mark("`{file}` is called as a file, but the answers to a folder are a folder"), help_, file=target
        )


_UNWRITTEN = mark("`{file}` cannot be written: {reason}")


def _as_known(rules: Ruleset, day: date | None) -> Ruleset:
    return rules if day is None else rules.as_known(day)


def _words(text: str) -> list[str]:
    """Words that were written with commas between them."""
    return [word.strip() for word in text.split(",")]


_EXTRAS = {
    "polars": mark("install it: `pip install 'pecrules[fleet,polars]'`"),
    "duckdb": mark("install it: `pip install 'pecrules[fleet,duckdb]'`"),
    "spark": mark("install it: `pip install 'pecrules[fleet,spark]'`"),
}


_MASTER = r"local(\[([0-9]+|\*)\])?|yarn|(spark|k8s)://\S+"
"""What Spark calls places where it runs."""


def _check_spark(master: str | None) -> None:
    """Whether there can be a session of Spark: what it would say is long and has the marks of Java.

    Raises:
        Failure: there cannot.
    """
    if master is not None and not re.fullmatch(_MASTER, master):
        help_ = mark("say it as `local[2]`, `spark://HOST:7077` or `yarn`")
        raise Failure(mark("`{found}` is no place where Spark runs"), help_, found=master)
    if not shutil.which("java") and "JAVA_HOME" not in os.environ:
        raise Failure(
            mark("Spark needs Java, and there is none"), mark("install it, at least Java 17, or set `JAVA_HOME`")
        )


def _not_installed(error: ModuleNotFoundError, hint: str) -> Failure:
    return Failure(mark("`{found}` is not installed"), hint, found=error.name)


@contextmanager
def _progress() -> Generator[Callable[[int], None], None, None]:
    """A count of rows on a terminal; nowhere else."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    shown = (SpinnerColumn(), TextColumn("{task.completed:,}"), TimeElapsedColumn())
    with Progress(*shown, console=Console(file=sys.stderr), transient=True) as progress:
        task = progress.add_task("", total=None)
        yield lambda rows: progress.advance(task, rows)


def _summary(report: Report, files: list[Path], lang: Language) -> Iterator[str]:
    """What came of it, in some lines."""
    written = count(lang, "{number} file written", "{number} files written", len(files))
    yield f"{count(lang, '{number} mailbox', '{number} mailboxes', report.rows)}; {written}"
    if report.by_policy:
        yield count(
            lang,
            "{number} answer was given by the policy itself, because no table is about such a mailbox",
            "{number} answers were given by the policies themselves, because no table is about such mailboxes",
            report.by_policy,
        )
    if report.cells_unread:
        cells = count(lang, "{number} cell cannot be read", "{number} cells cannot be read", report.cells_unread)
        yield say(lang, "{cells}: a row that has one is refused; the first ones stand below", cells=cells)
    for code, rows in report.refused.most_common():
        known = cast("dict[str, str]", REASONS).get(code) or _OF_ROWS.get(code, code)
        yield f"  {rows:>10}  {code}: {say(lang, known)}"


def _before(rows: int, lang: Language) -> Iterator[str]:
    """How many rows lack an answer in what was written in earlier runs."""
    if rows:
        yield count(
            lang,
            "{number} mailbox of the files that were answered before has no answer",
            "{number} mailboxes of the files that were answered before have no answer",
            rows,
        )


_OF_ROWS = {
    "no_rule": mark("the tables say nothing yet about such a mailbox on that day"),
    "row_incomplete": mark("a value is missing that has to be given"),
    "row_unfit": mark("a value is none that a mailbox can have"),
    "day_beyond_calendar": mark("a day of the answer lies outside the calendar, which ends with the year 9999"),
    "book_unknown": mark("there are no rules of such a book"),
    "amount_too_large": mark("an amount of the answer is larger than the column can hold"),
}
