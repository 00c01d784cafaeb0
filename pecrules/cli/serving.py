"""``pecrules serve``: the handbook of a folder on this machine, as it stands at every moment, with a form to ask it.

Nothing is written: whoever edits does so in an editor. Only this machine is answered.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from typing import Any, ClassVar, Final
from urllib.parse import parse_qs, urlsplit

import click

from pecrules.base.errors import CalendarError, InvalidRequest, InvalidRules, NoRuleInForce
from pecrules.base.resources import why
from pecrules.base.tuples import NamedTuple
from pecrules.cli import clock, handbooks, output, reading
from pecrules.cli.asking import Question, question
from pecrules.cli.asking_forms import fields_of
from pecrules.cli.failures import Failure, Mistakes
from pecrules.cli.options import Command, Day, Whole, book_option, language_option, on_option, rules_option
from pecrules.cli.watching import Stamps, stamps
from pecrules.handbook import forms, markup, pages, site
from pecrules.handbook.markup import Page
from pecrules.handbook.pages import Subject
from pecrules.model.codes import Language
from pecrules.policies import MANIFEST
from pecrules.present import http, service, terms
from pecrules.present.books import Book
from pecrules.present.catalogues import LANGUAGES, mark, say
from pecrules.present.changes.reports import report as changes_report
from pecrules.present.drawings.shapes import element
from pecrules.present.paths import openapi
from pecrules.present.reports import report
from pecrules.present.saying import say as say_of
from pecrules.rulebook.live import LiveRules
from pecrules.rulebook.ruleset import Ruleset

_PORT: Final = 8347
_HERE: Final = "127.0.0.1"
_MOST: Final = 2_000_000  # bytes of a question
_DIGITS: Final = 9
_HOSTS: Final = frozenset({"127.0.0.1", "localhost"})

_LIVE: Final = """\
"use strict";
const known = document.currentScript.dataset.version;
setInterval(async () => {
  const now = await fetch("/live").then((answer) => answer.text(), () => known);
  if (now !== known) location.reload();
}, 1000);
"""


class Reply(NamedTuple):
    """What is answered to a browser."""

    status: HTTPStatus
    kind: str
    text: str


class Served:
    """The pages of a folder, made anew whenever its tables have changed; threads may ask at once."""

    def __init__(self, folder: str | None, book: str | None, on: date | None) -> None:
        """Read the rules.

        Raises:
            InvalidRules: anything is wrong with them.
        """
        self._folder, self._book, self._on = folder, book, on
        self._live: Final = LiveRules(folder, book=book)
        self._looking: Final = Lock()
        self._seen = self._look()
        self._release: Final = reading.rules(None, book, None) if folder else None
        self._shelf: tuple[Book, ...] = ()
        self._kept: tuple[tuple[str, date], Subject] | None = None

    @property
    def on(self) -> date:
        """The day asked about."""
        return self._on or clock.today()

    def rules(self) -> Ruleset:
        """The rules as they stand now; while the tables are wrong, as they stood before."""
        with self._looking:
            now = self._look()
            if now != self._seen:
                self._seen = now
                self._live.reload()
        return self._live.rules

    def _look(self) -> Stamps:
        """How the tables of the folder stand; the shipped ones stay as they are."""
        return frozenset() if self._folder is None else stamps(self._folder)

    @property
    def version(self) -> str:
        """What is another one as soon as a page would show something else."""
        digest = self.rules().digest
        return f"{digest}-{'+'.join(map(str, self._live.problems))}-{self.on}"

    def reply(self, path: str, query: Mapping[str, list[str]]) -> Reply:
        """What stands at a path."""
        files = {
            "/handbook.css": ("text/css", markup.CSS),
            "/handbook.js": ("text/javascript", markup.JS),
            "/live.js": ("text/javascript", _LIVE),
        }
        if path == "/live":
            return Reply(HTTPStatus.OK, "text/plain", self.version)
        if path == f"{_API}/openapi.json":
            return Reply(HTTPStatus.OK, http.JSON, json.dumps(openapi(_API)))
        if path in files:
            return Reply(HTTPStatus.OK, *files[path])
        lang = _language_of(path)
        name = path.removeprefix("/" + site.FOLDERS[lang]) or "index.html"
        found = self._page(name, {key: values[-1] for key, values in query.items()}, lang)
        if found is None:
            return Reply(HTTPStatus.NOT_FOUND, "text/plain", say(lang, "there is no such page"))
        return Reply(HTTPStatus.OK, "text/html", self._around(found, lang))

    def respond(self, path: str, body: bytes, accept_language: str | None) -> Reply:
        """The answer of a policy to a program."""
        rules, policy = self.rules(), path.removeprefix(f"{_API}/")
        lang = service.preferred_language(accept_language)
        found = service.respond(policy, body, rules={rules.book: rules}, on=self.on, lang=lang)
        return Reply(HTTPStatus(found.status), found.media_type, found.text)

    def _around(self, page: Page, lang: Language) -> str:
        """The whole page, with what is wrong with the tables above it."""
        version = self.version
        script = f'<script defer src="/live.js" data-version="{escape(version)}"></script>\n'
        frame = site.frame(self._subject(), lang, script)
        links = (*frame.links, *(((_ANSWERS, say(lang, _ANSWERS_TITLE)),) if self._release else ()))
        problems = self._live.problems
        above = element("div", element("pre", escape(report(problems, lang))), class_="wrong", role="alert")
        whole = page._replace(body=above + page.body) if problems else page
        return frame._replace(links=(*links, (_ASK, say(lang, _ASK_TITLE)))).around(whole, site.FOLDERS)

    def _subject(self) -> Subject:
        rules, on = self.rules(), self.on
        before = None if self._release is None else ("release", self._release)
        key, kept = (rules.digest, on), self._kept
        if kept is None or kept[0] != key:
            with suppress(Mistakes):  # then it is told above each page, and the books stay as they were
                self._shelf = handbooks.shelf_of(self._folder)
            kept = self._kept = key, handbooks.about(rules, on, self._shelf, before, "en")
        return kept[1]

    def _page(self, name: str, given: Mapping[str, str], lang: Language) -> Page | None:
        about = self._subject()
        if name in dict(pages.titles(about, lang)):
            return pages.page(name, about, lang)
        if name == _ASK:
            return Page(name, say(lang, _ASK_TITLE), forms.menu(_policies(lang)))
        if name == _ANSWERS and self._release is not None:
            return Page(name, say(lang, _ANSWERS_TITLE), self._answers(self._release, lang))
        policy = name.removeprefix("ask/").removesuffix(".html")
        if name == f"ask/{policy}.html" and policy in MANIFEST:
            return self._asking(name, question(MANIFEST[policy].command), given, lang)
        return None

    def _answers(self, before: Ruleset, lang: Language) -> str:
        """In which cases another answer is given than by the release."""
        from pecrules.analysis.changes import changes

        rules = self.rules()
        text = changes_report(changes(before, rules, today=self.on), rules, lang, every=True)
        return element("pre", escape(text or say(lang, "nothing differs")))

    def _asking(self, name: str, command: Question, given: Mapping[str, str], lang: Language) -> Page:
        """A form, and below it the answer to what was entered."""
        rules = self.rules()
        fields = tuple(fields_of(command, rules, lang))
        shown = "" if not given else _answer(command, fields, given, rules, self.on, lang)
        sentence = element("p", escape(say(lang, command.policy.help.partition("\n")[0])))
        title = say(lang, terms.POLICIES[command.policy.name])
        return Page(name, title[:1].upper() + title[1:], sentence + shown + forms.form(fields, given, lang))


_API: Final = "/api"
_ASK: Final = "ask.html"
_ASK_TITLE: Final = mark("Ask")
_ANSWERS: Final = "answers.html"
_ANSWERS_TITLE: Final = mark("What changes for whom")


def _language_of(path: str) -> Language:
    """The language of a page, by the folder in which it lies."""
    for lang in LANGUAGES[1:]:
        if path.startswith(f"/{lang}/"):
            return lang
    return LANGUAGES[0]


def _policies(lang: Language) -> Iterator[tuple[str, str, str]]:
    for name, policy in MANIFEST.items():
        yield f"ask/{name}.html", say(lang, terms.POLICIES[name]), say(lang, policy.help.partition("\n")[0])


# -- answers -----------------------------------------------------------------------------------------------------------


def _answer(  # noqa: PLR0913, PLR0917 - a question, and under which rules
    command: Question,
    fields: tuple[forms.Field, ...],
    given: Mapping[str, str],
    rules: Ruleset,
    on: date,
    lang: Language,
) -> str:
    """What is answered to what was entered, or what is wrong with that."""
    try:
        day = Day().convert(given["--on"], None, None) if given.get("--on") else on
        arguments = [word for field in fields[1:] for word in _typed(field, given.get(field.name, ""))]
        sheet = command.sheet_of(arguments, given.get(forms.DOCUMENT, "").strip(), rules, day, lang)
    except Failure as failure:
        wording = failure.wording(lang)
        return forms.alert((wording.sentence, *wording.helps))
    except (CalendarError, InvalidRequest, NoRuleInForce) as error:
        return forms.alert(say_of(error, lang).splitlines())
    return element("h2", escape(sheet.title)) + markup.sheet(sheet, 3)


def _typed(field: forms.Field, value: str) -> tuple[str, ...]:
    """What would be typed for what was entered."""
    if not value.strip():
        return ()
    return (value,) if value.startswith("--") and field.kind == "choice" else (f"{field.name}={value.strip()}",)


# -- the server -------------------------------------------------------------------------------------------------------


class _Handler(BaseHTTPRequestHandler):
    """Answers a browser on this machine, and nobody else: a name that leads here from elsewhere is none of ours."""

    served: ClassVar[Served]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Show a page."""
        address = urlsplit(self.path)
        self._send(self._refused() or self.served.reply(address.path, parse_qs(address.query)))

    def do_POST(self) -> None:
        """Answer a program."""
        unread = self._refused() or self._unfit()
        if unread is None:
            self._send(self._answered())
        else:
            self._send(unread, Connection="close")  # what is left of it would be taken for another request

    def _answered(self) -> Reply:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        return self.served.respond(urlsplit(self.path).path, body, self.headers.get("Accept-Language"))

    def _refused(self) -> Reply | None:
        host = (self.headers.get("Host") or "").partition(":")[0]
        return None if host in _HOSTS else Reply(HTTPStatus.FORBIDDEN, "text/plain", "localhost only")

    def _unfit(self) -> Reply | None:
        """What is said of a body that is not read: a page from elsewhere cannot send JSON without leave."""
        if self.headers.get_content_type() != http.JSON:
            return Reply(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "text/plain", f"{http.JSON} only")
        length = self.headers.get("Content-Length") or ""
        if not (length.isascii() and length.isdigit()):
            return Reply(HTTPStatus.LENGTH_REQUIRED, "text/plain", "Content-Length is missing")
        if len(length) > _DIGITS or int(length) > _MOST:
            return Reply(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "text/plain", f"{_MOST} bytes at most")
        return None

    def _send(self, reply: Reply, **more: str) -> None:
        content = reply.text.encode()
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.kind if reply.kind.endswith("json") else f"{reply.kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        for name, value in more.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as the library calls it
        """Say nothing of what was shown."""


class _Server(ThreadingHTTPServer):
    """A server that says nothing when a browser goes away before it has read all: a page that reloads does so."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Tell of what went wrong, unless it was that."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def server_of(served: Served, port: int) -> ThreadingHTTPServer:
    """A server of some pages that only this machine reaches.

    Args:
        served: The pages.
        port: Where it listens; 0 for any that is free.

    Raises:
        OSError: another program listens there.
    """
    handler = type("Handler", (_Handler,), {"served": served})
    return _Server((_HERE, port), handler)


@click.command(
    cls=Command,
    help="Show the handbook in a browser of this machine, with a form to ask any policy; of a folder of your own also "
    "what differs from the release. Pages are shown anew as soon as a table is saved; nothing is written.\n\n"
    "Exit code: 0 ended with Ctrl-C, 2 could not run.",
)
@rules_option
@book_option
@on_option
@click.option("--port", type=Whole(), default=_PORT, show_default=True, help="The port of this machine to listen on.")
@language_option
@click.pass_context
def serve(ctx: click.Context, folder: str | None, book: str | None, on_: date | None, port: int) -> int:
    """Serve until somebody ends it."""
    return serve_with(ctx.obj, folder, book, on_, port, lambda server: server.serve_forever())


def serve_with(  # noqa: PLR0913, PLR0917 - what is served, and how
    lang: Language,
    folder: str | None,
    book: str | None,
    on: date | None,
    port: int,
    run: Callable[[ThreadingHTTPServer], None],
) -> int:
    """Serve a folder as long as ``run`` does."""
    try:
        served = Served(folder, book, on)
    except InvalidRules as error:
        raise Mistakes(error.problems, reading.texts(folder, error.problems)) from error
    try:
        server = server_of(served, port)
    except (OSError, OverflowError) as error:
        sentence = mark("nothing can be served on port {found}: {reason}")
        reason = {"reason": "no_port"} if isinstance(error, OverflowError) else why(error)
        raise Failure(sentence, mark("name another one with `--port`"), found=port, **reason) from error
    with server:
        address = f"http://{_HERE}:{server.server_address[1]}/{site.FOLDERS[lang]}"
        output.show(say(lang, "the handbook is at {address}; Ctrl-C ends it", address=address), ())
        try:
            run(server)
        except KeyboardInterrupt:
            output.show("\n" + say(lang, "no longer served"), ())
    return 0
