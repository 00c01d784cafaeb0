"""What was kept somewhere else comes back equal: a column of JSON, a text, a file of columns, a key and its bytes."""

import datetime as dt
import json
import pickle
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import pyarrow as pa
import pytest
from pyarrow import parquet

import pecrules as pr
from tests.places import ROOT
from tests.variants import shipped

BOX = pr.Mailbox(
    address="mario.rossi@pec.it", plan="standard", expiry=dt.date(2027, 3, 30),
    holder=pr.Holder(subject="legal_person", name="Caffè Città"),
)  # fmt: skip
ASK = pr.RenewalRequest(years=2)
ON = dt.date(2027, 1, 10)


@cache
def quote() -> Any:
    return pr.quote_renewal(BOX, ASK, rules=shipped(), on=ON)


@cache
def receipt() -> str:
    return pr.receipt(quote(), BOX, ASK, rules=shipped())


def column_of_json(text: str, _: Path) -> Any:
    """As JSONB keeps it: shorter keys first, no text any more, given back as dicts and lists."""

    def ordered(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: ordered(value[key]) for key in sorted(value, key=lambda name: (len(name), name))}
        return [ordered(each) for each in value] if isinstance(value, list) else value

    return ordered(json.loads(text))


def text_field(text: str, _: Path) -> str:
    """As a program keeps it that makes it readable."""
    return json.dumps(json.loads(text), indent=4)


def file_of_columns(text: str, folder: Path) -> str:
    """As Parquet keeps it."""
    parquet.write_table(pa.table({"text": [text]}), folder / "kept.parquet")
    found: str = parquet.read_table(folder / "kept.parquet")["text"][0].as_py()
    return found


def bytes_of_a_key(text: str, _: Path) -> bytes:
    """As Redis gives it back."""
    return text.encode()


@pytest.mark.parametrize("kept", [column_of_json, text_field, file_of_columns, bytes_of_a_key])
def test_it_comes_back_equal(kept: Callable[[str, Path], Any], tmp_path: Path) -> None:
    """A mailbox, a request, an answer, and a receipt that still proves itself."""
    assert BOX == pr.from_json(kept(pr.to_json(BOX), tmp_path), pr.Mailbox)
    assert ASK == pr.from_json(kept(pr.to_json(ASK), tmp_path), pr.RenewalRequest)
    assert quote() == pr.from_json(kept(pr.to_json(quote()), tmp_path), pr.Quote, pr.Refusal)
    assert [quote()] == pr.from_json(kept(pr.to_json([quote()]), tmp_path))
    found = pr.verify(kept(receipt(), tmp_path))
    assert isinstance(found, pr.Verified)
    assert (BOX, ASK, quote()) == (found.subject, found.request, found.outcome)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("redis-server") is None, reason="no redis: apt-get install -y redis-server")
def test_a_real_redis() -> None:
    """Gives back what it was given, byte by byte, from a socket in a folder."""
    with tempfile.TemporaryDirectory() as folder:
        at = [f"--unixsocket {folder}/socket", "--port 0", "--save ''", "--appendonly no", f"--dir {folder}"]
        words = [word for each in at for word in shlex.split(each)]
        ask = ["redis-cli", "-s", f"{folder}/socket"]
        with subprocess.Popen(["redis-server", *words], stdout=subprocess.DEVNULL) as server:
            try:
                for _ in range(500):
                    if not subprocess.run([*ask, "ping"], capture_output=True, check=False).returncode:
                        break

                def through(text: str, _: Path) -> bytes:
                    subprocess.run([*ask, "-x", "set", "kept"], input=text.encode(), capture_output=True, check=True)
                    return subprocess.run([*ask, "--raw", "get", "kept"], capture_output=True, check=True).stdout[:-1]

                test_it_comes_back_equal(through, Path(folder))
            finally:
                server.terminate()


def test_an_answer_is_plain() -> None:
    """Its stamp is a text and days like any other, whoever takes it apart, and it is small when it is pickled."""
    stamp = attrs.asdict(quote())["stamp"]
    assert {"digest": shipped().digest, "book": "retail", "on": ON, "as_known": None} == {
        name: value for name, value in stamp.items() if name != "version"
    }
    assert len(pickle.dumps(quote())) < 6_000
    assert quote() == pickle.loads(pickle.dumps(quote()))


class TestOneOfTwo:
    """What a policy answers is one of two classes."""

    def test_another_outcome(self) -> None:
        """It is told with those that are allowed."""
        status = pr.to_json(pr.status(BOX, rules=shipped(), on=ON))
        with pytest.raises(pr.InvalidRequest, match=r"`Status` is not allowed for `outcome`.*allowed: Quote, Refusal"):
            pr.from_json(status, pr.Quote, pr.Refusal)

    def test_what_is_no_outcome(self) -> None:
        """A mailbox does not say what it is."""
        with pytest.raises(TypeError, match="one of two outcomes, as Quote and Refusal, not Quote and Mailbox"):
            pr.from_json("{}", pr.Quote, pr.Mailbox)


def test_a_pair_of_another_length() -> None:
    """A name is of a language: two texts, and no third."""
    plain = json.loads((ROOT / "tests/golden/outcomes/0.1.0/Actions.json").read_text("utf-8"))
    plain["state_label"] = [["it", "Attiva", "Active"]]
    with pytest.raises(pr.InvalidRequest, match="PR304"):
        pr.from_json(plain)


class TestOfALaterRelease:
    """A lenient reader takes what it knows."""

    def later(self) -> Any:
        """An answer with a field, and a word, that this release does not know."""
        plain = pr.to_plain(quote())
        plain["discount"] = "0.00"
        plain["charges"]["effects"] = [{"code": "points_earned", "row": "pricing/x", "points": 3}]
        return plain

    def test_it_is_read(self) -> None:
        """Fields are left out, and words stay as they are."""
        found = pr.from_json(self.later(), pr.Quote, lenient=True)
        assert (quote().gross, ["points_earned"]) == (found.gross, [each.code for each in found.effects])
        assert found == pr.from_json(self.later(), pr.Quote, pr.Refusal, lenient=True)
        assert found == pr.from_plain(pr.Quote, self.later(), lenient=True)

    def test_others_are_strict(self) -> None:
        """Whoever does not ask for it is told."""
        with pytest.raises(pr.InvalidRequest, match="PR302"):
            pr.from_json(self.later(), pr.Quote)

    def test_values_are_checked_all_the_same(self) -> None:
        """A word is a text, an amount an amount, and a class one of ours."""
        plain = self.later()
        plain["charges"]["effects"][0]["code"] = 3
        with pytest.raises(pr.InvalidRequest, match="PR306 `3` is not allowed"):
            pr.from_json(plain, pr.Quote, lenient=True)
        with pytest.raises(pr.InvalidRequest, match="PR306 `Coupon`"):
            pr.from_json({"outcome": "Coupon"}, lenient=True)


OF_RELEASES = sorted((ROOT / "tests" / "golden" / "outcomes").glob("*/*.json"))


def test_outcomes_of_every_release_are_read() -> None:
    """Strictly and leniently, to the same value; written again they have at least the fields that they had."""
    assert {"0.1.0"} <= {path.parent.name for path in OF_RELEASES}
    for path in OF_RELEASES:
        kept = path.read_text("utf-8")
        found = pr.from_json(kept)
        assert found == pr.from_json(kept, lenient=True)
        assert json.loads(kept).keys() <= pr.to_plain(found).keys()
