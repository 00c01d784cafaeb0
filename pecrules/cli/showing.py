"""``pecrules show``: what the tables hold on a day, whatever the mailbox."""

import json
from typing import Any

import click

from pecrules.cli import clock, output, reading
from pecrules.cli.failures import Failure
from pecrules.cli.options import Command, Day, Word, language_option
from pecrules.present import OVERVIEWS, as_text, overview
from pecrules.present.catalogues import mark
from pecrules.present.current import current_plainly, current_sheet
from pecrules.present.overviews import ROWS, sections_shown

_SECTIONS = sections_shown()


@click.command(
    cls=Command,
    help="What the tables hold on a day, whatever the mailbox: plans and additional services compared, panels, "
    "contacts, guides, steps of forms, kinds and states of orders, texts of messages; or the rows of a section, as "
    "prices or grace: since when they hold, what comes next, and from which layer.\n\n"
    "Exit code: 0 shown, 2 could not run.",
)
@click.argument("what", metavar="WHAT", type=Word((*OVERVIEWS, *_SECTIONS)), required=False)
@click.option("--on", "on_", type=Day(), help="The day asked about.  [default: today in Rome]")
@click.option("--book", help="The price book.  [default: that of --rules, or retail]")
@click.option("--rules", "folder", metavar="DIR", help="Tables of your own, laid over the shipped ones or whole.")
@click.option("--as-known", type=Day(), help="Only what had been announced by this day.")
@click.option("--json", "as_json", is_flag=True, help="Print the rows as JSON.")
@language_option
@click.pass_context
def show(ctx: click.Context, /, what: str | None, *, as_json: bool, **given: Any) -> int:
    """Show one part of the tables."""
    if what is None:
        allowed = ", ".join((*OVERVIEWS, *_SECTIONS))
        raise Failure(mark("nothing to show was named"), mark("there are: {allowed}"), allowed=allowed)
    rules = reading.rules(given["folder"], given["book"], given["as_known"])
    on = given["on_"] or clock.today()
    if as_json:
        sections = ROWS[what] if what in OVERVIEWS else (_SECTIONS[what],)
        rows = [row for section in sections for row in current_plainly(section, rules, on)]
        output.write_machine(json.dumps(rows, ensure_ascii=False, indent=2, default=str))
    elif what in OVERVIEWS:
        output.show(as_text(overview(what, rules, on, ctx.obj)), output.SHEET)
    else:
        output.show(as_text(current_sheet(_SECTIONS[what], rules, on, ctx.obj)), output.SHEET)
    return 0
