"""An overlay that chooses a reading is five lines: who the row is, and where in its source, follows from them."""

from datetime import date
from pathlib import Path

import pytest

import pecrules as pr
from pecrules.rulebook.formatting import digest
from pecrules.rulebook.rows.interpretations import TOPICS, Interpretation
from tests.variants import shipped

BOOK = "table: book\nid: ours\ntitle: Ours\nextends: {extends}\nsource: pecrules-analysis\n"
HEAD = "table: interpretations\nbook: ours\ninterpretations:\n"
ROW = """\
  - topic: {topic}
    since: 2026-01-01
    choice: {choice}
    certainty: inferred
    source: pecrules-analysis
"""
ON = date(2027, 1, 10)


def laid(folder: Path, rows: str, extends: str = "retail") -> Path:
    """A folder that only chooses readings."""
    folder.joinpath("book.yaml").write_text(BOOK.format(extends=extends), "utf-8")
    folder.joinpath("interpretations.yaml").write_text(HEAD + rows, "utf-8")
    return folder


@pytest.mark.parametrize(
    "extends", [book if book == "retail" else pytest.param(book, marks=pytest.mark.slow) for book in pr.books()]
)
def test_every_topic_of_every_book(tmp_path: Path, extends: str) -> None:
    """Five lines choose the last of its readings; the rows are sound, and each has a name of its own."""
    last = {topic: readings[-1] for topic, readings in TOPICS.items()}
    folder = laid(tmp_path, "".join(ROW.format(topic=topic, choice=choice) for topic, choice in last.items()), extends)
    assert () == pr.check_rules(folder)
    rules = pr.load_rules(folder)
    assert last == {row.topic: row.choice for row in rules.on(ON).rows(Interpretation)}
    names = [entry.row.id for entry in rules.entries if entry.layer == "ours"]
    assert names == [f"ours-{topic}-2026-01-01".replace("_", "-") for topic in last]


def test_an_answer_cites_it(tmp_path: Path) -> None:
    """By its derived name, in its file."""
    rules = pr.load_rules(laid(tmp_path, ROW.format(topic="expiry_day", choice="expired")))
    box = pr.Mailbox(address="a@pec.it", plan="standard", expiry=ON)
    assert ("expiring", "expired") == tuple(pr.status(box, rules=each, on=ON).state for each in (shipped(), rules))
    name = "interpretations/ours-expiry-day-2026-01-01"
    assert name in pr.status(box, rules=rules, on=ON).because
    cited = rules.cite(name)
    assert ("ours", 4) == (cited.layer, cited.location.line)
    assert cited.row.clause


def test_what_is_said_stays(tmp_path: Path) -> None:
    """A row that has a name and a clause keeps them."""
    own = ROW.format(topic="expiry_day", choice="expired") + "    id: our-day\n    clause: page 4\n"
    row = pr.load_rules(laid(tmp_path, own)).cite("interpretations/our-day").row
    assert "page 4" == row.clause


def test_two_on_one_day_are_told(tmp_path: Path) -> None:
    """They would have one name, and be two choices."""
    twice = ROW.format(topic="expiry_day", choice="expired") + ROW.format(topic="expiry_day", choice="active")
    assert ["PR206"] == [problem.code for problem in pr.check_rules(laid(tmp_path, twice))]


def test_laid_out_it_says_the_same(tmp_path: Path) -> None:
    """``fmt`` knows a section whose rows have no names: in any order they are the same."""
    from pecrules.parsing.documents import read

    rows = [ROW.format(topic=topic, choice=TOPICS[topic][0]) for topic in ("expiry_day", "month_end")]
    texts = (HEAD + "".join(rows), HEAD + "".join(rows[::-1]))
    documents = [read(text.encode(), "interpretations.yaml").document for text in texts]
    assert 1 == len({digest(document) for document in documents if document})
