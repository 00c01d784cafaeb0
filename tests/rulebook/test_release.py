"""An installed release: its tables were checked before it was made, so each is read when it is first asked for."""

import pickle
import shutil
from datetime import date
from pathlib import Path

import pytest

from pecrules import InvalidRules, Mailbox, RenewalRequest, load_rules, quote_renewal
from pecrules.base import resources
from tests.places import ROOT

BOX = Mailbox(address="mario.rossi@pec.it", plan="standard", expiry=date(2027, 3, 30))
ASK = RenewalRequest(years=2, extra_inbox_gb=1)
DAY = date(2027, 1, 10)


@pytest.fixture
def released(tmp_path, monkeypatch):
    """The shipped tables as an installed release has them; the fixture is their folder."""
    folder = tmp_path / "_bundled" / "rules"
    shutil.copytree(ROOT / "rules", folder)
    places = {"rules": str(folder), "schemas": str(ROOT / "schemas")}
    monkeypatch.setattr(resources, "folder", places.__getitem__)
    return folder


@pytest.fixture
def looked_at(released, monkeypatch):
    """The names of the files that are read, as they are."""
    names = []
    read = resources.read
    monkeypatch.setattr(resources, "read", lambda path: (names.append(Path(path).stem), read(path))[1])
    return names


def test_it_answers_as_the_checkout_does(released):
    """The same rows give the same digest and the same answer."""
    rules = load_rules()
    quote = quote_renewal(BOX, ASK, rules=rules, on=DAY)
    checkout = load_rules(ROOT / "rules")
    assert (checkout, quote_renewal(BOX, ASK, rules=checkout, on=DAY)) == (rules, quote)
    assert (rules, quote) == pickle.loads(pickle.dumps((rules, quote)))


def test_a_quote_reads_only_its_tables(looked_at):
    """No table is read to load the rules; a quote reads its own; the digest reads the rest."""
    rules = load_rules()
    assert [] == looked_at
    quote = quote_renewal(BOX, ASK, rules=rules, on=DAY)
    assert "pricing" in looked_at
    assert "sources" not in looked_at
    assert rules.digest == quote.stamp.digest
    assert "sources" in looked_at


def test_a_book_is_read_like_the_base(released):
    """A price book of a release lies over its base."""
    rules = load_rules(book="ordine-ingegneri-roma")
    assert "ordine-ingegneri-roma" == rules.cite("pricing/roma-extra-inbox-2016").layer


def test_a_book_asked_for_again_is_the_same(released):
    """With everything it has compiled; another book is another one."""
    rome = load_rules(book="ordine-ingegneri-roma")
    assert rome is load_rules(book="ordine-ingegneri-roma")
    assert rome != load_rules()


def test_an_unknown_book_is_told(released):
    """What is asked for is checked all the same."""
    with pytest.raises(InvalidRules) as caught:
        load_rules(book="rome")
    assert ["PR210"] == [problem.code for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("\nprices:", "\nprices: ["),
        ('per_year: "9.90"', "per_year: 9,90"),
        ('per_year: "9.90"', 'per_year: "nine"'),
        ("  - id: extra-inbox-2016", "  - no: extra-inbox-2016"),
    ],
)
def test_an_edited_release_is_told_when_it_is_read(released, right, wrong):
    """Somebody who edits an installed copy into nonsense gets every problem, as in a checkout."""
    text = (released / "pricing.yaml").read_text("utf-8")
    (released / "pricing.yaml").write_text(text.replace(right, wrong, 1), "utf-8")
    rules = load_rules()
    with pytest.raises(InvalidRules) as caught:
        quote_renewal(BOX, ASK, rules=rules, on=DAY)
    assert {"rules/pricing.yaml"} == {problem.location.file for problem in caught.value.problems}
