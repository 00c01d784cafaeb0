"""``pecrules show``: what the tables hold on a day, whatever the mailbox."""

from typing import Any

import click

from pecrules.cli import clock, output, reading
from pecrules.cli.failures import Failure
from pecrules.cli.options import Command, Day, Word, language_option
from pecrules.present import OVERVIEWS, as_text, overview
from pecrules.present.catalogues import mark
from pecrules.rulebook.layers import BASE


@click.command(
    cls=Command,
    help="What the tables hold on a day, whatever the mailbox: plans and additional services compared, panels, "
    "contacts, guides, steps of forms, kinds and states of orders, texts of messages.\n\n"
    "Exit code: 0 shown, 2 could not run.",
)
@click.argument("what", type=Word(OVERVIEWS), required=False)
@click.option("--on", "on_", type=Day(), help="The day asked about.  [default: today in Rome]")
@click.option("--book", default=BASE, show_default=True, help="The price book.")
@click.option("--rules", "folder", metavar="DIR", help="Tables of your own, laid over the shipped ones or whole.")
@click.option("--as-known", type=Day(), help="Only what had been announced by this day.")
@language_option
@click.pass_context
def show(ctx: click.Context, /, what: str | None, **given: Any) -> int:
    """Show one part of the tables."""
    if what is None:
        raise Failure(mark("nothing to show was named"), mark("there are: {allowed}"), allowed=", ".join(OVERVIEWS))
    rules = reading.rules(given["folder"], given["book"], given["as_known"])
    output.show(as_text(overview(what, rules, given["on_"] or clock.today(), ctx.obj)), output.SHEET)
    return 0
