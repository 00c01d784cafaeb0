"""``pecrules explain``: where every part of a stored answer comes from."""

import json

import click

from pecrules.cli import output, reading
from pecrules.cli.failures import Failure
from pecrules.cli.options import Command, language_option, rules_option
from pecrules.present import as_text
from pecrules.present import explain as explained
from pecrules.present.catalogues import mark
from pecrules.present.explanations import explain_plainly, is_explained_by
from pecrules.rulebook.folders import books


@click.command(
    cls=Command,
    help="Where an answer comes from that a command printed with `--json`: every row, its place and its source.\n\n"
    "Exit code: 0 explained, 1 explained, but the rules have changed since, 2 could not run.",
)
@click.argument("file", metavar="FILE|-", required=False)
@rules_option
@click.option("--book", help="Look the rows up in this price book.  [default: the answer's own]")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@language_option
@click.pass_context
def explain(ctx: click.Context, file: str | None, folder: str | None, book: str | None, *, as_json: bool) -> int:
    """Read the answer, and show where it comes from."""
    if file is None:
        raise Failure(mark("nothing to explain was named"), mark("name a file with an answer as JSON, or `-`"))
    outcome = reading.document(file, reading.outcome)
    if folder is None and book is None and outcome.stamp.book not in books():
        sentence = mark("the answer was given by the book `{found}`, which is none of the shipped ones")
        raise Failure(sentence, mark("name its folder with `--rules`"), found=outcome.stamp.book)
    rules = reading.rules(folder, book or outcome.stamp.book, outcome.stamp.as_known)
    if as_json:
        output.write_machine(json.dumps(explain_plainly(outcome, rules), ensure_ascii=False, indent=2))
    else:
        output.show(as_text(explained(outcome, rules, ctx.obj)), output.SHEET)
    return 0 if is_explained_by(outcome, rules) else 1
