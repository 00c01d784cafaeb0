"""``pecrules serve``: pages of a folder as it stands, forms made from the manifest, and only for this machine."""

import http.client
import json
import os
import re
import shutil
from datetime import date
from threading import Thread
from urllib.parse import urlencode

import pytest

import pecrules as pr
from pecrules.base import resources
from pecrules.cli import run, serving
from pecrules.cli.asking import question
from pecrules.cli.asking_forms import fields_of
from pecrules.cli.serving import Served, serve_with, server_of
from pecrules.model import json as model_json
from pecrules.policies import MANIFEST
from tests.variants import shipped

ON = date(2027, 1, 10)
BOX = pr.Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30))


@pytest.fixture(scope="module")
def plain():
    """The shipped tables."""
    return Served(None, None, ON)


@pytest.fixture
def own(tmp_path):
    """A folder of one's own with another price, and its pages."""
    shutil.copytree(resources.folder("rules"), tmp_path / "own")
    reprice(tmp_path / "own", "9.90", "8.90")
    return tmp_path / "own", Served(str(tmp_path / "own"), None, ON)


def reprice(folder, before, after):
    """Another price of a year of the plan Standard, saved a moment later than all else."""
    table = folder / "pricing.yaml"
    text = table.read_text("utf-8")
    assert before in text
    table.write_text(text.replace(f'per_year: "{before}"', f'per_year: "{after}"'), "utf-8")
    os.utime(table, ns=(table.stat().st_atime_ns, table.stat().st_mtime_ns + 1_000_000))


def shown(served, path, **given):
    """The text of a page."""
    return served.reply(path, {name: [value] for name, value in given.items()}).text


class TestPages:
    """The handbook, live."""

    @pytest.mark.parametrize(
        "path", ["/", "/when.html", "/en/rows.html", "/de/", "/ask.html", "/handbook.css", "/live.js"]
    )
    def test_a_page(self, plain, path):
        """Each is there."""
        assert 200 == plain.reply(path, {}).status

    @pytest.mark.parametrize("path", ["/nothing.html", "/ask/nothing.html", "/changes.html", "/answers.html", "/../x"])
    def test_no_page(self, plain, path):
        """Of the shipped tables nothing is told that differs from them."""
        assert (404, "non c'è una pagina così") == plain.reply(path, {})[::2]

    def test_what_differs_from_the_release(self, own):
        """The row that says something else."""
        _, served = own
        assert "8,90" in shown(served, "/changes.html")

    @pytest.mark.slow
    def test_what_that_changes_for_whom(self, own):
        """In which cases somebody pays less."""
        _, served = own
        assert "pays less" in shown(served, "/en/answers.html")

    def test_where_nothing_changes_for_anybody(self, own):
        """That is said."""
        folder, served = own
        reprice(folder, "8.90", "9.90")
        assert "nothing differs" in shown(served, "/en/answers.html")
        assert "answers.html" in shown(served, "/en/index.html")

    def test_a_table_that_is_saved(self, own):
        """The next page shows it, and a page that is open learns of it."""
        folder, served = own
        before = shown(served, "/live")
        assert before == shown(served, "/live")
        reprice(folder, "8.90", "7.70")
        assert before != shown(served, "/live")
        assert "7,70" in shown(served, "/index.html")

    def test_a_table_that_is_wrong(self, own):
        """The mistake stands above the pages of before."""
        folder, served = own
        before = shown(served, "/live")
        reprice(folder, "8.90", "8,80")
        assert before != shown(served, "/live")
        page = shown(served, "/index.html")
        assert ("PR105" in page, "8,90" in page) == (True, True)

    def test_the_day_is_today_if_nobody_says(self, monkeypatch):
        """Each time it is asked."""
        monkeypatch.setattr(serving.clock, "today", lambda: date(2026, 11, 29))
        assert date(2026, 11, 29) == Served(None, None, None).on


class TestForms:
    """Any policy is asked."""

    @pytest.mark.parametrize("name", MANIFEST)
    def test_every_policy_has_one(self, plain, name):
        """With a field for each option of its command, and one for a whole question."""
        page = shown(plain, f"/ask/{name}.html")
        assert 'name="document"' in page
        assert 'name="--on"' in page
        assert f'href="ask/{name}.html"' in shown(plain, "/ask.html")

    def test_no_form_is_in_another_language(self, plain):
        """Each is said in that of the page, and none of its choices is a code."""
        menu = shown(plain, "/ask.html")
        assert [] == [name for name, policy in MANIFEST.items() if policy.help.partition("\n")[0] in menu]
        page = shown(plain, "/ask/quote_purchase.html")
        assert '<option value="domain">casella su dominio del cliente</option>' in page

    @pytest.mark.parametrize("lang", ["it", "de"])
    def test_no_code_is_told(self, lang):
        """Neither a field's sentence nor what it proposes is a code: it is told as people call it."""
        commands = [question(policy.command) for policy in MANIFEST.values()]
        fields = [each for command in commands for each in fields_of(command, shipped(), lang)]
        told = {text for each in fields for text in (each.help, *(called for _, called in each.words))}
        assert [] == [
            text for text in told if re.search(r"[a-z]_[a-z]|\b(lapse|heir|tacit|nothing|registered)\b", text)
        ]

    def test_a_field_proposes_its_own_words(self):
        """Of words of several kinds those that the option takes; a code of two things tells both."""
        fields = {each.name: dict(each.words) for each in fields_of(question("terminate"), shipped(), "it")}
        assert {"heir": "un erede", "holder": "il titolare"}.items() <= fields["--asked-by"].items()
        assert "lapse" not in fields["--asked-by"]
        assert "registered_letter" in fields["--through"]
        assert "PEC Standard / PEC su dominio" == fields["--plan"]["standard"]

    def test_in_english_plain_words_stay(self):
        """What is a word of English anyhow is no code; what is none is told."""
        helps = {each.name: each.help for each in fields_of(question("terminate"), shipped(), "en")}
        assert "How it ends: lapse, withdrawal, termination on a day or immediate." == helps["--mode"]

    def test_an_answer(self, plain):
        """The same that the command tells; words that the tables list are taken as they are called."""
        given = {"--plan": "PEC Standard", "--expiry": "2027-03-30", "--years": "2", "--auto-renew": ""}
        page = shown(plain, "/ask/quote_renewal.html", **given)
        assert "24,16" in page
        assert 'value="PEC Standard"' in page

    def test_a_yes(self, plain):
        """Of a field that is yes or no."""
        page = shown(plain, "/ask/status.html", **{"--expiry": "2027-03-30", "--inaccessible": "--inaccessible"})
        assert 'role="alert"' not in page
        page = shown(plain, "/ask/status.html", **{"--expiry": "2027-03-30", "--auto-renew": "--auto-renew"})
        assert '<option value="--auto-renew" selected="selected">sì</option>' in page

    def test_another_day(self, plain):
        """Counts instead of that of the handbook."""
        page = shown(plain, "/en/ask/status.html", **{"--on": "2027-04-02", "--expiry": "2027-03-30"})
        assert "on 2 April 2027" in page

    def test_a_document(self, plain):
        """Says the whole question."""
        quote = pr.quote_renewal(BOX, pr.RenewalRequest(years=2), rules=shipped(), on=ON)
        credit = {"kind": "partner", "amount": "50.00"}
        text = json.dumps({"quote": json.loads(model_json.to_json(quote)), "request": credit})
        assert "taken from the credit" in shown(plain, "/en/ask/settle.html", document=text)

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"--years": "x"}, "`x` non va bene per `--years`"),
            ({"--on": "1.1.2027"}, "`1.1.2027` non è una data"),
            ({"--on": "1990-01-01"}, "nessuna regola"),
            ({"document": "{"}, "JSON"),
        ],
    )
    def test_what_is_wrong(self, plain, given, said):
        """Is told where the answer would stand."""
        page = shown(plain, "/ask/quote_renewal.html", **given)
        assert said in page.partition('role="alert"')[2]


def fail(error):
    """Go wrong in some way."""
    raise error


SENT = {"Content-Type": "application/json", "Content-Length": "2"}


class TestServer:
    """What a browser on this machine is answered."""

    @pytest.fixture
    def ask(self, plain):
        """Ask a server that runs beside the test."""
        server = server_of(plain, 0)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()

        def asked(path, host="localhost", **post):
            connection = http.client.HTTPConnection(*server.server_address, timeout=10)
            connection.putrequest("POST" if post else "GET", path, skip_host=True)
            for name, value in {"Host": host, **post.get("headers", {})}.items():
                connection.putheader(name, value)
            connection.endheaders(post.get("body"))
            reply = connection.getresponse()
            text = reply.read().decode()
            connection.close()
            return reply.status, reply.headers["Content-Type"], text

        yield asked
        server.shutdown()
        server.server_close()
        thread.join()

    def test_a_page(self, ask):
        """In UTF-8."""
        status, kind, text = ask("/ask/status.html?" + urlencode({"--expiry": "2027-03-30"}))
        assert (200, "text/html; charset=utf-8", True) == (status, kind, "Scadenza" in text or "scadenza" in text)

    def test_nobody_else(self, ask):
        """A name of another machine that leads here is not answered."""
        assert 403 == ask("/", host="evil.example")[0]
        assert 403 == ask("/api/status", host="evil.example", headers=SENT)[0]

    def test_a_program_asks(self, ask):
        """As the document says that is served beside: an answer, and a no in its language."""
        assert [{"url": "/api"}] == json.loads(ask("/api/openapi.json")[2])["servers"]
        body = json.dumps({"subject": json.loads(pr.to_json(BOX)), "request": {"years": 9}}).encode()
        headers = {**SENT, "Content-Length": str(len(body)), "Accept-Language": "de"}
        status, kind, text = ask("/api/quote_renewal", headers=headers, body=body)
        assert (422, "application/problem+json") == (status, kind)
        assert "diese Laufzeit wird nicht angeboten" == json.loads(text)["title"]
        assert (404, "application/problem+json") == ask("/api/nothing", headers=headers, body=body)[:2]
        assert (404, "application/problem+json") == ask("/status", headers=headers, body=body)[:2]

    @pytest.mark.parametrize(
        ("wrong", "status"),
        [
            ({"Content-Type": "text/plain"}, 415),
            ({"Content-Length": ""}, 411),
            ({"Content-Length": "-1"}, 411),
            ({"Content-Length": "3000000"}, 413),
            ({"Content-Length": "9" * 5000}, 413),
        ],
    )
    def test_what_is_not_read(self, ask, wrong, status):
        """What a page from elsewhere could send, and what is too long."""
        assert status == ask("/api/status", headers={**SENT, **wrong})[0]

    def test_a_browser_that_goes_away(self, plain, capsys):
        """Before it has read all is nothing to tell; what else goes wrong is."""
        with server_of(plain, 0) as server:
            for error in (BrokenPipeError, ConnectionResetError, ZeroDivisionError):
                try:
                    fail(error)
                except error:
                    server.handle_error(None, ("127.0.0.1", 1))
        told = capsys.readouterr().err
        assert ([], True) == (
            [name for name in ("BrokenPipe", "ConnectionReset") if name in told],
            "ZeroDivision" in told,
        )


class TestCommand:
    """What is said on the terminal."""

    def test_until_somebody_ends_it(self, capsys):
        """Where it is, and that it is over."""

        def ended(_):
            raise KeyboardInterrupt

        assert 0 == serve_with("en", None, None, ON, 0, ended)
        first, *_, last = capsys.readouterr().out.splitlines()
        assert first.startswith("the handbook is at http://127.0.0.1:")
        assert "no longer served" == last

    def test_a_port_that_is_taken(self, plain, capsys):
        """Or that there is none of."""
        with server_of(plain, 0) as server:
            assert 2 == run(["serve", "--port", str(server.server_address[1]), "--lang", "en"])
        assert "nothing can be served on port" in capsys.readouterr().err

    def test_tables_that_are_wrong(self, sound, capsys):
        """Are told, as everywhere."""
        (sound / "plans.yaml").write_text("plans: [", "utf-8")
        assert 2 == run(["serve", "--rules", str(sound), "--lang", "en"])
        assert "PR" in capsys.readouterr().err
