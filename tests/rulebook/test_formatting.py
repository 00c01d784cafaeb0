"""Tables in their one order and layout: comments stay, and what the rules say."""

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given

from pecrules import load_rules
from pecrules.base import resources
from pecrules.parsing.documents import read
from pecrules.rulebook.formatting import digest, laid_out, proved
from tests.profiles import examples
from tests.rulebook.relaying import FILES, relaid
from tests.variants import shipped

HEAD = "table: pricing\nbook: ours\n\n"
ROW = '  - id: {}\n    since: {}\n    percent: "22"\n'


def laid(text: str) -> str:
    return str(laid_out(text.encode(), "t.yaml").text)


@pytest.mark.slow
def test_shipped_tables_are_laid_out() -> None:
    """Every shipped table stands in the one order and layout."""
    for file in FILES:
        assert laid_out(file.read_bytes(), file.name).is_as_it_was


@pytest.mark.slow
@examples(200)
@given(relaid())
def test_every_layout_becomes_the_one_layout(texts: tuple[str, str]) -> None:
    """However a table is written, laid out it is the same text with its digest, and to do it again changes nothing."""
    text, other = texts
    assert text == laid(other) == laid(text)
    before, after = (read(each.encode(), "t").document for each in (other, text))
    assert before is not None
    assert after is not None
    assert digest(before) == digest(after)


@pytest.mark.slow
def test_the_rules_have_the_same_digest(tmp_path: Path) -> None:
    """Of a folder whose files are all laid out anew the rules have the digest of before."""
    folder = tmp_path / "rules"
    shutil.copytree(resources.folder("rules"), folder)
    for file in folder.rglob("*.yaml"):
        text = re.sub("^  ", "", file.read_text("utf-8").replace("\n\n", "\n"), flags=re.MULTILINE)
        file.write_text(laid(text), "utf-8")
    assert shipped().digest == load_rules(folder).digest


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("vat:\n- percent: '22'  # ours\n  id: a\n", 'vat:\n  - id: a\n    percent: "22"  # ours\n'),
        (
            "vat:\n  # all\n\n  # one\n  - id: a\n\n\n    # of a\n    # and more\n",
            "vat:\n  # all\n\n  # one\n  - id: a\n\n    # of a\n    # and more\n",
        ),
        ("vat:\n  - id: a\n  # - id: b\n", "vat:\n  - id: a\n  # - id: b\n"),
        ("vat:\n  -\n    # first\n    id: a\n", "vat:\n  # first\n  - id: a\n"),
        ("vat:\n  - id: a\n    unknown: 1\n    note: 2\n", "vat:\n  - id: a\n    note: 2\n    unknown: 1\n"),
        ("vat:\n  - id: a\n    note: due parole\n", 'vat:\n  - id: a\n    note: "due parole"\n'),
        ("vat:\n  - id: a\n    note: 'un \"sì\"'\n", 'vat:\n  - id: a\n    note: "un \\"sì\\""\n'),
        ("vat:\n  - {id: a, drops: [b ,c]}\n", "vat:\n  - id: a\n    drops: [b, c]\n"),
        (
            "vat:\n  - id: a\n    drops: [b, # no\n     c]\n",
            "vat:\n  - id: a\n    drops:\n      - b  # no\n      - c\n",
        ),
        (
            "vat:\n  - id: a\n    drops: [b,\n     c\n     # both\n    ] # yes\n",
            "vat:\n  - id: a\n    drops:  # yes\n      - b\n      - c\n      # both\n",
        ),
        ("vat:\n  - id: a\n    drops: [\n     # none\n    ]\n", "vat:\n  - id: a\n    # none\n    drops: []\n"),
        ("vat:\n  - id: a\n    drops: [[b], {}]\n", "vat:\n  - id: a\n    drops: [[b], {}]\n"),
        ("vat:\n  - id: a\n    drops: [b, {c: 1}]\n", "vat:\n  - id: a\n    drops:\n      - b\n      - c: 1\n"),
        (
            "vat:\n  - id: a\n    note: >-  # why\n         due\n           righe\n\n\n  - id: b\n",
            "vat:\n  - id: a\n    note: >-  # why\n      due\n        righe\n\n  - id: b\n",
        ),
        ("vat:\n  - id: a\n    drops:\n    -\n    - - b\n", "vat:\n  - id: a\n    drops:\n      -\n      - - b\n"),
        ("vat:  # rates\n  - id: a\nprices: # none\n", "prices:  # none\n\nvat:  # rates\n  - id: a\n"),
        (
            "vat:\n  - id: a\n    label: # three\n      # it\n      it: x # one\n",
            "vat:\n  - id: a\n    label:  # three\n      # it\n      it: x  # one\n",
        ),
        (
            "vat:\n  - id: a\n    note: # above\n      x # beside\n",
            'vat:\n  - id: a\n    # beside\n    note: "x"  # above\n',
        ),
        (
            "vat:\n  - id: a\n    note: >\n      x\n  # b\n  - id: b\n",
            "vat:\n  - id: a\n    note: >\n      x\n\n  # b\n  - id: b\n",
        ),
        ("vat:\n  - id: a\n    # of a\n  - id: b\n", "vat:\n  - id: a\n    # of a\n\n  - id: b\n"),
        ("vat:\n  - id: a\n    note: 'a # b'\n", 'vat:\n  - id: a\n    note: "a # b"\n'),
        ("vat:\n  - id: a\n    note: |\n      a\n\n      b\n", "vat:\n  - id: a\n    note: |\n      a\n\n      b\n"),
        ("vat: 1\nprices:\n  - 2\n", "prices:\n  - 2\n\nvat: 1\n"),
    ],
)
def test_what_becomes_of_a_text(text: str, shown: str) -> None:
    """Comments stay with what they are about, words in a list stay as they are, sentences come into quotes."""
    assert f"{HEAD}{shown}" == laid(f"{HEAD}{text}") == laid(laid(f"{HEAD}{text}"))


def test_rows_of_one_key_stand_side_by_side() -> None:
    """Rows follow one another in time, and of one day the one announced first; keys stay as they come."""
    rows = "".join(ROW.format(*row) for row in (("c", "2027-01-01"), ("a", "2020-01-01"), ("b", "2024-01-01")))
    told = "  - id: d\n    since: 2027-01-01\n    announced: 2026-01-01\n"
    made = laid(f"{HEAD}vat:\n{rows}{told}prices:\n{ROWS}")
    assert ["g", "e", "f", "a", "b", "d", "c"] == re.findall("- id: (.)", made)


ROWS = (
    "  - {id: g, item: plan, plan: pro, since: 2023-01-01}\n"
    "  - {id: f, item: plan, plan: standard, since: 2024-01-01}\n"
    "  - {id: e, item: plan, plan: standard, since: 2023-01-01}\n"
)


def test_rows_of_which_one_has_no_day_stay_where_they_are() -> None:
    """Where a first day is missing nobody knows the order."""
    assert ["b", "a"] == re.findall("- id: (.)", laid(f"{HEAD}vat:\n{ROW.format('b', '2027-01-01')}  - id: a\n"))


def test_a_text_that_cannot_be_read_is_told() -> None:
    """A text with a mistake of its own stays as it is, and the mistake is told."""
    done = laid_out(b"table: pricing\nnet: 2,50\n", "t.yaml")
    assert (None, ["PR020"]) == (done.text, [problem.code for problem in done.problems])


@pytest.mark.parametrize("text", ["- a\n", "table: nothing\n", "a\n"])
def test_what_is_no_table_is_left_alone(text: str) -> None:
    """What has no line that names a table is none of ours."""
    assert (None, ()) == laid_out(text.encode(), "t.yaml")[:2]


def test_line_ends_of_windows_stay() -> None:
    """A file whose lines end as on Windows ends them so afterwards."""
    assert f"{HEAD}vat: []\n".replace("\n", "\r\n") == laid(f"{HEAD}vat:   [ ]\n".replace("\n", "\r\n"))
    assert laid_out(f"{HEAD}vat: []\n".replace("\n", "\r\n").encode(), "t.yaml").is_as_it_was


@pytest.mark.parametrize("text", ["a: 2\n", "a: 2,50\n", "a: [\n"])
def test_what_would_say_something_else_is_not_written(text: str) -> None:
    """If laying out ever changed what a table says, nothing would come of it but an error."""
    document = read(b"a: 1\n", "t.yaml").document
    assert document is not None
    assert "a:   1\n" == proved("a:   1\n", document)
    with pytest.raises(AssertionError, match="would come to say something else"):
        proved(text, document)
