"""The command line: what it prints, what it returns, and that nothing typed or piped in ends in a traceback."""

import errno
import importlib.util
import io
import json
import os
import pathlib
import re
import runpy
import shutil
import subprocess
import sys
import zoneinfo
from datetime import date

import click
import pytest

import pecrules.__main__
from pecrules.base import resources, written
from pecrules.base.errors import CalendarError, NoRuleInForce
from pecrules.cli import clock, failures, language_of, output, root, run
from pecrules.cli.helping import words
from pecrules.cli.options import commands_of
from pecrules.model import json as model_json
from pecrules.present.catalogues import say
from pecrules.rulebook.layers import BASE
from tests.places import ROOT

TODAY = date(2026, 11, 21)
README = ["quote", "renewal", "--plan", "standard", "--years", "2", "--new-extra-inbox-gb", "1"]
SEED = [*README, "--address", "mario.rossi@pec.it", "--expiry", "2027-03-30", "--on", "2027-01-10"]
BOX = {"address": "mario.rossi@pec.it", "plan": "standard", "expiry": "2027-03-30"}
PRICE = 'per_year: "9.90"'
ASKED = {"mailbox": BOX, "request": {"years": 2, "extra_inbox_gb": 1}}


@pytest.fixture(autouse=True)
def quiet(monkeypatch):
    """A fixed day, an English environment, no colours asked for."""
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def call(capsys, monkeypatch):
    """Run a command line: its exit code, what it printed, what it complained about."""

    def called(*arguments, stdin=b""):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = run([str(argument) for argument in arguments])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return called


def zoneless(key):
    """A machine without time zones."""
    raise zoneinfo.ZoneInfoNotFoundError(f"No time zone found with key {key}")


@pytest.fixture
def folder(tmp_path):
    """A copy of the shipped tables, to be spoiled."""
    return pathlib.Path(shutil.copytree(resources.folder("rules"), tmp_path / "tables"))


def spoil(file, old, new):
    """Write something else in a file, where it stands first."""
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


class TestQuote:
    """``pecrules quote renewal``."""

    def test_the_first_command_of_the_readme(self, call):
        """It quotes, and says what nobody said."""
        code, out, err = call(*README)
        assert (0, "") == (code, err)
        assert "Quote for a renewal: casella@pec.it, PEC Standard\n" in out
        assert re.search(r"To pay +€30\.26\n", out)
        assert re.search(r"New expiry +21 November 2028\n", out)
        assert "pricing/standard-year" not in out
        assert "https://" not in out
        assert "https://" in call(*README, "--why")[1]
        told = "address casella@pec.it, expiry 21 November 2026 and today, 21 November 2026"
        assert f"not said, so taken as: {told}\n" in out

    @pytest.mark.parametrize(("lang", "total"), [("it", "Da pagare"), ("de", "Zu zahlen"), ("en", "To pay")])
    def test_languages(self, call, lang, total):
        """The language that is asked for is spoken."""
        assert total in call(*SEED, "--lang", lang)[1]

    def test_nothing_taken_as_said(self, call):
        """When all is said, nothing is assumed."""
        assert "not said" not in call(*SEED)[1]

    def test_one_thing_not_said(self, call):
        """The term that was not said is one year."""
        out = call(*SEED[:4], *SEED[8:])[1]
        assert "not said, so taken as: 1 year\n" in out

    def test_every_option(self, call):
        """Each option reaches the mailbox or the request."""
        code, out, _ = call(
            "quote", "renewal", "--plan", "pro", "--kind", "mailbox", "--holder", "legal_person",
            "--expiry", "2027-03-30", "--on", "2027-01-10",
            "--extra-inbox-gb", "2", "--extra-archive-gb", "3", "--promo",
            "--new-extra-archive-gb", "4", "--new-method", "bank_transfer", "--signed-in", "--keep-automatic-off",
            "--einvoice-identifier", "ABC1234", "--book", BASE, "--as-known", "2027-01-01", "--json",
        )  # fmt: skip
        quote = model_json.from_json(out)
        assert (0, [1, 2, 4], (), date(2027, 1, 1)) == (
            code, [line.quantity for line in quote.lines], quote.requires, quote.stamp.as_known,
        )  # fmt: skip

    def test_refusal(self, call):
        """A refusal is a finding, with the nearest request that is accepted."""
        code, out, err = call(*SEED, "--years", "9", "--lang", "it")
        assert (1, "") == (code, err)
        assert "9 anni non si possono chiedere; si può scegliere fra 1, 2, 3, 4 e 5\n" in out
        assert "5 anni, 1 GB in più per la casella\n" in out

    @pytest.mark.parametrize("option", ["--renewal-order-pending", "--auto-renew"])
    def test_mailboxes_that_cannot_be_renewed_now(self, call, option):
        """The state of the mailbox counts (an old day on which automatic renewal barred)."""
        assert 1 == call(*README, "--expiry", "2024-03-30", "--on", "2024-01-10", option)[0]

    def test_json(self, call):
        """The JSON is the library's own, byte for byte."""
        code, out, _ = call(*SEED, "--json")
        assert (0, out.strip()) == (code, model_json.to_json(model_json.from_json(out)))

    def test_options(self, call):
        """What a renewal may ask for."""
        code, out, _ = call("renewal-options", "--plan", "standard", "--promo", "--lang", "it")
        assert 0 == code
        assert re.search(r"2 anni +sì\n +3 anni +no: la durata non è offerta\n", out)


class TestRequests:
    """A request that is written down."""

    @pytest.mark.parametrize("how", [["--json", "-"], ["--request", "-", "--json"]])
    def test_from_stdin(self, call, how):
        """A document from the standard input answers as the options do."""
        answer = call("quote", "renewal", "--on", "2027-01-10", *how, stdin=json.dumps(ASKED).encode())
        assert call(*SEED, "--json") == answer

    def test_from_a_file(self, call, tmp_path):
        """A document from a file, with a byte-order mark as some editors leave it."""
        (tmp_path / "q.json").write_text("\ufeff" + json.dumps(ASKED), "utf-8")
        code, out, _ = call("quote", "renewal", "--on", "2027-01-10", "--request", tmp_path / "q.json")
        assert (0, True, False) == (code, "mario.rossi@pec.it" in out, "not said" in out)

    def test_two_files(self, call):
        """Two files are one too many."""
        told = "pecrules: `--request` and `--json` both name a file\n  = help: name it once\n"
        assert (2, "", told) == call("quote", "renewal", "--request", "a", "--json", "b")

    def test_options_beside_a_document(self, call):
        """Options that would contradict the document are refused."""
        told = "pecrules: `--expiry` has no meaning together with a request from a file\n"
        assert (2, "", told) == call("quote", "renewal", "--request", "-", "--expiry", "2027-01-01")

    def test_every_mistake_of_a_document(self, call):
        """All mistakes are told at once."""
        document = b'{"mailbox": {"address": 3, "plan": "pro", "expiry": "2027-02-30"}, "requst": {}}'
        code, out, err = call("quote", "renewal", "--request", "-", "--lang", "it", stdin=document)
        assert (2, "", True) == (code, out, err.endswith("4 errori\n"))
        assert "PR304 `3` non va bene per `mailbox.address`: ci vuole un testo\n" in err

    def test_one_mistake_of_a_document(self, call):
        """A lone mistake is one message."""
        document = json.dumps(ASKED | {"request": {"years": "2"}}).encode()
        told = 'pecrules: `"2"` is of the wrong kind for `request.years`: a whole number is wanted\n'
        assert (2, "", told) == call("quote", "renewal", "--request", "-", stdin=document)

    def test_no_json(self, call):
        """A mistake of syntax has its place and its line."""
        code, _, err = call("quote", "renewal", "--request", "-", "--lang", "de", stdin=b'{\n"mailbox": ,\n}')
        assert 2 == code
        assert (
            "PR301 das ist kein JSON: hier fehlt ein Wert\n"
            ' --> -:2:12\n  |\n2 | "mailbox": ,\n  |            ^\n\n1 Fehler\n'
        ) == err

    @pytest.mark.parametrize(
        "document", [b"[]", b"null", b"1e9", b'"x"', b"{}", b"[" * 100_000, b'{"a": 1, "a": 2}', b"NaN", b"9" * 5000]
    )
    def test_odd_json(self, call, document):
        """Whatever JSON comes, one message."""
        code, out, err = call("quote", "renewal", "--request", "-", stdin=document)
        assert (2, "", False) == (code, out, "Traceback" in err)
        assert err

    @pytest.mark.parametrize(
        ("told", "source"),
        [
            ("`-` is not UTF-8 text: byte 0xff", b"\xff\xfe{"),
            ("`-` is larger than 2000000 bytes", b" " * 2_000_001),
        ],
    )
    def test_bytes(self, call, told, source):
        """Bytes that are no text, or too many."""
        code, _, err = call("quote", "renewal", "--json", "-", stdin=source)
        assert (2, f"pecrules: {told}") == (code, err.split("\n")[0])

    def test_files_that_cannot_be_read(self, call, tmp_path):
        """A missing file and a folder are told in words."""
        told = f"pecrules: `{tmp_path}/none` non si può leggere: non esiste\n"
        assert (2, "", told) == call("explain", tmp_path / "none", "--lang", "it")
        assert (2, "", f"pecrules: `{tmp_path}` cannot be read: Is a directory\n") == call("explain", tmp_path)

    def test_a_value_beyond_the_limits(self, call):
        """It is told by its option, in words."""
        code, out, err = call("billing", "--holder", "legal_person", "--holder-country", "Italia", "--lang", "it")
        assert (2, "", True) == (
            code,
            out,
            "`--holder-country`: ci vuole un paese di ISO 3166 in due lettere maiuscole, come IT" in err,
        )

    @pytest.mark.parametrize("gigabytes", ["9" * 60, "-" + "9" * 60])
    def test_numbers_without_end(self, call, gigabytes):
        """A number of sixty digits is a question like any other."""
        code, _, err = call("quote", "renewal", "--plan", "pro", "--new-extra-inbox-gb", gigabytes)
        assert (gigabytes.startswith("-"), "") == (bool(code), err)


NO_FOLDER = "name a folder that holds tables"
MISUSE = {
    "chekc": ("there is no command `chekc`", "did you mean `check`?"),
    "quote buy": (
        "there is no command `buy`",
        "the commands are: auto-renewal, extra-space, plan-change, purchase, renewal, repurchase",
    ),
    "quote renewal --yaers 2": ("there is no option `--yaers`", "did you mean `--years`?"),
    "quote renewal --years": ("the option `--years` wants a value",),
    "quote renewal --promo=yes": ("the option `--promo` takes no value",),
    "quote renewal now": ("`now` is one word too many",),
    "quote renewal --years 2,5": ("`2,5` is of the wrong kind for `--years`: a whole number is wanted",),
    "quote renewal --holder profit": (
        "`profit` is not allowed for `--holder`", "allowed: natural_person, legal_person, public_administration",
    ),
    "check --format sarf": (
        "`sarf` is not allowed for `--format`", "did you mean `sarif`?", "allowed: text, json, github, sarif",
    ),
    "check --lang fr": ("`fr` is not allowed for `--lang`", "allowed: it, en, de"),
    "explain": ("nothing to explain was named", "name a file with an answer as JSON, or `-`"),
    "show alerts": ("`alerts` is a table of several parts", "name one of them: notices, red_date, space_warning"),
    "show planz": ("`planz` is not allowed for `WHAT`", "did you mean `plans`?"),
    "quote renewal --book retial": ("no book is called `retial`", "did you mean `retail`?"),
    "check --book retial": ("no book is called `retial`", "did you mean `retail`?"),
    "quote renewal --rules nowhere": ("the folder `nowhere` cannot be read: No such file or directory", NO_FOLDER),
    "check nowhere": ("the folder `nowhere` cannot be read: No such file or directory", NO_FOLDER),
    "check pyproject.toml": ("the folder `pyproject.toml` cannot be read: Not a directory", NO_FOLDER),
    "quote renewal --on 2010-01-01": (
        "no rule is in force on 1 January 2010 for: terms on offer, ordinary terms (`renewal.terms`)",
        "the first one begins on 1 January 2016",
    ),
    "quote renewal --on 9999-12-31": ("a day of the answer lies outside the calendar, which ends with the year 9999",),
}  # fmt: skip


class TestMisuse:
    """Mistakes on the command line: code 2, one message, nothing on the standard output."""

    @pytest.mark.parametrize(("command", "told"), MISUSE.items())
    def test_messages(self, call, monkeypatch, command, told):
        """Each mistake has its message: a sentence, and what helps."""
        monkeypatch.chdir(ROOT)
        code, out, err = call(*command.split())
        shown = err.splitlines()
        assert (2, "", f"pecrules: {told[0]}") == (code, out, shown[0])
        assert list(told[1:]) == [line.removeprefix("  = help: ") for line in shown[1:]][: len(told) - 1]

    def test_an_option_unlike_any_other(self, call):
        """Where nothing is near, the options are listed."""
        err = call("check", "--zzzzzzzzzz")[2]
        options = "--against, --book, --fix, --format, --help, --json, --lang, --on, --prove, --strict, --watch"
        assert f"pecrules: there is no option `--zzzzzzzzzz`\n  = help: the options are: {options}\n" == err

    @pytest.mark.parametrize(
        ("expected", "text"),
        [
            ("2026-11-21", "21/11/2026"),
            ("2026-11-21", "21.11.2026"),
            ("2026-11-21", "2026/11/21"),
            ("2026-11-21", "20261121"),
            ("2026-11-21", "11/21/2026"),
            ("2026-01-02", "2026-1-2"),
            ("2026-02-28", "2026-02-30"),
            ("2028-02-29", "2028-02-31"),
            (None, "2026-13-45"),
            (None, "0000-01-01"),
            (None, "2026-11-00"),
            (None, "domani"),
            (None, ""),
        ],
    )
    def test_days(self, call, expected, text):
        """A day written another way is refused, with the day that was meant."""
        assert expected == written.likely(text)
        code, _, err = call("quote", "renewal", "--on", text, "--lang", "it")
        assert (2, f"pecrules: `{text}` non è una data") == (code, err.split("\n")[0])
        assert (expected is not None) == ("forse intendevi" in err)
        assert expected is None or f"forse intendevi `{expected}`?" in err

    @pytest.mark.parametrize("text", ["2026-W47-6", "２０２６-11-21", "2026-11-21\n", "+026-11-21"])
    def test_odd_days(self, call, text):
        """Only one way of writing a day counts."""
        assert 2 == call("quote", "renewal", "--on", text)[0]

    def test_what_click_says_otherwise(self):
        """A complaint of click that we have no words for is passed on."""
        failure = failures.of_click(click.UsageError("odd"))
        assert "pecrules: la riga di comando non si capisce: odd" == failure.message("it")

    def test_an_option_without_its_command(self):
        """Without a command there is no list of options."""
        assert "there is no option `--x`" in failures.of_click(click.NoSuchOption("--x")).message("en")

    def test_no_rule_at_all(self):
        """A key that no row speaks of has no first day, and perhaps no name."""
        failure = failures.Said(NoRuleInForce("pricing.vat", (), TODAY, None))
        assert (
            "pecrules: am 21. November 2026 gilt keine Regel für: Mehrwertsteuersatz (`pricing.vat`)"
            == failure.message("de")
        )

    def test_no_rule_known_yet(self):
        """What had not been announced does not count, and that is said."""
        failure = failures.Said(NoRuleInForce("pricing.vat", (), TODAY, None, date(2010, 1, 1)))
        known = "among the rules announced by 1 January 2010"
        sentence = "none is in force on 21 November 2026 for: VAT rate (`pricing.vat`)"
        assert f"pecrules: {known}, {sentence}" == failure.message("en")

    def test_language_of_mistakes(self):
        """The language is known before the command line is understood."""
        assert ("it", "de", "en", "it", "en") == (
            language_of(["--lang", "it"], {}),
            language_of(["x", "--lang=de"], {}),
            language_of(["--lang"], {}),
            language_of(["--lang", "fr"], {"LANG": "it_IT"}),
            language_of([], {}),
        )


def every_command(ctx, *path):
    """What is typed to come to each command, and its context."""
    yield path, ctx
    inner = commands_of(ctx.command) if isinstance(ctx.command, click.Group) else {}
    for name, command in inner.items():
        yield from every_command(click.Context(command, parent=ctx, info_name=name), *path, name)


class TestHelp:
    """What there is, when nobody knows what to ask."""

    def test_version(self, call):
        """The version is the library's."""
        assert (0, f"pecrules {pecrules.__version__}\n", "") == call("--version")

    @pytest.mark.parametrize("arguments", [[], ["check"], ["explain"], ["quote"], ["quote", "renewal"]])
    def test_help(self, call, arguments):
        """Every command has a help that names the exit codes or its commands."""
        code, out, _ = call(*arguments, "--help")
        assert (0, True) == (code, "Usage: pecrules" in out)

    @pytest.mark.parametrize("arguments", [[], ["quote"]])
    def test_no_command(self, call, arguments):
        """A group alone shows its help, and nothing has run."""
        code, out, err = call(*arguments)
        assert (2, "", True) == (code, out, "Commands:" in err)

    @pytest.mark.parametrize("lang", ["it", "de"])
    def test_every_help_is_in_ones_language(self, call, lang):
        """Whatever the help of a command says in words it says in the language that is wanted."""
        for path, ctx in every_command(root.make_context("pecrules", [], obj=lang, resilient_parsing=True)):
            shown = "".join(call(*path, "--help", "--lang", lang)[1].split())
            told = {say(lang, each) for each in filter(None, words(ctx.command, ctx))}
            assert set() == {each for each in told if "".join(each.split()) not in shown}
            assert re.match("Uso:|Aufruf:", shown)

    @pytest.mark.parametrize("command", [["quote"], ["book"]])
    def test_a_group_speaks_too(self, call, command):
        """Of a command that has others the language is said as of any other."""
        assert "Comandi:" in call(*command, "--lang", "it", "--help")[1]


class TestCheck:
    """``pecrules check``."""

    @pytest.mark.parametrize(
        ("told", "lang"),
        [
            (r"no mistakes in `rules`\nread in `rules`: \d+ files, \d+ rows\n", "en"),
            (r"nessun errore in `rules`\nletti in `rules`: \d+ file, \d+ righe\n", "it"),
        ],
    )
    def test_shipped_tables(self, call, told, lang, monkeypatch):
        """The shipped tables are clean; which were read, and how much, is told."""
        monkeypatch.chdir(ROOT)
        code, out, err = call("check", "--lang", lang)
        assert (0, "", True) == (code, err, re.fullmatch(told, out) is not None)

    def test_a_folder_beside_is_not_read(self, call, folder, monkeypatch):
        """Who stands in a checkout and checks an installed copy hears of it, with the place of the copy."""
        folder.rename(folder.parent / "rules")
        monkeypatch.chdir(folder.parent)
        clean, read, warned = call("check", "--lang", "en")[1].splitlines()
        assert ("no mistakes in `rules`", True) == (clean, read.startswith(f"read in `{resources.folder('rules')}`: "))
        assert "the folder `rules` that lies here was not read: to check it, name it" == warned

    def test_no_time_zones(self, call, monkeypatch):
        """A check asks for none; a question that wants to know the day in Rome says what is missing."""
        monkeypatch.undo()
        monkeypatch.setattr(zoneinfo, "ZoneInfo", zoneless)
        assert 0 == call("check")[0]
        assert 0 == call("status", "--on", "2027-01-10")[0]
        code, out, err = call("status", "--lang", "en")
        assert (2, "", True) == (code, out, "this machine knows no time zones" in err)

    def test_overdue_figures_are_a_caveat(self, call):
        """A question about a day for which nobody vouches says so; programs get the policy's answer."""
        asked = (
            "quote",
            "renewal",
            "--plan",
            "standard",
            "--expiry",
            "2042-03-30",
            "--on",
            "2042-01-10",
            "--lang",
            "en",
        )
        assert "its source has not been reviewed in time" in call(*asked, "--why")[1]
        assert "not_reviewed" not in call(*asked, "--json")[1]

    @pytest.mark.parametrize("form", ["text", "json", "github", "sarif"])
    def test_no_invisible_signs(self, call, folder, form):
        """What a file or a name hides does not reach a terminal or a forge."""
        (folder / "pri\u202ecing.yaml").write_text("a: '\x9b'\n", "utf-8")
        spoil(folder / "pricing.yaml", "standard-year-2023", "stan\u200bdard")
        code, out, _ = call("check", folder, "--format", form)
        assert (1, []) == (code, [char for char in out if char != "\n" and not char.isprintable()])

    @pytest.mark.parametrize(("form", "told"), [("json", "[]\n"), ("github", "")])
    def test_clean_for_programs(self, call, form, told):
        """Nothing wrong is nothing to report."""
        assert (0, told, "") == call("check", "--format", form)

    def test_json_for_short(self, call):
        """`--json` is `--format json`."""
        assert (0, "[]\n", "") == call("check", "--json")

    def test_overdue_sources_are_listed(self, call, folder):
        """A source that nobody has reviewed for years is told, and does not fail; programs are not told."""
        spoil(folder / "sources.yaml", "reviewed: 2026-11-21", "reviewed: 2016-11-21")
        code, out, err = call("check", folder, "--lang", "en")
        clean, note, read = out.splitlines()
        assert (0, "", f"no mistakes in `{folder}`") == (code, err, clean)
        assert read.startswith(f"read in `{folder}`: ")
        assert re.fullmatch(r".+/sources\.yaml:\d+:\d+: the source `.+` was last reviewed on 2016-11-21, .+", note)
        assert (0, "[]\n", "") == call("check", folder, "--json")

    def test_strict(self, call, folder):
        """Strictly, they fail, and so do rows that no source gives."""
        spoil(folder / "sources.yaml", "reviewed: 2026-11-21", "reviewed: 2016-11-21")
        code, out, _ = call("check", folder, "--strict", "--format", "github")
        assert (1, {"PR224", "PR225"}) == (code, set(re.findall("PR[0-9]+", out)))

    def test_mistakes(self, call, folder):
        """A mistake is shown with its line; the file can be opened by its name."""
        spoil(folder / "pricing.yaml", PRICE, "per_year: 9,90")
        code, out, err = call("check", folder, "--lang", "it")
        assert (1, "") == (code, err)
        assert "PR020 `9,90` è scritto con la virgola\n" in out
        assert re.search(r"\n\d+ \|     per_year: 9,90\n", out)
        assert f"--> {folder}/pricing.yaml:" in out

    @pytest.mark.parametrize("form", ["json", "github", "sarif"])
    def test_mistakes_for_programs(self, call, folder, form):
        """Programs get the same mistakes."""
        spoil(folder / "pricing.yaml", PRICE, "per_year: 9,90")
        code, out, _ = call("check", folder, "--format", form)
        assert (1, True) == (code, "PR020" in out)

    def test_a_book_of_ones_own(self, call, tmp_path):
        """A folder laid over the shipped tables is checked with them."""
        (tmp_path / "book.yaml").write_text("table: [\n", "utf-8")
        code, out, _ = call("check", tmp_path)
        assert (1, True) == (code, f"{tmp_path}/book.yaml:1:8" in out)

    def test_a_folder_called_rules(self, call, folder, monkeypatch):
        """A folder of one's own that is called as the shipped one shows its own lines."""
        folder.rename(folder.parent / "rules")
        monkeypatch.chdir(folder.parent)
        spoil(pathlib.Path("rules/pricing.yaml"), PRICE, "per_year: 9,90")
        assert "per_year: 9,90" in call("check", "rules/")[1]

    def test_a_mistake_in_the_shipped_tables(self, call, folder, monkeypatch):
        """A mistake in the shipped tables shows its line too."""
        spoil(folder / "pricing.yaml", PRICE, "per_year: 9,90")
        monkeypatch.setattr(resources, "folder", lambda name: str(folder) if name == "rules" else f"{ROOT}/{name}")
        assert "per_year: 9,90" in call("check")[1]

    def test_a_table_that_is_missing(self, call, folder):
        """A file that is not there has no line to show."""
        (folder / "payments.yaml").unlink()
        code, out, _ = call("check", folder)
        assert (1, True) == (code, "PR201" in out)

    def test_quoting_from_broken_tables(self, call, folder):
        """Broken tables give no quote, but every mistake."""
        spoil(folder / "pricing.yaml", PRICE, "per_year: 9,90")
        spoil(folder / "payments.yaml", "registration: immediate", "registration: imediate")
        code, out, err = call("quote", "renewal", "--rules", folder)
        assert (2, "") == (code, out)
        assert re.search(r"PR020.*per_year: 9,90.*did you mean `immediate`\?|immediate.*PR020", err, re.DOTALL)


class TestExplain:
    """``pecrules explain``."""

    def test_an_answer(self, call):
        """Each amount has its row, its place and its source."""
        stored = call(*SEED, "--json")[1].encode()
        code, out, err = call("explain", "-", "--lang", "it", stdin=stored)
        assert (0, "") == (code, err)
        assert "Canone annuo PEC Standard: 2 anni \xd7 9,90\xa0€ = 19,80\xa0€\n" in out
        assert re.search(r"\n  dove +rules/pricing\.yaml:\d+:\d+\n", out)

    def test_under_other_rules(self, call, folder):
        """Rules that have changed since are a finding."""
        stored = call(*SEED, "--json")[1].encode()
        spoil(folder / "pricing.yaml", PRICE, 'per_year: "9.95"')
        code, out, _ = call("explain", "-", "--rules", folder, stdin=stored)
        assert (1, True, True) == (
            code,
            "it says now" in out,
            "attention: the answer was given under other rules" in out,
        )

    def test_a_refusal_in_a_file(self, call, tmp_path):
        """Refusals are explained too."""
        (tmp_path / "no.json").write_text(call(*SEED, "--years", "9", "--json")[1], "utf-8")
        code, out, _ = call("explain", tmp_path / "no.json")
        assert (0, True) == (code, out.startswith("Where it comes from: Not possible like this\n"))

    def test_for_programs(self, call):
        """With `--json` each row comes with its place, its source and its amount, untranslated."""
        stored = call(*SEED, "--json")[1].encode()
        code, out, _ = call("explain", "-", "--json", stdin=stored)
        first = json.loads(out)["rows"][0]
        assert (0, "pricing/standard-year-2023", "19.80", "rules/pricing.yaml", "documented") == (
            code,
            first["row"],
            first["amount"],
            first["file"],
            first["certainty"],
        )

    def test_in_another_book(self, call):
        """A row that the named book does not have is no row there; a refusal has rows without amounts."""
        stored = call(*SEED, "--years", "9", "--json")[1].replace("renewal/ordinary", "renewal/gone").encode()
        code, out, _ = call("explain", "-", "--json", "--book", "ordine-ingegneri-roma", stdin=stored)
        assert (
            1,
            {"same_rules": False, "rows": [{"row": "renewal/gone-terms-2016", "amount": None, "known": False}]},
        ) == (
            code,
            json.loads(out),
        )

    def test_no_answer(self, call):
        """JSON that is no answer is told."""
        told = "pecrules: the field `outcome` is missing\n"
        assert (2, "", told) == call("explain", "-", stdin=b"{}")

    def test_a_book_that_is_gone(self, call):
        """The book of the answer must still be there."""
        stored = call(*SEED, "--json")[1].replace('"book":"retail"', '"book":"old"').encode()
        code, _, err = call("explain", "-", stdin=stored)
        sentence = "pecrules: the answer was given by the book `old`, which is none of the shipped ones"
        assert (2, sentence) == (code, err.split("\n")[0])
        assert "name its folder with `--rules`" in err


class Terminal(io.StringIO):
    """A standard output that says it is a terminal."""

    def isatty(self):
        return True


class TestOutput:
    """Where the text goes."""

    def test_colours_on_a_terminal(self, monkeypatch):
        """A terminal gets colours, and the same text, at any width."""
        monkeypatch.setattr(sys, "stdout", Terminal())
        monkeypatch.setenv("TERM", "xterm-256color")
        monkeypatch.setenv("COLUMNS", "20")
        output.show("PR020 wrong\n --> f.yaml:1:1\n" + "x" * 50, output.REPORT)
        shown = sys.stdout.getvalue()
        assert "\x1b[1;31mPR020\x1b[0m wrong" in shown
        assert "PR020 wrong\n --> f.yaml:1:1\n" + "x" * 50 + "\n" == re.sub(r"\x1b\[[0-9;]*m", "", shown)

    def test_no_color(self, monkeypatch):
        """NO_COLOR takes the colours away."""
        monkeypatch.setattr(sys, "stdout", Terminal())
        monkeypatch.setenv("TERM", "xterm-256color")
        monkeypatch.setenv("NO_COLOR", "1")
        output.show("PR020 wrong", output.REPORT)
        assert "31m" not in sys.stdout.getvalue()

    def test_nowhere(self, monkeypatch):
        """Without a standard output nothing is written, and nothing breaks."""
        monkeypatch.setattr(sys, "stdout", None)
        output.be_lenient()
        assert output.show("text", ()) is None
        assert output.write_machine("text") is None
        assert output.discard() is None

    def test_nothing(self, capsys):
        """An empty text prints no line."""
        output.show("", ())
        output.write_machine("")
        assert "" == capsys.readouterr().out

    def test_signs_that_the_encoding_lacks(self, monkeypatch):
        """They become question marks."""
        stream = io.TextIOWrapper(io.BytesIO(), encoding="latin-1")
        monkeypatch.setattr(sys, "stdout", stream)
        output.be_lenient()
        output.show("9,90 €", ())
        assert b"9,90 ?" == stream.buffer.getvalue().strip()

    def test_half_characters_in_json(self, capsys):
        """Half a character cannot be UTF-8 and is replaced."""
        output.write_machine('"\udcff"')
        assert '"\\ufffd"\n' == capsys.readouterr().out

    def test_the_reader_is_gone(self, call, monkeypatch):
        """When nobody reads on, nothing more is said."""
        monkeypatch.setattr(click, "echo", lambda *_, **__: (_ for _ in ()).throw(BrokenPipeError))
        assert (2, "", "") == call("check")

    def test_hushing_a_real_stream(self, monkeypatch, tmp_path):
        """What is still waiting goes nowhere."""
        with (tmp_path / "out").open("w") as stream:
            monkeypatch.setattr(sys, "stdout", stream)
            output.discard()
            stream.write("lost")
        assert "" == (tmp_path / "out").read_text()

    def test_a_full_disk(self, call, monkeypatch):
        """Output that cannot be written is a failure."""
        error = OSError(errno.ENOSPC, "No space left on device")
        echo = click.echo
        monkeypatch.setattr(
            click, "echo", lambda text, err=False: echo(text, err=err) if err else (_ for _ in ()).throw(error)
        )
        assert (2, "", "pecrules: the output cannot be written: No space left on device\n") == call("check")

    @pytest.mark.parametrize(
        ("told", "error"),
        [
            ("interrotto", KeyboardInterrupt()),
            ("`x` non si può leggere: il permesso è negato", PermissionError(errno.EACCES, "Permission denied", "x")),
            ("`-` non si può leggere: il sistema dice: odd", OSError("odd")),
            ("una data della risposta è fuori dal calendario, che va dall'anno 1 all'anno 9999", CalendarError("x")),
            ("una data della risposta è fuori dal calendario, che va dall'anno 1 all'anno 9999", OverflowError("x")),
            ("questo è un errore di pecrules stesso: ZeroDivisionError: x\n  = aiuto: per favore segnalalo",
             ZeroDivisionError("x")),
        ],
    )  # fmt: skip
    def test_the_unexpected(self, call, monkeypatch, told, error):
        """Whatever happens inside, one message comes out."""

        def broken():
            raise error

        monkeypatch.setattr(clock, "today", broken)
        assert (2, "", f"pecrules: {told}\n") == call("quote", "renewal", "--lang", "it")


class TestDoor:
    """``python -m pecrules`` and the command ``pecrules``."""

    def test_main(self, monkeypatch, capsys):
        """The door runs the command line."""
        monkeypatch.setattr(sys, "argv", ["pecrules", "--version"])
        with pytest.raises(SystemExit) as ended:
            runpy.run_path(pecrules.__main__.__file__, run_name="__main__")
        assert (0, f"pecrules {pecrules.__version__}\n") == (ended.value.code, capsys.readouterr().out)

    @pytest.mark.parametrize("missing", ["click", "rich"])
    def test_without_the_extra(self, monkeypatch, capsys, missing):
        """Without click or rich the door says how to get them."""
        find = importlib.util.find_spec
        monkeypatch.setattr(pecrules.__main__, "find_spec", lambda name: None if name == missing else find(name))
        assert 2 == pecrules.__main__.main()
        told = 'pecrules: the command line needs click and rich: pip install "pecrules[cli]"\n'
        assert told == capsys.readouterr().err

    def test_interrupted_early(self, monkeypatch):
        """An interruption before the command line is up ends quietly."""

        def interrupted(_):
            raise KeyboardInterrupt

        monkeypatch.setattr("pecrules.cli.run", interrupted)
        assert 2 == pecrules.__main__.main()

    def test_today_is_a_day_in_rome(self, monkeypatch):
        """The clock gives a plain day."""
        monkeypatch.undo()
        assert date is type(clock.today())


class TestProcess:
    """Real processes, from a folder that is not the checkout."""

    @staticmethod
    def start(*arguments, cwd, env=(), **more):
        environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", **dict(env)}
        command = [sys.executable, "-m", "pecrules", *arguments]
        return subprocess.run(command, cwd=cwd, env=environ, check=False, **more)

    @pytest.mark.slow
    def test_quote_and_explain(self, tmp_path):
        """What one command prints, the next one reads."""
        quote = self.start(*SEED, "--json", cwd=tmp_path, capture_output=True)
        assert (0, b"") == (quote.returncode, quote.stderr)
        told = self.start("explain", "-", cwd=tmp_path, capture_output=True, input=quote.stdout)
        assert (0, b"") == (told.returncode, told.stderr)

    @pytest.mark.slow
    def test_any_width(self, tmp_path):
        """Piped output does not depend on the width, nor on what a terminal could do."""
        narrow, wide = (
            self.start(*SEED, cwd=tmp_path, capture_output=True, env={"COLUMNS": width, "TERM": term}).stdout
            for width, term in (("20", "dumb"), ("400", "xterm-256color"))
        )
        assert narrow == wide
        assert b"\x1b" not in narrow

    @pytest.mark.slow
    def test_language_of_the_environment(self, tmp_path):
        """The environment's language is spoken."""
        shown = self.start(*SEED, cwd=tmp_path, capture_output=True, env={"LANG": "it_IT.UTF-8"}).stdout
        assert "Da pagare" in shown.decode()

    @pytest.mark.slow
    def test_a_closed_pipe(self, tmp_path):
        """A reader that stops early hears no complaint."""
        reading, writing = os.pipe()
        os.close(reading)
        done = self.start("quote", "renewal", "--help", cwd=tmp_path, stdout=writing, stderr=subprocess.PIPE)
        os.close(writing)
        assert (2, b"") == (done.returncode, done.stderr)

    @pytest.mark.slow
    @pytest.mark.skipif(
        not pathlib.Path("/dev/full").exists(),
        reason="a disk is full on purpose only through /dev/full, which is Linux's",
    )
    def test_a_full_device(self, tmp_path):
        """A full disk is one message."""
        with pathlib.Path("/dev/full").open("wb") as full:
            done = self.start(*SEED, cwd=tmp_path, stdout=full, stderr=subprocess.PIPE)
        assert 2 == done.returncode
        assert b"pecrules: the output cannot be written: No space left on device\n" == done.stderr

    @pytest.mark.slow
    def test_arguments_that_are_no_text(self, tmp_path):
        """Bytes that are no UTF-8 in the arguments are a name like any other."""
        done = self.start("explain", b"\xff\xfe", cwd=tmp_path, capture_output=True)
        assert (2, 1) == (done.returncode, done.stderr.count(b"\n"))
