"""``pecrules diff``: what other rules change, for a colleague and for a pull request."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import click

from pecrules.base.errors import nearest
from pecrules.base.tuples import NamedTuple
from pecrules.cli import clock, output, revisions
from pecrules.cli.failures import Failure
from pecrules.cli.options import Command, Day, Percent, Whole, Word, language_option
from pecrules.model.changes import Unknown
from pecrules.model.codes import Language
from pecrules.policies import MANIFEST
from pecrules.present.catalogues import mark, say
from pecrules.present.changes.moves import lost
from pecrules.present.changes.reports import report
from pecrules.present.changes.touched import as_parts, beyond, stranded, unsure
from pecrules.rulebook.rows.plans import Plan

if TYPE_CHECKING:
    from pecrules.analysis.changes import Changes
    from pecrules.model.changes import Move, Touched
    from pecrules.rulebook.ruleset import Ruleset

_DELTA: Final = "Fail where somebody pays so much more or less, as 5%, or can have it no longer."
_FORMATS: Final = ("text", "json", "markdown")


@click.command(
    cls=Command,
    help="What the rules NEW change against OLD: which rows, in which cases another answer is given, and, of a list of "
    "mailboxes, who is touched.\n\n"
    "OLD and NEW are folders, price books, `release` for the shipped tables, or revisions of git, as HEAD~1 or "
    "HEAD~1:tables. Without NEW it is the folder of tables that lies here; without OLD the last revision, or the "
    "release where there is no git.\n\n"
    "Exit code: 0 compared, 1 beyond a limit, 2 could not run.",
)
@click.argument("old", metavar="[OLD]", required=False)
@click.argument("new", metavar="[NEW]", required=False)
@click.option("--against", metavar="OLD", help="The same as OLD, as `release`.")
@click.option(
    "--on",
    "on_",
    type=Day(),
    help="Ask about this day; mailboxes from it on.  [default: each from today on on which a row begins]",
)
@click.option("--book", help="The price book.  [default: the folder's own]")
@click.option("--mailboxes", "file", metavar="FILE", help="Whom of these it touches: CSV, or Parquet with pyarrow.")
@click.option(
    "--policy",
    "policies",
    multiple=True,
    type=Word(sorted(MANIFEST)),
    help="Ask this policy.  [one each time; default: all]",
)
@click.option("--max-delta", type=Percent(), help=_DELTA)
@click.option("--max-touched", type=Whole(), help="Fail where more of the mailboxes are touched.")
@click.option("--format", "format_", type=Word(_FORMATS), default="text", help="How to tell it.", show_default=True)
@click.option("--json", "as_json_", is_flag=True, help="The same as --format json.")
@click.option("--all", "every", is_flag=True, help="Tell every case.")
@language_option
@click.pass_context
def diff(ctx: click.Context, /, old: str | None, new: str | None, **given: Any) -> int:
    """Compare, and tell it."""
    from pecrules.analysis.changes import changes

    if given["max_touched"] is not None and given["file"] is None:
        sentence = mark("`{found}` has a meaning only together with `{other}`")
        raise Failure(sentence, found="--max-touched", other="--mailboxes")
    former, latter = _named(old, new, given["against"])
    before, after = (revisions.rules_of(name, given["book"]) for name in (former, latter))
    today, on = clock.today(), given["on_"]
    boxes = _mailboxes(given["file"], after)
    found = changes(before, after, today=today, on=on, policies=given["policies"] or None, workers=os.cpu_count() or 1)
    whom = _Whom(boxes, _touched(boxes, before, after, on or today), _unknown(boxes, before, after))
    _tell(ctx.obj, found, after, whom, given)
    return _limited(ctx.obj, found, whom, given)


class _Whom(NamedTuple):
    """The mailboxes that were looked at; those that are touched, or could be; those of which nobody can say it."""

    mailboxes: Sequence[Any]
    touched: Sequence[Touched]
    unknown: Sequence[Unknown]


def _unknown(boxes: Sequence[Any], *rules: Ruleset) -> Sequence[Unknown]:
    """Those with a plan that neither rules have ever had, each with the one that was probably meant."""
    known = {row.plan for each in rules for entry in each.entries if isinstance(row := entry.row, Plan)}
    return [Unknown(box, nearest(box.plan, known)) for box in boxes if box.plan not in known]


def _touched(boxes: Sequence[Any], before: Ruleset, after: Ruleset, today: date) -> Sequence[Touched]:
    if not boxes:
        return ()
    from pecrules.analysis.changes import days_of
    from pecrules.analysis.mailboxes import touched

    return touched(boxes, before, after, days_of(before, after, today), today=today)


def _named(old: str | None, new: str | None, against: str | None) -> tuple[str, str]:
    """What is compared with what."""
    if against is not None and new is not None:
        raise Failure(mark("`{found}` is one word too many"), mark("--against names OLD already"), found=new)
    if against is not None:
        return against, old or revisions.working_folder()
    return old or revisions.usual(), new or revisions.working_folder()


def _mailboxes(file: str | None, rules: Ruleset) -> Sequence[Any]:
    if file is None:
        return ()
    from pecrules.cli.mailboxes import mailboxes

    return mailboxes(file, rules)


def _tell(lang: Language, found: Changes, after: Ruleset, whom: _Whom, given: Any) -> None:
    number, kind = len(whom.mailboxes), "json" if given["as_json_"] else given["format_"]
    if kind == "json":
        from pecrules.present.changes.plain import as_json, touched_plainly

        output.write_machine(
            as_json(found, {"mailboxes": touched_plainly(whom.touched, number, whom.unknown)} if given["file"] else {})
        )
        return
    parts = [*as_parts(whom.touched, number, after, lang, whom.unknown)] if given["file"] else []
    output.show(report(found, after, lang, kind, every=given["every"], more=parts), output.SHEET)


def _limited(lang: Language, found: Changes, whom: _Whom, given: Any) -> int:
    """Whether something is beyond a limit, which is told apart from the rest."""
    messages = [*_beyond(lang, found, whom, given)]
    for line in messages:
        click.echo(line, err=True)
    return 1 if messages else 0


def _beyond(lang: Language, found: Changes, whom: _Whom, given: Any) -> Iterator[str]:
    most, delta = given["max_touched"], given["max_delta"]
    number = sum(each.since is not None for each in whom.touched)
    if most is not None and number > most:
        yield say(lang, "{number} mailboxes are touched, more than {most}", number=number, most=most)
    moves = _moves(found) if given["file"] is None else (each.price for each in whom.touched)
    if delta is not None:
        gone = lost(found.differences, lang) if given["file"] is None else stranded(whom.touched, lang)
        yield from filter(None, (beyond(moves, delta, lang), gone))
    if (most, delta) != (None, None) and (unknown := unsure(whom.unknown, lang)):
        yield unknown


def _moves(found: Changes) -> Iterator[Move | None]:
    """How much more or less is paid in the cases in which somebody does."""
    for each in found.differences:
        yield from (each.least, each.most)
