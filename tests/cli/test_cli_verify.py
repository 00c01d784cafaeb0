"""``pecrules verify``: whether a receipt is whole, and what its question is answered now."""

import datetime as dt
import io
import json
import os
import re
import shutil
import sys
from functools import cache
from pathlib import Path

import pytest

from pecrules import Mailbox, RenewalRequest, quote_renewal, receipt
from pecrules.base import resources
from pecrules.cli import run
from tests.variants import shipped

BOX = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=dt.date(2027, 3, 30))
TWO_YEARS = RenewalRequest(years=2)
DAY = dt.date(2027, 1, 10)


@cache
def text():
    """The receipt of a quote."""
    return receipt(quote_renewal(BOX, TWO_YEARS, rules=shipped(), on=DAY), BOX, TWO_YEARS, rules=shipped())


def checksum():
    """The one that the receipt bears."""
    return json.loads(text())["sha256"]


@pytest.fixture
def call(capsys, monkeypatch, tmp_path):
    """Run a command line in a folder of its own, where a receipt lies: exit code, output, complaints."""
    monkeypatch.chdir(tmp_path)
    Path("receipt.json").write_text(text() + "\n", "utf-8")

    def called(*arguments, stdin=b""):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = run(["verify", *arguments, "--lang", "en"])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return called


@pytest.fixture
def dearer(call):
    """A folder whose tables say another price."""
    shutil.copytree(resources.folder("rules"), "tables")
    file = Path("tables/pricing.yaml")
    file.write_text(file.read_text("utf-8").replace('per_year: "9.90"', 'per_year: "10.90"', 1), "utf-8")
    return "tables"


class TestVerify:
    """With nothing but the receipt."""

    def test_a_whole_one(self, call):
        """What it proves is shown, with its checksum to be noted."""
        code, out, err = call("receipt.json")
        assert (0, "") == (code, err)
        assert out.startswith("The receipt is whole\n")
        assert f"checksum  {checksum()}\n" in out
        assert "policy    quote_renewal\n" in out

    def test_from_stdin_with_the_checksum(self, call):
        """The one that was noted fits."""
        assert 0 == call("-", "--sha256", checksum(), stdin=text().encode())[0]

    def test_as_known(self, call):
        """Both days are shown."""
        rules = shipped().as_known(dt.date(2026, 6, 1))
        text = receipt(quote_renewal(BOX, TWO_YEARS, rules=rules, on=DAY), BOX, TWO_YEARS, rules=rules)
        assert "as known on  1 June 2026\n" in call("-", stdin=text.encode())[1]

    def test_a_changed_one(self, call):
        """A finding, with all that is wrong."""
        code, out, err = call("-", stdin=text().replace('"gross":"24.16"', '"gross":"23.16"').encode())
        assert (1, "") == (code, err)
        assert "PR402 the checksum does not fit: the receipt has been changed\n" in out
        assert "PR406 `outcome.charges.gross` is `23.16`, but `24.16` follows from the rest of the receipt\n" in out

    def test_another_checksum(self, call):
        """The one that was noted does not fit."""
        code, out, _ = call("receipt.json", "--sha256", "0" * 64, "--json")
        assert (1, ["PR407"]) == (code, [each["code"] for each in json.loads(out)])

    def test_json(self, call):
        """For programs."""
        code, out, _ = call("receipt.json", "--json")
        assert (0, {"verified": True, "policy": "quote_renewal", "sha256": checksum()}) == (code, json.loads(out))


class TestReplay:
    """What is answered now."""

    def test_the_same(self, call):
        """Under the same rules."""
        code, out, err = call("receipt.json", "--replay")
        assert (0, "") == (code, err)
        assert "\nAsked again, the answer is the same\n\nthe very rules of the receipt\n" in out

    def test_another_price(self, call, dearer):
        """Every amount and every row that differs."""
        code, out, _ = call("receipt.json", "--replay", "--rules", dearer)
        assert 1 == code
        assert "7 differences\n" in out
        assert "charges.gross" in out
        assert "24.16 -> 26.60\n" in out
        assert "pricing/standard-year-2023  changed\n" in out
        assert re.search(r"\n +per_year +9\.90 -> 10\.90\n", out)
        assert "other rules than then\n" in out

    def test_another_book(self, call):
        """A yes that is a no elsewhere; what is long is cut, what is missing is a dash."""
        code, out, _ = call("receipt.json", "--replay", "--book", "ordine-ingegneri-roma")
        assert 1 == code
        assert "Quote -> Refusal\n" in out
        assert "new\n" in out
        assert "no longer behind it\n" in out
        assert " -> -\n" in out
        assert "... -> " in out

    def test_json(self, call, dearer):
        """For programs."""
        code, out, _ = call("receipt.json", "--replay", "--rules", dearer, "--json")
        found = json.loads(out)["replay"]
        assert (1, False, False) == (code, found["same"], found["same_rules"])
        assert {"path": ["charges", "gross"], "before": "24.16", "after": "26.60"} in found["differences"]
        assert [{"row": "pricing/standard-year-2023", "change": "changed"}] == found["rows"]


def test_what_is_no_json_is_told_at_its_place(call, tmp_path):
    """With the line in which it ends to be JSON."""
    (tmp_path / "broken.json").write_text('{"receipt": 1,\n "policy" 2}', "utf-8")
    code, out, _ = call(os.fspath(tmp_path / "broken.json"))
    assert (1, True) == (code, "PR301 this is not JSON: a colon is missing\n" in out)
    assert 'broken.json:2:11\n  |\n2 |  "policy" 2}\n  |           ^\n' in out


class TestCouldNotRun:
    """Exit code 2, with one message."""

    @pytest.mark.parametrize(
        ("arguments", "told"),
        [
            ([], "no receipt was named"),
            (["nowhere.json"], "`nowhere.json` cannot be read: No such file or directory"),
            (["receipt.json", "--rules", "tables"], "`--rules` has a meaning only together with `--replay`"),
            (["receipt.json", "--book", "retail"], "`--book` has a meaning only together with `--replay`"),
            (["receipt.json", "--replay", "--book", "nobody"], "no book is called `nobody`"),
        ],
    )
    def test_messages(self, call, arguments, told):
        """What is missing or wrong on the command line."""
        code, out, err = call(*arguments)
        assert (2, "") == (code, out)
        assert told in err
