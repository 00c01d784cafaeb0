"""``pecrules verify``: whether a receipt proves itself, and what its question is answered today."""

import json
from collections.abc import Sequence
from typing import Any

import click

from pecrules.base.problems import Problem
from pecrules.cli import output, reading
from pecrules.cli.failures import Failure
from pecrules.cli.options import Command, language_option
from pecrules.present import as_text, report
from pecrules.present.catalogues import mark
from pecrules.present.receipts import compared, proof
from pecrules.present.reports import Texts
from pecrules.receipts import NotVerified, Replay, Verified, replay
from pecrules.receipts import verify as verified


@click.command(
    cls=Command,
    help="Whether a receipt is whole, with nothing but the receipt; with --replay also what is answered now.\n\n"
    "Exit code: 0 it is, 1 it has been changed or the answer differs, 2 could not run.",
)
@click.argument("file", metavar="FILE|-", required=False)
@click.option("--sha256", metavar="SUM", help="The checksum that was noted when the receipt was made.")
@click.option("--replay", "with_replay", is_flag=True, help="Ask the question again, and tell what differs.")
@click.option("--rules", "folder", metavar="DIR", help="Ask tables of your own, laid over the shipped ones or whole.")
@click.option("--book", help="Ask this price book.  [default: the receipt's own]")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@language_option
@click.pass_context
def verify(  # noqa: PLR0913 - one argument for each option
    ctx: click.Context, file: str | None, sha256: str | None, folder: str | None, book: str | None, *,
    with_replay: bool, as_json: bool,
) -> int:  # fmt: skip
    """Read the receipt, and show whether it proves itself."""
    if file is None:
        raise Failure(mark("no receipt was named"), mark("name a file with a receipt, or `-`"))
    for option, value in (("--rules", folder), ("--book", book)):
        if value is not None and not with_replay:
            raise Failure(mark("`{found}` has a meaning only together with `{other}`"), found=option, other="--replay")
    text = reading.text(file)
    found = verified(text, sha256=sha256)
    if isinstance(found, NotVerified):
        _report(ctx, [reading.placed(problem, file) for problem in found.problems], {file: text}, as_json=as_json)
        return 1
    replayed = replay(text, reading.rules(folder, book or found.outcome.stamp.book, None)) if with_replay else None
    if as_json:
        output.write_machine(json.dumps(_plainly(found, replayed), ensure_ascii=False, indent=2))
    else:
        sheets = [proof(found, ctx.obj), *([compared(replayed, ctx.obj)] if isinstance(replayed, Replay) else [])]
        output.show("\n\n".join(map(as_text, sheets)), output.SHEET)
    return 1 if isinstance(replayed, Replay) and not replayed.same else 0


def _report(ctx: click.Context, problems: Sequence[Problem], texts: Texts, *, as_json: bool) -> None:
    if as_json:
        output.write_machine(report(problems, ctx.obj, "json"))
    else:
        output.show(report(problems, ctx.obj, texts=texts), output.REPORT)


def _plainly(found: Verified, replayed: Replay | NotVerified | None) -> dict[str, Any]:
    """The same for programs."""
    plain: dict[str, Any] = {"verified": True, "policy": found.policy, "sha256": found.sha256}
    if isinstance(replayed, Replay):
        plain["replay"] = {
            "same": replayed.same,
            "same_rules": replayed.same_rules,
            "differences": [
                {"path": each.path, "before": each.before, "after": each.after} for each in replayed.differences
            ],
            "rows": [{"row": each.row, "change": each.change} for each in replayed.rows],
        }
    return plain
