"""``pecrules book``: which price books there are, what one says of its own, and the beginning of a new one."""

import contextlib
import json
import os
import re
from collections.abc import Iterator
from typing import Final

import click

from pecrules.base import resources
from pecrules.base.errors import nearest
from pecrules.base.problems import Problem
from pecrules.cli import output, reading
from pecrules.cli.failures import Failure, Mistakes
from pecrules.cli.options import Command, Group, language_option, rules_option, without_command
from pecrules.present import as_text
from pecrules.present.books import Book, own_rows, plainly, rows_plainly, shelf
from pecrules.present.books import book as one_book
from pecrules.present.catalogues import mark, say
from pecrules.rulebook.folders import books
from pecrules.rulebook.layers import BASE, LAW

_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

_BOOK_FILE: Final = "book.yaml"


@click.group(
    cls=Group,
    invoke_without_command=True,
    help="Price books: which there are, what one says of its own, and the beginning of a new one.",
)
@language_option
@click.pass_context
def book(ctx: click.Context) -> int:
    """What ``book`` does when no command follows."""
    return without_command(ctx)


@book.command(
    "list",
    cls=Command,
    help="Every price book that can be asked for: what it extends, where it is sold, how many rows are its own.\n\n"
    "Exit code: 0 listed, 2 could not run.",
)
@rules_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@language_option
@click.pass_context
def list_(ctx: click.Context, folder: str | None, *, as_json: bool) -> int:
    """Show all books."""
    found = list(_books(folder))
    if as_json:
        output.write_machine(json.dumps([plainly(each) for each in found], ensure_ascii=False, indent=2))
    else:
        output.show(as_text(shelf(found, ctx.obj)), output.SHEET)
    return 0


@book.command(
    cls=Command,
    help="What a price book says that the books below it do not: its own rows, table by table, with their sources.\n\n"
    "Exit code: 0 shown, 2 could not run.",
)
@click.argument("id_", metavar="ID", required=False)
@rules_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@language_option
@click.pass_context
def show(ctx: click.Context, id_: str | None, folder: str | None, *, as_json: bool) -> int:
    """Show one book."""
    if not id_:
        raise Failure(mark("no book was named"), mark("the books are: {allowed}"), allowed=", ".join(books(folder)))
    found = one_book(reading.rules(folder, id_, None), id_)
    if as_json:
        plain = {**plainly(found), "rows": rows_plainly(found)}
        output.write_machine(json.dumps(plain, ensure_ascii=False, indent=2))
    else:
        output.show(as_text(own_rows(found, ctx.obj)), output.SHEET)
    return 0


@book.command(
    cls=Command,
    help="Begin a price book of your own in FOLDER: two commented files that pass `pecrules check FOLDER`.\n\n"
    "Exit code: 0 begun, 2 could not run; then nothing has been written.",
)
@click.argument("folder", metavar="FOLDER", required=False)
@click.option("--extends", default=BASE, show_default=True, help="The shipped book that the new one lies over, or law.")
@click.option("--id", "id_", help="What it is called.  [default: the folder's name]")
@language_option
@click.pass_context
def new(ctx: click.Context, folder: str | None, extends: str, id_: str | None) -> int:
    """Write the two files of a new book, unless the folder or the id is refused."""
    if not folder:
        raise Failure(mark("no folder was named"), mark("name one that is not there yet, or is empty"))
    known = (*books(), LAW)
    if extends not in known:
        near = nearest(extends, known)
        raise Mistakes([Problem("PR210", args={"found": extends, "allowed": ", ".join(known)}, nearest=near)])
    name = re.sub(r"[ _.]+", "-", _own_name(folder).lower()) if id_ is None else id_
    if not _ID.fullmatch(name):
        spelled = mark("give it one with --id: small letters, digits and hyphens, as `our-list`")
        raise Failure(mark("`{found}` is no id for a book"), spelled, found=name)
    if name in known:
        raise Mistakes([Problem("PR216", args={"found": name})])
    places = _places(folder, name, extends)
    _write(folder, {"pricing.yaml": _PRICING.format_map(places), _BOOK_FILE: _BOOK.format_map(places)})
    output.show(say(ctx.obj, "the book `{found}` has been begun in `{folder}`", found=name, folder=folder), ())
    return 0


# -- which there are --------------------------------------------------------------------------------------------------


def _books(folder: str | None) -> Iterator[Book]:
    """The books of the base, and that of the folder if it is a layer."""
    own = reading.rules(folder, None, None)
    for name in books(folder):
        yield one_book(reading.rules(None if own.book != BASE else folder, name, None), name)
    if own.book != BASE:
        yield one_book(own, own.book)


# -- a new one --------------------------------------------------------------------------------------------------------


def _own_name(folder: str) -> str:
    return os.path.basename(os.path.abspath(folder))


def _places(folder: str, name: str, extends: str) -> dict[str, str]:
    """The values that fill the template of a new book; what is no text in the folder's name becomes ``?``."""
    title = _own_name(folder).encode("utf-8", "replace").decode()
    schemas = resources.folder("schemas").replace("\\", "/")
    return {"id": name, "extends": extends, "title": json.dumps(title, ensure_ascii=False), "schemas": schemas}


def _write(folder: str, files: dict[str, str]) -> None:
    """All files, or none; ``book.yaml`` comes last, because the folder is a book from then on."""
    try:
        with contextlib.ExitStack() as undo:
            if not os.path.isdir(folder):
                os.mkdir(folder)
                undo.callback(os.rmdir, folder)
            elif os.listdir(folder):
                raise Failure(mark("the folder `{folder}` is not empty"), mark("name another one"), folder=folder)
            for name, text in files.items():
                path = os.path.join(folder, name)
                with open(path, "xb") as file:
                    undo.callback(os.remove, path)
                    file.write(text.encode("utf-8", "replace"))
            undo.pop_all()
    except OSError as error:
        raise Failure(mark("`{file}` cannot be written: {reason}"), file=folder, **resources.why(error)) from error


_BOOK: Final = """\
# yaml-language-server: $schema={schemas}/book.schema.json
# Un listino tuo: qui accanto stanno solo le righe diverse da quelle del listino su cui si appoggia.
# Dopo ogni modifica: pecrules check su questa cartella. Per chiedere un preventivo: pecrules quote renewal --rules.

table: book
# Il nome con cui il listino compare nelle risposte: minuscole, cifre e trattini.
id: "{id}"
# Come si chiama per chi legge.
title: {title}
# Il listino su cui si appoggia: quello che qui non c'è vale come là.
extends: {extends}
# Dove si vende, se lo si sa: customer_area, convention_area, partner_panel o hosting_area.
# channel: customer_area
# Che cosa di quel listino vale di certo anche qui, per sezioni o tabelle intere, e chi lo dice. Il resto è preso in
# prestito, e ogni risposta che ne dipende lo dice. Un esempio: togli il cancelletto e lo spazio che lo segue.
# adopts:
#   - sections: [plans, lifecycle]
#     certainty: assumed
#     source: pecrules-analysis
#     clause: "da scrivere: il punto che lo dice"
# Da dove vengono le cifre: una fonte di sources.yaml, anche di un sources.yaml tuo in questa cartella.
source: pecrules-analysis
clause: "da scrivere: il documento da cui viene il listino"
"""

_PRICING: Final = """\
# yaml-language-server: $schema={schemas}/pricing.schema.json
# I prezzi diversi, netti di IVA, in euro. Una riga comincia a valere nel giorno di `since`; da quel giorno prende il
# posto di quella che sta sotto, per lo stesso piano. I nomi delle righe (`id`) sono unici in tutti i listini.
# Le altre tabelle si aggiungono allo stesso modo: lifecycle.yaml, alerts.yaml, renewal.yaml e così via.

table: pricing
book: "{id}"

# Un esempio: togli il cancelletto e lo spazio che lo segue da ogni riga, e metti le tue cifre.
#
# prices:
#   - id: {id}-standard-2027
#     item: plan
#     plan: standard
#     since: 2027-01-01
#     label:
#       it: "Canone annuo PEC Standard"
#       en: "PEC Standard, yearly fee"
#       de: "Jahresgebühr PEC Standard"
#     per_year: "8.90"
#     certainty: assumed
#     source: pecrules-analysis
#     clause: "da scrivere: pagina e riga del documento"
#     note: "valore di prova, da sostituire con quello vero"
"""
