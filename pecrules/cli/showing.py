"""``pecrules show``: what the tables hold on a day, whatever the mailbox."""

import json
from collections import Counter
from functools import cache
from typing import Any

import click

from pecrules.base.errors import nearest
from pecrules.cli import clock, drawing, output, reading
from pecrules.cli.failures import Failure
from pecrules.cli.options import Command, Day, Word, book_option, language_option, on_option, rules_option
from pecrules.present import OVERVIEWS, as_text, overview
from pecrules.present.catalogues import LANGUAGES, mark, say
from pecrules.present.current import current_plainly, current_sheet
from pecrules.present.names import SECTIONS as NAMES
from pecrules.present.overviews import ROWS, sections_shown

_SECTIONS = sections_shown()


@cache
def _called() -> dict[str, str]:
    """What the rows of a section are about, in any language -> its word."""
    called = {word: {say(lang, NAMES[section]).casefold() for lang in LANGUAGES} for word, section in _SECTIONS.items()}
    often = Counter(name for names in called.values() for name in names)
    return {name: word for word, names in called.items() for name in names if often[name] == 1}


class _Section(Word):
    """The word of a section, or what its rows are about."""

    def taken(self, value: str, flag: str) -> str:
        """The word itself, or a failure; of a table of which no one part is meant, with its parts."""
        parts = [word for word, section in _SECTIONS.items() if section.partition(".")[0] == value]
        if parts and value not in self.words:
            sentence, help_ = mark("`{table}` is a table of several parts"), mark("name one of them: {allowed}")
            raise Failure(sentence, help_, table=value, allowed=", ".join(parts))
        return super().taken(value if value in self.words else _called().get(value.casefold(), value), flag.upper())

    def near(self, value: str) -> str | None:
        """The word that was probably meant, by what it is called, too."""
        return super().near(value) or _called().get(nearest(value.casefold(), _called()) or "")


@click.command(
    cls=Command,
    help="What the tables hold on a day, whatever the mailbox: plans and additional services compared, panels, "
    "contacts, guides, steps of forms, kinds and states of orders, what leads from one state to another, texts of "
    "messages; or the rows of a section, as "
    "prices or grace: since when they hold, what comes next, and from which layer.\n\n"
    "Exit code: 0 shown, 2 could not run.",
)
@click.argument("what", metavar="WHAT", type=_Section((*OVERVIEWS, *_SECTIONS)), required=False)
@on_option
@book_option
@rules_option
@click.option("--as-known", type=Day(), help="Only what had been announced by this day.")
@click.option("--json", "as_json", is_flag=True, help="Print the rows as JSON.")
@click.option("--svg", metavar="FILE", help="Draw a picture (SVG) into this file: of `lifecycle` or `prices`.")
@language_option
@click.pass_context
def show(ctx: click.Context, /, what: str | None, *, as_json: bool, **given: Any) -> int:
    """Show one part of the tables."""
    if what is None:
        allowed = ", ".join((*OVERVIEWS, *_SECTIONS))
        raise Failure(mark("nothing to show was named"), mark("there are: {allowed}"), allowed=allowed)
    rules = reading.rules(given["folder"], given["book"], given["as_known"])
    on = given["on_"] or clock.today()
    if given["svg"]:
        drawing.put(given["svg"], drawing.picture_of(what, rules, on, ctx.obj), ctx.obj)
    elif as_json:
        sections = ROWS[what] if what in OVERVIEWS else (_SECTIONS[what],)
        rows = [row for section in sections for row in current_plainly(section, rules, on)]
        output.write_machine(json.dumps(rows, ensure_ascii=False, indent=2, default=str))
    elif what in OVERVIEWS:
        output.show(as_text(overview(what, rules, on, ctx.obj)), output.SHEET)
    else:
        output.show(as_text(current_sheet(_SECTIONS[what], rules, on, ctx.obj)), output.SHEET)
    return 0
